/*
 * The live file: rings that threads write their events to, in pages shared with the file, so that
 * they survive the process. Layout, slot structs, and turning slots into records. The file is read
 * on the machine that wrote it: native byte order (little-endian machines only).
 *
 * Must not know: how rings are filled or drained; I/O.
 *
 * File: header page (4096 bytes), then ring_max times { ring header page, ring_bytes of slots },
 * of which ring_count exist. A ring's slots are numbered from 0 without end; slot n lies at byte
 * (n % (ring_bytes / 32)) * 32. Slots in [tail, head) are to be read; all others are zero.
 */
#ifndef L1T_LIVE_H
#define L1T_LIVE_H

#include <assert.h>
#include <stdatomic.h>
#include "l1t_record.h"
#include "l1t_wire.h"

enum {
	L1T_PAGE = 4096,
	L1T_SLOT_BYTES = 32,
	L1T_RING_BYTES = 512 << 10,     /* what our recorder uses */
	L1T_RING_MAX = 1024,
	L1T_RING_BYTES_MAX = 64 << 20,  /* what a reader accepts */
	L1T_EVENT_SLOTS_MAX = 250,
	L1T_PAUSES_KEPT = 8,
	L1T_LIVE_VERSION = 2,
	L1T_LIVE_UNCHECKED = 1,         /* files from before there were checks */
};

/* How ticks become ns since time 0: ns = ns0 + (ticks - ticks0) * ns_per_tick. */
struct l1t_anchor {
	uint64_t ticks0;
	int64_t ns0;
	double ns_per_tick;
};

struct l1t_live_header {
	uint8_t magic[8];
	uint32_t version;               /* L1T_LIVE_VERSION */
	uint32_t ring_bytes;
	uint64_t session;
	uint64_t pid;
	uint64_t wall_ns;
	uint32_t clock;                 /* as in L1T_BEGIN */
	_Atomic uint32_t ring_count;    /* rings that exist */
	_Atomic uint32_t thread_count;  /* serial numbers given out */
	_Atomic uint32_t ended;         /* 1: the recorder wrote its end; events here are later */
	_Atomic uint32_t anchor_index;  /* which of the two anchors is whole */
	uint32_t place;                 /* 0: rings have no copies; 1: the header; 2 + n: ring n's copy */
	struct l1t_anchor anchors[2];
	_Atomic uint64_t trace_bytes;   /* end of blocks whose events left the rings; set last */
	_Atomic uint64_t blocks;        /* blocks written: number of the next one */
	_Atomic uint64_t lost_no_ring;  /* events of threads that got no ring, not yet in the trace */
	_Atomic uint64_t pauses;        /* calls of pause and resume so far, alternating */
	_Atomic uint64_t pauses_told;   /* how many of them are in the trace's blocks */
	_Atomic uint64_t pause_ticks[L1T_PAUSES_KEPT];  /* of call n at n % L1T_PAUSES_KEPT */
	uint32_t check;                 /* l1t_live_check() */
	uint32_t anchor_checks[2];      /* l1t_anchor_check() of each */
};
/*
 * No page of the file is needed to read the others, and no field exists only once. What never
 * changes has a check. The header is in its page twice, and each ring's header page has a copy of
 * it: as it was when the ring was made, except for the anchors, which are kept up to date. All of
 * ring 0's copy is kept up to date. So what changes exists three times, in two pages. If all three
 * differ, the one in the middle holds: the writer changes one after the other and numbers only
 * grow, or one is damaged.
 */
enum {
	L1T_COPY_OFFSET = 2048 + 16,    /* no slot begins here, if pages change places */
	L1T_FACTS_OFFSET = 1024 + 16,   /* in a ring's header page: a copy of its facts */
	L1T_NEXT_FACTS_OFFSET = 1536 + 16,      /* in the header page before it: a second one */
};
static_assert(sizeof(struct l1t_live_header) <= L1T_FACTS_OFFSET, "header fits its page");

enum l1t_ring_state { L1T_RING_FREE = 0, L1T_RING_USED = 1, L1T_RING_EXITED = 2 };

struct l1t_ring_header {
	_Atomic uint64_t head;          /* next slot to be reserved; only the owner writes */
	uint8_t pad0[56];
	_Atomic uint64_t tail;          /* next slot to be drained; only the writer writes */
	_Atomic uint32_t thread;        /* serial of the owner of slots from `tail` on */
	uint32_t pad1;
	_Atomic uint64_t lost_reported; /* how many of `lost` are in the trace */
	uint8_t pad2[40];
	_Atomic uint64_t lost;          /* events dropped by the owner */
	_Atomic uint32_t lost_reason;
	_Atomic uint32_t state;
	_Atomic uint32_t tid;
	uint32_t pad3;
	uint8_t pad4[40];
};
static_assert(sizeof(struct l1t_ring_header) == 192, "three cache lines");

