/*
 * Small ids for strings, core range sets, chip sets and call sites.
 *
 * An append-only hash table without locks, usable in signal handlers: an entry is published by one
 * compare-and-swap after its definition is committed to the ring, so whoever sees the id records
 * later than the definition. Two threads that meet define twice, which readers allow. What could
 * not be recorded is not published. Room is reserved address space that is touched as it fills;
 * when it is full new things get id 0 (unknown) and a note says so once.
 *
 * Must not know: what is interned.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include "events.h"
#include "l1trace.h"
#include "l1t_wire.h"
#include "state.h"

enum { TABLE_SLOTS = 1 << 17, ENTRIES_MAX = 1 << 16, ARENA_BYTES = 8 << 20 };

struct entry {
	uint32_t id, bytes;
	uint8_t kind;
	uint8_t data[];
};

/* _Atomic pointers into the arena, by hash. */
static _Atomic(struct entry *) *table;
static uint8_t *arena;
static _Atomic uint64_t arena_used;
static _Atomic uint32_t entries;
static _Atomic uint32_t next_id[L1T_KIND_COUNT];
static _Atomic int room_state;  /* 0 none, 1 being made, 2 made, 3 not to be had */
static _Atomic int full_said;

static int make_room(void)
{
	int expected = 0;
	void *t, *a;

	if (room_state == 2)
		return 1;
	if (!atomic_compare_exchange_strong(&room_state, &expected, 1))
		return room_state == 2;
	t = mmap(NULL, TABLE_SLOTS * sizeof(*table), PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	a = mmap(NULL, ARENA_BYTES, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (t == MAP_FAILED || a == MAP_FAILED) {
		room_state = 3;
		return 0;
	}
	table = t;
	arena = a;
	next_id[L1T_CHIPS] = L1T_CHIPS_FIRST - 1;
	room_state = 2;
	return 1;
}

static uint64_t hash(uint8_t kind, const uint8_t *data, size_t bytes)
{
	uint64_t h = 0x9e3779b97f4a7c15u ^ kind, word;

	for (; bytes >= 8; bytes -= 8, data += 8) {
		memcpy(&word, data, 8);
		h = (h ^ word) * 0xff51afd7ed558ccdu;
		h ^= h >> 32;
	}
	for (; bytes; bytes--, data++)
		h = (h ^ *data) * 0xff51afd7ed558ccdu;
	return h ^ h >> 29;
}

static uint32_t is_full(void)
{
	if (!atomic_exchange(&full_said, 1))
		l1trace_note(L1T_NOTE_UNKNOWN, 0, 0,
			"no room for more names and core range sets: new ones are unknown");
	return 0;
}

static struct entry *make_entry(uint8_t kind, const void *data, size_t bytes)
{
	uint64_t need = (sizeof(struct entry) + bytes + 7) / 8 * 8, at;
	struct entry *e;

	if (atomic_load(&entries) >= ENTRIES_MAX || atomic_load(&arena_used) + need > ARENA_BYTES)
		return NULL;
	at = atomic_fetch_add(&arena_used, need);
	if (at + need > ARENA_BYTES)
		return NULL;
	atomic_fetch_add(&entries, 1);
	e = (void *)(arena + at);
	e->kind = kind;
	e->bytes = (uint32_t)bytes;
	memcpy(e->data, data, bytes);
	e->id = atomic_fetch_add(&next_id[kind], 1) + 1;
	return e;
}

/* The id of these bytes; defines them when they are new. 0: off, or no room. */
static uint32_t intern(uint8_t kind, const void *data, size_t bytes)
{
	struct entry *mine = NULL;
	uint64_t at;

	if (!l1tr_on || bytes > L1T_BLOB_MAX / 2)
		return 0;
	if (room_state != 2) {
		int saved = errno, made = make_room();

		errno = saved;
		if (!made)
			return 0;
	}
	for (at = hash(kind, data, bytes);; at++) {
		_Atomic(struct entry *) *slot = &table[at % TABLE_SLOTS];
		struct entry *e = atomic_load_explicit(slot, memory_order_acquire);

		if (!e) {
			if (!mine) {
				mine = make_entry(kind, data, bytes);
				if (!mine)
					return is_full();
				if (!l1tr_record(kind, (uint64_t[]){mine->id}, 1, data, bytes))
					return 0;
			}
			if (atomic_compare_exchange_strong(slot, &e, mine))
				return mine->id;
		}
		if (e->kind == kind && e->bytes == bytes && !memcmp(e->data, data, bytes))
			return e->id;
	}
}

void l1tr_intern_each(void (*see)(const struct l1t_record *r, void *context), void *context)
{
	static const uint8_t order[] = {L1T_STRING, L1T_CORES, L1T_CHIPS, L1T_CALLSITE};

	for (size_t k = 0; room_state == 2 && k < sizeof(order); k++) {
		for (size_t i = 0; i < TABLE_SLOTS; i++) {
			struct entry *e = atomic_load_explicit(&table[i], memory_order_acquire);
			struct l1t_record r = {0};

			if (!e || e->kind != order[k])
				continue;
			r.kind = e->kind;
			r.define.id = e->id;
			r.blob = e->data;
			r.blob_bytes = e->bytes;
			see(&r, context);
		}
	}
}

L1TRACE_API uint32_t l1trace_string(const char *bytes, size_t length)
{
	return bytes ? intern(L1T_STRING, bytes, length > 2000 ? 2000 : length) : 0;
}

L1TRACE_API uint32_t l1trace_cores(const struct l1trace_range *ranges, size_t count)
{
	return count ? intern(L1T_CORES, ranges, count * sizeof(*ranges)) : 0;
}

L1TRACE_API uint32_t l1trace_chips(const uint32_t *chips, size_t count)
{
	if (count == 1 && chips[0] < L1T_CHIPS_FIRST)
		return chips[0];
	return count ? intern(L1T_CHIPS, chips, count * sizeof(*chips)) : 0;
}

L1TRACE_API uint32_t l1trace_callsite(const struct l1trace_frame *frames, size_t count)
{
	uint32_t blob[3 * 64];

	if (!l1tr_on || !count)
		return 0;
	if (count > 64)
		count = 64;
	for (size_t i = 0; i < count; i++) {
		blob[3 * i] = frames[i].file
			? l1trace_string(frames[i].file, strlen(frames[i].file)) : 0;
		blob[3 * i + 1] = frames[i].line;
		blob[3 * i + 2] = frames[i].function
			? l1trace_string(frames[i].function, strlen(frames[i].function)) : 0;
	}
	return intern(L1T_CALLSITE, blob, count * 3 * sizeof(*blob));
}
