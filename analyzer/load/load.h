/*
 * From a trace to rows: raw ones, and those of the accounting.
 *
 * Must not know: what is asked of them.
 */
#ifndef LOAD_H
#define LOAD_H

#include <sqlite3.h>
#include <stdint.h>
#include "accounting.h"
#include "change_stream.h"
#include "load_window.h"
#include "options.h"

enum load_what {                /* what costs time and is not always needed */
	LOAD_CHANGES = 1,       /* timeline rows */
	LOAD_OPS = 2,
	LOAD_REGIONS = 4,       /* regions, kernels, programs */
	LOAD_BUFFERS = 8,       /* all lifetimes */
	LOAD_LEAKS = 16,        /* those that no free ended */
	LOAD_SPACE = 32,        /* free space of the allocators over time */
	LOAD_EXPLAIN = 64,      /* failures; needs regions and buffers */
	LOAD_REPLAYED = 128,    /* what captured launches use when they are replayed */
	LOAD_MARKS = 256,       /* the peak of each pass of a mark */
	LOAD_USES = 512,        /* who uses each buffer; needs buffers */
	LOAD_ALL = 1023,
	LOAD_NO_PHASES = 2048,  /* neither marks nor the passes of loops are asked for */
	LOAD_WHOLE_OPS = 1024,  /* changes outside the window, too: an op may go on after its end */
};

/* Statements of one database, prepared once. */
struct loader;
struct loader *loader_new(sqlite3 *db, unsigned what);
void loader_free(struct loader *l);

/* Rows of table change go to the stream and not into the table: of whole runs, not of a window. NULL:
 * no longer. */
void loader_stream(struct loader *l, const struct change_stream *stream);

/*
 * Loads the trace as this run; `name`: what the user calls it; of changes only what the window of
 * these options needs. Ends the program when it cannot be read at all; says in one line each what is
 * damaged or lost. Returns 0, or EXIT_INCOMPLETE.
 */
int load_trace(struct loader *l, const char *path, const char *name, uint64_t run,
	const struct options *o);

/* Bytes of the trace and of the live file beside it, as far as there is something in them. */
uint64_t trace_bytes(const char *path);

/* load_records.c: rows of the record itself. */
struct raw;
struct raw *raw_new(sqlite3 *db, unsigned what);
void raw_free(struct raw *raw);
void raw_begin(struct raw *raw, uint64_t run);
/* moment: the accounting's, behind this record. */
void raw_record(struct raw *raw, const struct l1t_record *r, uint64_t moment);
/* Of this run so far, whether or not they became rows. */
struct raw_counts {
	uint64_t programs, regions, kernels, failures, uses;
};
struct raw_counts raw_counts(const struct raw *raw);
/* A string's text, NULL: not defined so far. */
const char *raw_string(const struct raw *raw, uint64_t id);
/* Call sites whose text was cut: it was too long. */
uint64_t raw_call_sites_cut(const struct raw *raw);

/* A buffer's type as rows spell it; NULL: not known. */
const char *buffer_kind(uint64_t type);

/* load_owners.c: which buffers the making or enqueueing of a program allocated. */
struct owners;
struct owners *owners_new(sqlite3 *db);
void owners_free(struct owners *o);
void owners_begin(struct owners *o, uint64_t run);
/* op: the accounting's, of this record. */
void owners_record(struct owners *o, const struct l1t_record *r, uint64_t op);

/* load_failures.c: launches that failed get the time of their failure. */
void failed_op_rows(sqlite3 *db, uint64_t run);

/* load_phases.c: passes of marks, and of a sequence of ops that repeats, from a run's rows. */
void phase_rows(sqlite3 *db, uint64_t run);

/* load_accounted.c: rows of the accounting. */
struct computed;
struct computed *computed_new(sqlite3 *db, unsigned what);
void computed_free(struct computed *c);
/* The window has to live as long as the run is read. */
struct accounting *computed_begin(struct computed *c, uint64_t run, const struct load_window *window);
/* A record, after the accounting had it; op: the accounting's, of this record. */
void computed_record(struct computed *c, const struct l1t_record *r, uint64_t op);
/* Changes go to the stream, see loader_stream(). */
void computed_stream(struct computed *c, const struct change_stream *stream);
/* Gives the stream the changes of the last records; name_of: a string's text by its id. */
void computed_give(struct computed *c, const char *(*name_of)(void *context, uint64_t id), void *context);
/* After the accounting has finished. */
void computed_finish(struct computed *c);
/* Buffers of this run, all of them when the accounting is finished. */
uint64_t computed_buffers(const struct computed *c);

#endif