/*
 * A ring's header without its head: a copy of that would cost the owner time, and slots show it,
 * too.
 */
struct l1t_ring_facts {
	_Atomic uint64_t tail, lost_reported, lost;
	_Atomic uint32_t thread, lost_reason;
};

/* Check of what never changes in a header, and of its place. */
static inline uint32_t l1t_live_check(const struct l1t_live_header *h)
{
	enum { ALWAYS = offsetof(struct l1t_live_header, ring_count) };
	uint8_t bytes[ALWAYS + sizeof(h->place)];

	memcpy(bytes, h, ALWAYS);
	memcpy(bytes + ALWAYS, &h->place, sizeof(h->place));
	return l1t_check32(bytes, sizeof(bytes));
}

static inline uint32_t l1t_anchor_check(const struct l1t_anchor *a)
{
	return l1t_check32((const uint8_t *)a, sizeof(*a));
}
static_assert(sizeof(struct l1t_anchor) == 24, "no padding");

/*
 * First 16 bytes of every event. kind is written last: 0 = nothing yet, L1T_SLOT_RESERVED = being
 * written (slots is valid), any other = complete. page is (slot number / 128) + 1 modulo 256: the
 * page of the ring for which the event was written, so that a page out of place is noticed.
 */
struct l1t_slot_head {
	uint8_t kind;           /* enum l1t_slot_kind */
	uint8_t slots;          /* length of the event in slots */
	uint8_t small;
	uint8_t page;
	uint32_t word;
	uint64_t ticks;
};

/*
 * Events of an enum l1t_kind that has no layout of its own below are generic: the lower five bits of
 * their kind are here, the upper three in small, with the number of fields; word = blob bytes, then
 * the fields (8 bytes each), then the blob. No kind becomes another by one damaged bit: all have an
 * even number of bits set, but regions, which bit 7 sets apart; and generic events have a check.
 */
enum l1t_slot_kind {
	L1T_SLOT_GENERIC = 32,          /* l1t_slot_generic() */
	L1T_SLOT_FREE = 65,             /* 1 slot, struct l1t_slot_free */
	L1T_SLOT_REGIONS_FREED = 66,    /* 1 slot, struct l1t_slot_regions_freed */
	L1T_SLOT_PAD = 68,              /* nothing: skip it */
	L1T_SLOT_ALLOC = 72,            /* 2 slots, struct l1t_slot_alloc */
	L1T_SLOT_LAUNCH = 80,           /* 2 slots, struct l1t_slot_launch */
	L1T_SLOT_REGION = 128,          /* 1 slot, + type * 4 + flags (2 bits) */
	L1T_SLOT_RESERVED = 255,
};
enum { L1T_LOWER_KIND = L1T_SLOT_GENERIC - 1 };
static_assert(L1T_FIELDS_MAX <= L1T_LOWER_KIND, "fields fit beside the upper bits of kinds");
static_assert((int)L1T_KIND_COUNT <= (int)L1T_SLOT_FREE, "kinds and slot kinds are told apart");

/* Slot kind of a generic event. */
static inline uint8_t l1t_slot_generic(uint8_t kind)
{
	uint8_t lower = kind & L1T_LOWER_KIND;

	return (uint8_t)(L1T_SLOT_GENERIC | lower | (__builtin_parity(lower) ? 0 : 64));
}

/* Its head's `small`. */
static inline uint8_t l1t_generic_small(uint8_t kind, unsigned fields)
{
	return (uint8_t)((kind & ~(unsigned)L1T_LOWER_KIND) | fields);
}

/* enum l1t_kind of a generic event, which may be of a later version; 0: it is none. */
static inline uint8_t l1t_generic_kind(uint8_t slot_kind, uint8_t small)
{
	uint8_t kind = (uint8_t)((slot_kind & L1T_LOWER_KIND) | (small & ~(unsigned)L1T_LOWER_KIND));

	return kind && slot_kind == l1t_slot_generic(kind) ? kind : 0;
}

static inline unsigned l1t_generic_fields(uint8_t small)
{
	return small & L1T_LOWER_KIND;
}

