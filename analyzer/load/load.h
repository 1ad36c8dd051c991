/*
 * Turns a trace into rows of a database: rows that are records, and rows of the accounting.
 *
 * Must not know: what is asked of the rows.
 */
#ifndef LOAD_H
#define LOAD_H

#include <sqlite3.h>
#include <stdint.h>
#include "accounting.h"
#include "row_stream.h"
#include "run_columns.h"
#include "load_window.h"
#include "options.h"
#include "site_groups.h"

enum load_what {                /* bits: rows that cost time and are not always needed */
	LOAD_CHANGES = 1,       /* timeline rows */
	LOAD_OPS = 2,
	LOAD_REGIONS = 4,       /* regions, kernels, programs */
	LOAD_BUFFERS = 8,       /* all lifetimes */
	LOAD_LEAKS = 16,        /* only lifetimes that no free ended */
	LOAD_SPACE = 32,        /* free space of the allocators over time */
	LOAD_EXPLAIN = 64,      /* failures; needs regions and buffers */
	LOAD_REPLAYED = 128,    /* what captured launches use when they are replayed; of ops, the replays */
	LOAD_MARKS = 256,       /* the peak of each pass of a mark */
	LOAD_USES = 512,        /* who uses each buffer; needs buffers */
	LOAD_OP_GROUPS = 8192,  /* launches put together; of ops, only those that are no launches */
	LOAD_SITES = 131072,            /* buffers put together by call site and op */
	LOAD_VARIABLES = 524288,        /* of call sites; with buffers or leaks, they are there */
	LOAD_CLASS_CORES = 65536,       /* the cores of each class; with changes, they are there */
	LOAD_ALL = 1023 | LOAD_OP_GROUPS | LOAD_CLASS_CORES | LOAD_SITES | LOAD_VARIABLES,
	LOAD_NO_PHASES = 2048,  /* neither marks nor the passes of loops are asked for */
	LOAD_NO_PASSES = 4096,  /* marks, but not what lies between them */
	LOAD_PASSES = 16384,    /* for a verb's input: that too, where no window asks for it */
	LOAD_WORST_CHANGES = 32768,     /* of the changes those that may be a peak of the window */
	LOAD_COUNTS = 262144,   /* the run's row, and of the tables what info shows; nothing else */
	LOAD_WHOLE_OPS = 1024,  /* changes outside the window too: an op may go on after its end */
};

/*
 * Loads traces into one database, with statements that are prepared once. `what`: bits of enum
 * load_what. Free with loader_free(); the database stays open.
 */
struct loader;
struct loader *loader_new(sqlite3 *db, unsigned what);
void loader_free(struct loader *l);

/* Rows that the stream takes go to it and not into their tables: of whole runs, not of a window. `ranked`: each
 * says the rank of its run. */
void loader_stream(struct loader *l, const struct row_stream *stream, bool ranked);

/* The rows of one run go to the columns, too; `only`: and into the tables only what is not in them, but
 * buffers that no free ended. */
void loader_columns(struct loader *l, struct run_columns *columns, bool only);

/* What is loaded next is what this database keeps of its run `run`: it knows the variables of call sites,
 * whose source may be changed or elsewhere by now. NULL: no longer. */
void loader_kept(struct loader *l, sqlite3 *db, uint64_t run);

/*
 * Loads the trace at `path` as run number `run`. `name`: what the user calls it. Of the changes it
 * keeps only those that the window of these options needs. Ends the program if the trace cannot be
 * read at all; reports what is damaged or lost, one line each. Returns 0 or EXIT_INCOMPLETE.
 */
int load_trace(struct loader *l, const char *path, const char *name, uint64_t run,
	const struct options *o);

/* load_records.c: rows that are records. */
struct raw;
struct raw *raw_new(sqlite3 *db, unsigned what);
void raw_free(struct raw *raw);
void raw_begin(struct raw *raw, uint64_t run);
/* From now on asks their files for the names of C++ frames. */
void raw_name_frames(struct raw *raw);
/* See loader_kept(). */
void raw_kept(struct raw *raw, sqlite3 *db, uint64_t run);
/* moment: accounting_moment() after this record. */
void raw_record(struct raw *raw, const struct l1t_record *r, uint64_t moment);
/* Number of records of this run so far, whether or not they became rows. */
struct raw_counts {
	uint64_t programs, regions, kernels, failures, uses;
};
struct raw_counts raw_counts(const struct raw *raw);
/* Texts, and if asked for numbers for those of call sites, from now on. Valid as long as `raw`. */
struct site_texts raw_site_texts(struct raw *raw, bool numbers);
/* A string's text, NULL: not defined so far. */
const char *raw_string(const struct raw *raw, uint64_t id);
/* site_is_read() of site_variables.h, for explain_run(); raw: a struct raw. */
bool raw_site_is_read(void *raw, const char *site, const char *op, const char *failing, const char *failing_op);
/* Number of call sites of this run whose text was too long and was cut. */
uint64_t raw_call_sites_cut(const struct raw *raw);

/* load_owners.c: which buffers were allocated while a program was built or enqueued. */
struct owners;
struct owners *owners_new(sqlite3 *db);
void owners_free(struct owners *o);
void owners_begin(struct owners *o, uint64_t run);
/* op: accounting_last_op() after this record. */
void owners_record(struct owners *o, const struct l1t_record *r, uint64_t op);

/* load_asked.c: who asked how much L1 is free. */
struct asked;
struct asked *asked_new(sqlite3 *db);
void asked_free(struct asked *a);
void asked_begin(struct asked *a, uint64_t run);
/* op: accounting_last_op() after this record. */
void asked_record(struct asked *a, const struct l1t_record *r, uint64_t op);
/* Call after the last record of a run. */
void asked_finish(struct asked *a);

/* load_failures.c: gives failed launches the time of their failure. */
void failed_op_rows(sqlite3 *db, uint64_t run);

/* load_phases.c: passes of marks, and of a sequence of ops that repeats, from a run's rows. */
void phase_rows(sqlite3 *db, uint64_t run);

/* load_accounted.c: rows of the accounting. */
struct computed;
/* The texts must live as long. */
struct computed *computed_new(sqlite3 *db, unsigned what, const struct site_texts *texts);
void computed_free(struct computed *c);
/* Begins a run. The caller frees the accounting. The window must live until the run is read. */
struct accounting *computed_begin(struct computed *c, uint64_t run, const struct load_window *window);
/* Call for each record, after accounting_record(); op: accounting_last_op(). */
void computed_record(struct computed *c, const struct l1t_record *r, uint64_t op);
/* Rows go to the stream, see loader_stream(). */
void computed_stream(struct computed *c, const struct row_stream *stream);
/* See loader_columns(). */
void computed_columns(struct computed *c, struct run_columns *columns, bool only);
/* Where there is a stream: gives it the changes of the last records, and says what is settled. */
void computed_give(struct computed *c, const struct row_names *names, uint64_t time_ns, uint64_t op);
/* Call after accounting_finish(). */
void computed_finish(struct computed *c);
/* Number of buffers of this run; complete after accounting_finish(). */
uint64_t computed_buffers(const struct computed *c);

#endif
