/*
 * Why something did not fit: each failure of a run becomes rows of the table explanation, made from
 * the tables that load has filled.
 *
 * Must not know: how rows are printed.
 */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Needs regions, kernels and all buffers of the run. False: not all are explained, which is said. */
bool explain_run(sqlite3 *db, uint64_t run);

/* ---- for explain*.c ---- */

/* A row of table failure. What is unknown is UINT64_MAX or NULL. */
struct failure {
	uint64_t run, number, time_ns, moment, handle, device, program, cores, callsite;
	const char *kind, *buffer_kind, *text;
	const char *site;       /* where it was called */
	uint64_t size_bytes, bytes_per_bank, free_bytes, largest_free_bytes, region_end,
		lowest_buffer, limit_bytes;
	uint64_t base, end;     /* of the bank that was asked, or that a program shares; its device's */
	uint64_t config_bytes;  /* KERNEL_CONFIG ring */
	uint64_t bank_bytes;    /* as an out of memory told it */
	uint64_t equal_to;      /* one of many with these numbers: the first; UINT64_MAX: explain it */
	char *op;               /* as its user calls it; the explainer's own */
	uint64_t placed_ns;     /* regions as they were placed then; 0: at time_ns */
	uint64_t thread;        /* that it failed on */
	uint64_t align;         /* what a bank gives is a multiple of this */
};

/* What explanations are made of, and where they go. */
struct explainer {
	sqlite3 *db;
	sqlite3_stmt *insert;
	const struct failure *failure;
	uint64_t missing_bytes; /* UINT64_MAX: unknown */
	uint64_t hole_bytes;    /* the largest that is free on all cores; UINT64_MAX: as the runtime said */
	int agrees;             /* the runtime's numbers and ours: 1, 0, or -1: not both known */
	unsigned rows;          /* of this failure */
	bool enough;            /* no more failures are explained */
	const char *remark;     /* about regions, behind a comma; NULL: none */
	const char *on_cores;   /* "x0,y0-x1,y1": regions there only; NULL: on those of the failure */
	uint64_t work;          /* blocks that replays of this run may still look at */
	bool tried;             /* replays of this failure were done */
	const char *why_not;    /* they were not; NULL: not known */
	bool more;              /* the call may do more after the step that failed */
	char cure[800];         /* the first choice of what was proved; "": nothing was */
	int cure_rank;
	/* explain_whose.c: the last op and thread that was looked at, and whether it runs one program */
	char looked_at[128];
	uint64_t looked_on;
	bool one_program;
};

/* All rows of one failure. */
void explain_failure(struct explainer *x, const struct failure *f);

/* One row; what does not apply is NULL or UINT64_MAX. */
struct explanation {
	const char *role;       /* as in schema.sql */
	const char *owner_kind, *owner, *callsite, *note;
	uint64_t address, bytes_per_core, id, size_bytes, age_ns;
	bool release;
	int fits;               /* 1, 0: whether it does without this, by a replay; -1: not tried */
};
/* One of which nothing else is known. */
static inline struct explanation explanation(const char *role, const char *owner_kind)
{
	return (struct explanation){.role = role, .owner_kind = owner_kind, .address = UINT64_MAX,
		.bytes_per_core = UINT64_MAX, .id = UINT64_MAX, .size_bytes = UINT64_MAX,
		.age_ns = UINT64_MAX, .fits = -1};
}
void explain_row(struct explainer *x, const struct explanation *e);

/*
 * Rows of the regions that the failing program had on the cores of the failure. Returns the highest
 * end of those that take space; UINT64_MAX: none is known.
 */
uint64_t explain_regions(struct explainer *x);
/* Rows of its kernels. Returns their text bytes; UINT64_MAX: none is known. */
uint64_t explain_kernels(struct explainer *x);

/* Addresses of the failing program's aliases that were placed after `from_ns`; the caller frees them. */
uint64_t *explain_aliases(const struct explainer *x, uint64_t from_ns, size_t *count);

/* Whose a buffer is, seen from the call that failed. */
enum whose {
	WHOSE_OTHER,            /* somebody else's; whether the call reads it is not known */
	WHOSE_CALL,             /* the call took it: an output, or what lies between its programs */
	WHOSE_MAYBE_CALL,       /* the call's, or that of the same line's call before */
	WHOSE_OPERAND,          /* the failing program's regions lie in it */
	WHOSE_CACHE,            /* the program cache keeps it as long as its program */
};

/* Buffers that lived in the bank when it failed, by address. */
struct holder {
	uint64_t buffer, address, bytes, size_bytes, alloc_ns, site, thread, free_ns, free_thread;
	uint64_t program;               /* that the program cache keeps it for */
	char *op, *callsite;            /* op: or what it is for, as "global semaphore" */
	char *on_cores;                 /* it has addresses of its own on these; NULL: on all banks */
	uint64_t part;                  /* of the same buffer at several addresses; 0: the first */
	bool elsewhere;                 /* another allocator of the chip gave it */
	bool cached, freed;             /* cached: the program cache's; freed: by the program itself */
	enum whose whose;
};
struct holders {
	struct holder *at;
	size_t count, capacity;
};
void holders_load(struct holders *h, sqlite3 *db, const struct failure *f, const char *kind);
/* Adds what has addresses of its own and came from the allocators of the device's chips (HYBRID): a
 * buffer of all banks finds no room there either. Returns whether there is any. */
bool holders_load_elsewhere(struct holders *h, sqlite3 *db, const struct failure *f);
void holders_free(struct holders *h);
uint64_t holders_bytes(const struct holders *h);
/* The longest run of bytes of [from, to) that none of them has. */
uint64_t holders_hole(const struct holders *h, uint64_t from, uint64_t to);
/* The address of the lowest one; UINT64_MAX: there is none. */
bool holders_any_per_core(const struct holders *h);
uint64_t holders_lowest(const struct holders *h);

/*
 * Rows of the buffers in the bank, of what to release, and of what else makes it fit. A hole for
 * f->bytes_per_bank was not found, or a program ends at `end` and buffers begin below.
 */
void explain_buffers(struct explainer *x, struct holders *h, const char *kind, uint64_t end);

/* Rows of how often a cached program ran before, and of what has come since. */
void explain_past(struct explainer *x, const struct holders *h);
/* One row: the failure in a sentence, after all others. */
void explain_verdict(struct explainer *x);
/* "circular buffers" or "dataflow buffers": the regions that the runtime names. */
const char *explain_regions_name(const struct failure *f);
/* Rows of what was freed last, where an op refused a tensor without memory. Returns whether any. */
bool explain_freed(struct explainer *x);
/* One row: whether the run went on after it. */
void explain_after(struct explainer *x);
/* A row with the l1_small_size that would have been enough, if that is known. */
void explain_small(struct explainer *x);

#endif
