/*
 * The accounting of L1: takes records in order of time and reports rows to a sink while it reads.
 * It accounts classes of cores: cores of a chip are one class as long as they have the same
 * history. The rules are those of ACCOUNTING.md.
 *
 * Must not know: files, SQL, output. Records are not trusted: any sequence of them is accounted.
 *
 * Sizes are bytes per core, times are ns, L1T_UNKNOWN means unknown. A moment is the number of
 * times that L1 was taken or given back so far; it orders events of equal times. Not thread safe.
 */
#ifndef ACCOUNTING_H
#define ACCOUNTING_H

#include <stdbool.h>
#include "l1t_record.h"

/* Names are ids of strings of the trace. A replay's name has this id, which no recorder gives to a
 * string; 0: the number of its mesh trace is too large. */
static inline uint64_t account_replay_name(uint64_t trace)
{
	const uint64_t first = (uint64_t)1 << 62;

	return trace < first ? first | trace : 0;
}

struct account_opening {        /* of one chip, from first open to last close */
	uint64_t opening;       /* 1, 2, ... */
	uint64_t chip, device, grid_x, grid_y, l1_bytes, unreserved_base, l1_small_bytes;
	uint64_t bank_count, bank_bytes, kernel_config_bytes, arch;
	uint64_t open_ns, close_ns;
};
struct account_peak {           /* the fullest instant of a core */
	uint64_t opening, chip, class_id, core_x, core_y;
	uint64_t peak_bytes, time_ns, buffer_bytes, l1_small_bytes, program_bytes,
		persistent_bytes;
	uint64_t headroom_bytes, op, name;
	uint64_t most_l1_small_bytes;   /* at any instant, not that of the peak */
	uint64_t captured_op, captured_name;    /* of a replay: the launch that makes it; 0: none */
};
/* What made an instant; OPEN and HELD are states of loaded rows, which no event made. */
enum account_event {
	EVENT_OPEN, EVENT_HELD, EVENT_ALLOC, EVENT_FREE, EVENT_LAUNCH, EVENT_REPLAY,
	EVENT_PROGRAM_GONE,
};
/* Its word in rows. */
const char *account_event_word(enum account_event event);

struct account_change {         /* an instant of a class */
	uint64_t opening, chip, class_id, core_x, core_y, time_ns;
	enum account_event event;
	uint64_t buffer_bytes, l1_small_bytes, program_bytes, total_bytes, resident_bytes,
		persistent_bytes;
	uint64_t headroom_bytes;        /* launches; else unknown */
	uint64_t op, name;      /* launches and replays; 0: none */
};
/* A class begins: at its chip's opening, or where its parent is split in two. */
struct account_class {
	uint64_t opening, chip, class_id, parent;       /* parent 0: the opening */
	uint64_t core_x, core_y;        /* its first core */
	uint64_t time_ns;
};
struct account_op {             /* a launch or replay on one chip; sizes on its fullest core */
	uint64_t op, opening, chip, time_ns, name, program, device, callsite;
	uint64_t buffer_bytes, l1_small_bytes, program_bytes, persistent_bytes, peak_bytes,
		headroom_bytes, kernel_text_bytes;
	uint64_t fullest_core;  /* the first of the fullest ones */
	uint64_t program_end;   /* highest address after its regions, on any core */
	uint64_t moment;        /* of its first program */
	uint64_t type;          /* string: what the library calls it; 0 or unknown: none */
	uint64_t trace;         /* the runtime's id, of a replay or a captured launch */
	uint64_t captured_op, captured_name;    /* the same as in account_peak */
	const char *kind;       /* launch, replay, captured, failed */
	uint64_t thread;        /* of its first program */
};
/* What one captured launch uses on a class of cores when its trace is replayed. */
struct account_replayed {
	uint64_t opening, chip, class_id, core_x, core_y, time_ns;
	uint64_t device, trace; /* mesh trace */
	uint64_t replay, op, name;      /* numbers of the replay and of the captured launch */
	bool runs;                      /* the launch covers these cores */
	uint64_t buffer_bytes, l1_small_bytes, program_bytes, persistent_bytes;
};
struct account_buffer {         /* one lifetime */
	struct l1t_alloc alloc;
	uint64_t mesh, chips;
	uint64_t alloc_ns, free_ns;
	uint64_t alloc_moment, free_moment;     /* unknown: took no L1, or gave none back */
	uint64_t alloc_thread, free_thread;     /* unknown: not seen, or not freed */
	uint64_t free_callsite; /* 0 or unknown: not known, or not freed */
	uint64_t free_manner;   /* enum l1t_manner; 0 or unknown: not known, or not freed */
	const char *reason;     /* NULL: freed; else why it was not */
	uint64_t purpose;       /* string: what it is for; 0: a tensor, or not known */
	uint64_t tensor;        /* definition of what it holds; 0: not known */
	uint64_t given;         /* string: what the program called it; 0: nothing */
};
struct account_space {          /* an allocator's free bytes in a bank, after one of its changes */
	uint64_t device, time_ns, moment;       /* moment unknown: the device was opened */
	const char *kind;       /* of which memory: l1, l1_small, dram */
	const char *event;      /* open, alloc, free, bank: another size */
	uint64_t buffer;        /* unknown: none */
	uint64_t capacity_bytes, free_bytes, largest_free_bytes, holes;
};
/* All findings: name here, text in rows, word for `check --fail-on`. */
#define ACCOUNT_FINDINGS(F) \
	F(DOUBLE_FREE, "double free", "double-free") \
	F(UNKNOWN_FREE, "allocated before recording", "allocated-before-recording") \
	F(OVERLAP, "overlap", "overlap") \
	F(SUBMESH_OVERLAP, "shared by submeshes", "shared-by-submeshes") \
	F(OVER_CAPACITY, "over capacity", "over-capacity") \
	F(TRACE_HAZARD, "trace hazard", "trace-hazard") \
	F(UNKNOWN_DEVICE, "unknown device", "unknown-device") \
	F(UNKNOWN_CORES, "unknown cores", "unknown-cores") \
	F(UNKNOWN_CHIPS, "unknown chips", "unknown-chips") \
	F(OUTSIDE, "outside", "outside") \
	F(USED_AFTER_FREE, "used after free", "used-after-free")

