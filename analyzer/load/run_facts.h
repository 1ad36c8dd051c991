/*
 * What a run was, and how it ended: gathered while its records are read, then its row in table run
 * and what people are told of a trace that is cut or damaged.
 *
 * Must not know: what is counted how.
 */
#ifndef RUN_FACTS_H
#define RUN_FACTS_H

#include <sqlite3.h>
#include <stddef.h>
#include "l1t_reader.h"
#include "work_allowance.h"

/* Columns of table run. */
struct run_counts {
	uint64_t buffers, programs, regions, kernels, ops, failures, uses;
};

struct run_facts {
	struct l1t_begin begin;
	char *pairs;            /* of L1T_BEGIN; NULL: it was not there */
	size_t pairs_bytes;
	char *runtime, *mock;
	int64_t last_ns;        /* of the last record */
	struct run_counts counts;
	uint64_t call_sites_cut;        /* raw_call_sites_cut() */
	enum work_end ended;    /* why reading ended early; WORK_GOES_ON: it did not */
	char how_ended[128], damage[512];       /* in words, when there is a row */
};

/* For run_facts_record() alone. */
void run_facts_keep(struct run_facts *f, const struct l1t_record *r);

static inline void run_facts_record(struct run_facts *f, const struct l1t_record *r)
{
	f->last_ns = r->time_ns;
	if (r->kind == L1T_BEGIN || r->kind == L1T_NOTE)
		run_facts_keep(f, r);
}

/* The rank of the process, as far as its first record was read; L1T_UNKNOWN: none, or no number. */
uint64_t run_facts_rank(const struct run_facts *f);

/* Writes the row of run `number`, when all is known. `name`: what the user calls the trace. */
void run_facts_row(struct run_facts *f, sqlite3 *db, const char *name, uint64_t number,
	const struct l1t_read_status *s);
/* Says what is wrong with the trace, one line each, after the row. Returns 0 or EXIT_INCOMPLETE. */
int run_facts_tell(const struct run_facts *f, const char *name, const struct l1t_read_status *s);
void run_facts_free(struct run_facts *f);

#endif