/* For a live file without checks: its kinds, as they were numbered then. */
static inline uint8_t l1t_slot_kind_of_old(uint8_t kind)
{
	enum { OLD_ALLOC = 64, OLD_LAUNCH = 67 };

	switch (kind) {
	case OLD_ALLOC:
		return L1T_SLOT_ALLOC;
	case OLD_LAUNCH:
		return L1T_SLOT_LAUNCH;
	case 0:
	case L1T_SLOT_FREE:
	case L1T_SLOT_REGIONS_FREED:
	case L1T_SLOT_PAD:
	case L1T_SLOT_RESERVED:
		return kind;
	default:
		return kind >= L1T_SLOT_REGION ? kind
			: kind < L1T_SLOT_GENERIC ? l1t_slot_generic(kind) : L1T_SLOT_GENERIC;
	}
}

struct l1t_slot_alloc {
	struct l1t_slot_head head;      /* small = type, word = device */
	uint64_t id, size_bytes, address, bytes_per_core;
	uint32_t page_bytes, cores;
	uint32_t callsite;
	uint16_t core_count;            /* 0: unknown */
	uint8_t layout, flags;          /* flags: with L1T_SLOT_THERE */
};
static_assert(sizeof(struct l1t_slot_alloc) == 64, "two slots");
/* Keeps the second slot from being all zeros, whatever the event holds: zeros mean lost. */
enum { L1T_SLOT_THERE = 0x80 };

struct l1t_slot_free {
	struct l1t_slot_head head;      /* small = type, word = device */
	uint64_t id;
	uint32_t callsite, manner;
};
static_assert(sizeof(struct l1t_slot_free) == 32, "one slot");

struct l1t_slot_region {
	struct l1t_slot_head head;      /* small = index (255 unknown), word = chips */
	uint32_t program, cores, address, size_bytes;
};
static_assert(sizeof(struct l1t_slot_region) == 32, "one slot");

struct l1t_slot_regions_freed {
	struct l1t_slot_head head;      /* small = types, word = chips */
	uint32_t program, unused0;
	uint64_t unused1;
};
static_assert(sizeof(struct l1t_slot_regions_freed) == 32, "one slot");

struct l1t_slot_launch {
	struct l1t_slot_head head;      /* small = flags, word = chips */
	uint32_t program, device, name, callsite;
	uint32_t type;
	uint32_t one;                   /* 1: keeps the second slot from being zero */
	uint64_t unused[3];
};
static_assert(sizeof(struct l1t_slot_launch) == 64, "two slots");

static inline uint8_t l1t_slot_page(uint64_t slot)
{
	return (uint8_t)(slot / (L1T_PAGE / L1T_SLOT_BYTES) + 1);
}

/*
 * The check below in steps: of the head, of each 8 bytes (the last filled with zeros), and the end.
 * A step never maps two states to the same one: inputs that differ in one bit have different
 * checks.
 */
static inline uint64_t l1t_slot_check_step(uint64_t h, uint64_t w)
{
	return ((h ^ h >> 32) ^ w) * 0x9e3779b97f4a7c15;
}

static inline uint64_t l1t_slot_check_begin(uint8_t kind, uint8_t small, uint32_t word,
	uint64_t ticks)
{
	uint64_t h = (uint64_t)word << 32 | (uint32_t)small << 8 | kind;

	return (h * 0x9e3779b97f4a7c15 ^ ticks) * 0x9e3779b97f4a7c15;
}

static inline uint32_t l1t_slot_check_end(uint64_t h)
{
	return (uint32_t)(h >> 32);
}

/*
 * A generic event ends with this check, in 4 bytes after its blob: of kind (enum l1t_kind), fields
 * and blob. The rest of its last slot is zero.
 */
static inline uint32_t l1t_slot_check(const void *event, uint8_t kind)
{
	const struct l1t_slot_head *head = event;
	const uint8_t *p = (const uint8_t *)(head + 1);
	size_t left = l1t_generic_fields(head->small) * (size_t)8 + head->word;
	uint64_t h = l1t_slot_check_begin(kind, head->small, head->word, head->ticks), w;

	for (; left; left -= left < 8 ? left : 8, p += 8) {
		w = 0;
		memcpy(&w, p, left < 8 ? left : 8);
		h = l1t_slot_check_step(h, w);
	}
	return l1t_slot_check_end(h);
}
enum { L1T_SLOT_CHECK_BYTES = 4 };

/*
 * Turns the event at `slot` (head.slots * 32 bytes, whole and in one piece) into *record: kind,
 * fields, blob (which points into the event); time, thread and seq are the caller's.
 * 0: done; 1: nothing in it (padding, or a kind of a later version); -1: not a sound event.
 */
int l1t_slot_unpack(struct l1t_record *record, const void *event);

#endif
