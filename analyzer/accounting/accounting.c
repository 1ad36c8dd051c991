/*
 * The entry to the accounting: takes the records, one after the other. See accounting.h.
 *
 * Must not know: files, SQL, output.
 */
#include <stdlib.h>
#include "accounting.h"
#include "accounting_state.h"
#include "cohorts.h"
#include "dispatch.h"
#include "free_space.h"
#include "id_map.h"
#include "live_buffers.h"
#include "mesh_traces.h"
#include "meshes.h"
#include "op_rows.h"
#include "openings.h"
#include "program_regions.h"
#include "range_counts.h"
#include "resume.h"
#include "xalloc.h"

const char *account_event_word(enum account_event event)
{
	static const char *const words[] = {"open", "held", "alloc", "free", "launch", "replay",
		"program gone"};

	return words[event];
}

struct accounting *accounting_new(const struct account_sink *sink, void *context)
{
	struct accounting *a = xcalloc(1, sizeof(*a));

	a->sink = sink;
	a->context = context;
	a->shares = !sink->change && !sink->op && !sink->class_begins && !sink->class_core &&
		!sink->replayed;
	return a;
}

void accounting_record(struct accounting *a, const struct l1t_record *r)
{
	a->now_ns = (uint64_t)r->time_ns;
	a->now_thread = r->thread;
	a->last_op = 0;
	if (a->resuming && acc_is_kept(a, r))
		return;
	if (r->kind == L1T_RESUME)
		acc_resume(a);
	else
		acc_account(a, r);
}

void accounting_finish(struct accounting *a)
{
	acc_settle_resume(a);
	acc_give_ops(a);
	acc_close_all(a);
}

uint64_t accounting_findings(const struct accounting *a, enum account_finding_kind kind)
{
	return a->findings[kind];
}

uint64_t accounting_moment(const struct accounting *a)
{
	return a->moment;
}

uint64_t accounting_last_op(const struct accounting *a)
{
	return a->last_op;
}

void accounting_free(struct accounting *a)
{
	if (!a)
		return;
	table_free_values(&a->cores);
	table_free_values(&a->chips);
	acc_forget_buffers(a);
	acc_forget_programs(a);
	table_free(&a->not_tensix);
	table_free(&a->open_by_chip);
	for (size_t i = 0; i < a->op_of_thread.capacity; i++)
		if (a->op_of_thread.at[i].value)
			free(((struct thread_op *)a->op_of_thread.at[i].value)->rows);
	table_free_values(&a->op_of_thread);
	acc_forget_traces(a);
	while (a->meshes) {
		struct mesh *next = a->meshes->next;

		acc_forget_spaces(a->meshes);
		free(a->meshes);
		a->meshes = next;
	}
	for (size_t i = 0; i < a->opening_count; i++) {
		free(a->openings[i]->own);
		free(a->openings[i]->numbers);
		free(a->openings[i]);
	}
	free(a->openings);
	acc_forget_cohorts(a);
	free(a->announced);
	free(a);
}
