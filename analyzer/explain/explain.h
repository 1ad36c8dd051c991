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
#include "live_at.h"
#include "row_writer.h"

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
	uint64_t thread;        /* that it failed on */
	uint64_t align;         /* what a bank gives is a multiple of this */
};

/* When it failed, and on what. */
static inline struct instant failure_instant(const struct failure *f)
{
	return (struct instant){.run = f->run, .time_ns = f->time_ns, .moment = f->moment,
		.handle = f->handle, .device = f->device, .program = f->program};
}

/* What explanations are made of, and where they go. */
struct explainer {
	sqlite3 *db;
	struct row_writer rows_to;      /* table explanation */
	const struct failure *failure;
	uint64_t missing_bytes; /* UINT64_MAX: unknown */
	uint64_t hole_bytes;    /* the largest that is free on all cores; UINT64_MAX: as the runtime said */
	int agrees;             /* the runtime's numbers and ours: 1, 0, or -1: not both known */
	unsigned rows;          /* of this failure */
	bool enough;            /* no more failures are explained */
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
