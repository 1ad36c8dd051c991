/*
 * Rows of the accounting given out while a trace is read, and kept nowhere.
 *
 * Must not know: what is done with them.
 */
#ifndef ROW_STREAM_H
#define ROW_STREAM_H

#include <sqlite3.h>
#include <stdbool.h>
#include "accounting.h"

/* What a row names by number. */
struct row_names {
	sqlite3 *db;            /* has the rows that records are, of what was read so far */
	void *context;
	const char *(*string)(void *context, uint64_t id);      /* NULL: not known */
	/* Of the run, from its first record on; L1T_UNKNOWN: none. NULL: rows do not say it. */
	uint64_t (*rank)(void *context);
};

/* What a row says of it. */
static inline uint64_t row_rank(const struct row_names *names)
{
	return names->rank ? names->rank(names->context) : L1T_UNKNOWN;
}

/* Who takes the rows. Members may be NULL, but for `context`. */
struct row_stream {
	void *context;
	/* A run begins. The names are valid until its end. */
	void (*begin)(void *context, uint64_t run, const struct row_names *names);
	/* A core of a class; all of a class come before its first row. Classes are numbered anew in
	 * each run. */
	void (*core)(void *context, uint64_t run, uint64_t class_id, uint64_t core_x, uint64_t core_y);
	/* A row of view change, in their order. seq: the row's number in it. name: the text of r->name;
	 * NULL: none, or not known. */
	void (*change)(void *context, uint64_t run, uint64_t seq, const struct account_change *r,
		const char *name);
	void (*space)(void *context, const struct account_space *s);
	/* An op certainly worked on a buffer; made: which was allocated for it. The tables keep only the
	 * first and the last of a buffer. */
	void (*used)(void *context, const struct l1t_alloc *a, uint64_t op, bool made);
	/* Not in their order: an op may go on after the next of another thread began. */
	void (*op)(void *context, const struct account_op *o);
	/* After each record: all rows before this time, and of ops below this number, were given. */
	void (*settled)(void *context, uint64_t time_ns, uint64_t op);
};

#endif