enum account_finding_kind {
#define FINDING_NAME(name, words, word) FINDING_##name,
	ACCOUNT_FINDINGS(FINDING_NAME)
#undef FINDING_NAME
	FINDING_KINDS
};
struct account_finding {
	enum account_finding_kind kind;
	uint64_t time_ns, chip, id, other, address, bytes;
	/* of a trace hazard, else unknown: the buffer's type, the number of replays that overwrite
	 * it, and the op number of the first one, of which time and chip are */
	uint64_t type, replays, op;
};

/*
 * Gets the rows; pointers are valid during the call. A member may be NULL: such rows are not
 * needed, and not computed where that saves work.
 */
struct account_sink {
	void (*opening)(void *context, const struct account_opening *o); /* when it ends */
	void (*class_begins)(void *context, const struct account_class *c);     /* before its cores */
	void (*class_core)(void *context, uint64_t opening, uint64_t class_id, uint64_t x, uint64_t y);
	void (*peak)(void *context, const struct account_peak *p);
	void (*change)(void *context, const struct account_change *c);
	void (*op)(void *context, const struct account_op *o);
	void (*replayed)(void *context, const struct account_replayed *r);
	/* a buffer was allocated; was told what it is for; ended */
	void (*allocated)(void *context, const struct account_buffer *b);
	void (*named)(void *context, const struct account_buffer *b);
	void (*buffer)(void *context, const struct account_buffer *b);
	void (*space)(void *context, const struct account_space *s);
	void (*finding)(void *context, const struct account_finding *f);
};

struct accounting;

/* The sink and context must live as long. Free with accounting_free(). */
struct accounting *accounting_new(const struct account_sink *sink, void *context);
void accounting_record(struct accounting *a, const struct l1t_record *r);
/* Call after the last record: reports open chips, and live buffers as `live at end`. */
void accounting_finish(struct accounting *a);
void accounting_free(struct accounting *a);
/* Number of findings of this kind so far. */
uint64_t accounting_findings(const struct accounting *a, enum account_finding_kind kind);
/* The present moment: how often L1 was taken or given back so far. */
uint64_t accounting_moment(const struct accounting *a);
/* The op number of the record just accounted (a launch or replay); 0: it was none. */
uint64_t accounting_last_op(const struct accounting *a);
/* All rows of ops below this number were reported. */
uint64_t accounting_settled_ops(const struct accounting *a);

#endif
