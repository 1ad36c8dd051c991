/*
 * Why something did not fit: writes rows of the table explanation for each failure of a run, from
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

/* The program's source, as far as it is at hand. */
struct explain_source {
	/* Does the line of call site `failing` give its op `failing_op` what `op` returned at call site
	 * `site`, if that is the newest from there? */
	bool (*is_read)(void *context, const char *site, const char *op, const char *failing,
		const char *failing_op);
	void *context;
};

/* Explains all failures of `run`; the database must have its regions, kernels and all buffers.
 * False: the work allowance ended before the last one, and a message says so. */
bool explain_run(sqlite3 *db, uint64_t run, const struct explain_source *source);

/* ---- for explain*.c ---- */

/* A row of table failure. What is unknown is UINT64_MAX or NULL. */
struct failure {
	uint64_t run, number, time_ns, moment, handle, device, program, cores, callsite;
	const char *kind, *buffer_kind, *text;
	const char *site;       /* text of the call site */
	uint64_t size_bytes, bytes_per_bank, free_bytes, largest_free_bytes, region_end,
		lowest_buffer, limit_bytes;
	uint64_t base, end;     /* addresses of the bank: the one without room, or L1's */
	uint64_t small_bytes;   /* size of L1_SMALL */
	uint64_t config_bytes;  /* size of the KERNEL_CONFIG ring */
	uint64_t bank_bytes;    /* out of memory: size of a bank, by the runtime's text */
	uint64_t equal_to;      /* the first of many equal failures; UINT64_MAX: explain it */
	char *op;               /* name of the operation; explain_run.c frees it */
	uint64_t thread;        /* that it failed on */
	uint64_t align;         /* bytes; allocations are rounded up to a multiple */
};

/* The instant, device and program of a failure. */
static inline struct instant failure_instant(const struct failure *f)
{
	return (struct instant){.run = f->run, .time_ns = f->time_ns, .moment = f->moment,
		.handle = f->handle, .device = f->device, .program = f->program};
}

/* What is known while the failures of a run are explained, and where rows go. */
struct explainer {
	sqlite3 *db;
	struct row_writer rows_to;      /* table explanation */
	const struct explain_source *source;
	const struct failure *failure;
	uint64_t missing_bytes; /* per core, of this failure; UINT64_MAX: unknown */
	/* The largest hole that is free on all cores, where some have addresses of their own;
	 * UINT64_MAX: the hole that the runtime reported counts. */
	uint64_t hole_bytes;
	int agrees;             /* 1: the runtime's numbers are ours; 0: not; -1: not both known */
	unsigned rows;          /* written for this failure */
	bool enough;            /* the run's limit is reached: no more failures are explained */
	uint64_t work;          /* blocks that replays of this run may still look at */
	bool tried;             /* cures of this failure were tried */
	const char *why_not;    /* why none were tried; NULL: not known, or they were */
	/* Of the failing program's regions, as explain_regions() found them. */
	char largest[120];      /* its name; "": there are fewer than two */
	uint64_t largest_bytes;
	uint64_t row_bytes;     /* the widest page that is no tile; 0: none */
	uint64_t rows_bytes;    /* bytes of regions that have one or two such pages */
	bool largest_is_scratchpad;
	bool more;              /* the call may do more after the step that failed */
	char cure[800];         /* note of the preferred cure that was proved; "": none was */
	bool dram_untried;      /* its output in DRAM is proposed, and was not tried as a whole */
	int cure_rank;          /* its place in the order of preference; 0 is first */
	/* For explain_whose.c: the op and thread that it looked up last, and whether each call of
	 * that op launches one program. */
	char looked_at[128];
	uint64_t looked_on;
	bool one_program;
	const struct mark_passes *marks;        /* of the failing thread */
};

/* Writes all rows of one failure. */
void explain_failure(struct explainer *x, const struct failure *f);

/* One row; what does not apply is NULL or UINT64_MAX. */
struct explanation {
	const char *role;       /* as in schema.sql */
	const char *owner_kind, *owner, *callsite, *note, *tensor, *variable;
	const char *last_use, *last_use_callsite, *needed, *use_note;
	uint64_t last_use_op;
	uint64_t address, bytes_per_core, id, size_bytes, age_ns;
	bool release;           /* in the smallest set to release, or a proved cure */
	int fits;               /* by a replay: 1: this alone makes it fit; 0: not; -1: not tried */
};
/* A row of which nothing else is known. */
static inline struct explanation explanation(const char *role, const char *owner_kind)
{
	return (struct explanation){.role = role, .owner_kind = owner_kind, .address = UINT64_MAX,
		.bytes_per_core = UINT64_MAX, .id = UINT64_MAX, .size_bytes = UINT64_MAX,
		.age_ns = UINT64_MAX, .last_use_op = UINT64_MAX, .fits = -1};
}
/* Writes the row. */
void explain_row(struct explainer *x, const struct explanation *e);
/* Writes the row of a cure; h: the buffer that it is about, or NULL; fits: as in struct explanation. */
void explain_cure(struct explainer *x, const char *what, const struct holder *h, uint64_t bytes, int fits,
	const char *note);

/*
 * Rows of the regions that the failing program had on the cores of the failure. Returns the highest
 * end address of those that take space of their own; UINT64_MAX: none is known.
 */
uint64_t explain_regions(struct explainer *x);
/* Rows of the failing program's kernels. Returns their text bytes; UINT64_MAX: none is known. */
uint64_t explain_kernels(struct explainer *x);

/* Addresses of the failing program's aliases (regions that lie in buffers) that were placed after
 * `from_ns`. The caller frees the array. */
uint64_t *explain_aliases(const struct explainer *x, uint64_t from_ns, size_t *count);

/*
 * Rows of the buffers in the bank, of what to release, and of what else makes it fit. kind: of the
 * buffers, as in view buffer. end: the address where the regions of a program end that met
 * buffers, UINT64_MAX if unknown; 0: the failure is out of memory. Finds whose the buffers are
 * (h->at[i].whose).
 */
void explain_buffers(struct explainer *x, struct holders *h, const char *kind, uint64_t end);

/* Rows of how often a cached program ran before, and of buffers allocated since its first run. */
void explain_past(struct explainer *x, const struct holders *h);
/* Has DRAM room for the buffer that found none in L1? 1: yes, 0: no, -1: not known. */
int explain_fits_dram(struct explainer *x);
/* One row: the failure in a sentence, with the preferred cure of the rows before it. */
void explain_verdict(struct explainer *x);
/* "circular buffers" or "dataflow buffers": the regions that the runtime's text names. */
const char *explain_regions_name(const struct failure *f);
/* Rows of the buffers that were freed last before an op refused a tensor without memory. Returns
 * whether there are any. */
bool explain_freed(struct explainer *x);
/* One row: whether the run went on after the failure. */
void explain_after(struct explainer *x);
/* Finds the launch before the failure that had the least room left; false: none had less than
 * `bytes`. */
bool explain_too_tight(const struct explainer *x, uint64_t bytes, uint64_t *op, uint64_t *headroom);
/* A row, if the failure would be gone with the semaphores in L1_SMALL. `end`: as of explain_buffers(). */
void explain_semaphores(struct explainer *x, const struct holders *h, uint64_t end);
/* One row: the l1_small_size that would have been enough. None if that is not known. */
void explain_small(struct explainer *x);

#endif
