/*
 * Rows of table asked. An operation asks before its launch, which is the thread's next, if that has the
 * same call site.
 *
 * Must not know: accounting, what ops do with the answer.
 */
#include <stdlib.h>
#include "buffer_words.h"
#include "grown_array.h"
#include "id_map.h"
#include "load.h"
#include "row_writer.h"
#include "xalloc.h"

enum { WAITING_MAX = 256 };             /* of a thread; an op asks a few times */

struct question {
	struct l1t_asked asked;
	uint64_t time_ns;
};

struct waiting {                        /* what a thread asked since its last launch */
	uint64_t thread;
	struct question *at;
	size_t count, capacity;
};

struct asked {
	uint64_t run;
	struct table waiting;           /* by thread */
	struct row_writer row;
};

struct asked *asked_new(sqlite3 *db)
{
	struct asked *a = xcalloc(1, sizeof(*a));

	a->row = row_writer(db, "asked");
	return a;
}

void asked_begin(struct asked *a, uint64_t run)
{
	for (size_t i = 0; i < a->waiting.capacity; i++)
		if (a->waiting.at[i].value)
			free(((struct waiting *)a->waiting.at[i].value)->at);
	table_free_values(&a->waiting);
	a->run = run;
}

void asked_free(struct asked *a)
{
	asked_begin(a, 0);
	row_writer_free(&a->row);
	free(a);
}

static void write_answer(struct asked *a, const struct l1t_asked *r, uint64_t time_ns, uint64_t thread,
	uint64_t op)
{
	static const char *const words[] = {"lowest address", "statistics"};

	WRITE_ROW(&a->row, NUMBER(run, a->run), ID(op, op), NUMBER(time_ns, time_ns),
		NUMBER(thread, thread), ID(handle, r->device), TEXT(what, r->what < 2 ? words[r->what] : NULL),
		TEXT(kind, buffer_kind(r->type)), NUMBER(answer_bytes, r->answer),
		NUMBER(free_bytes, r->free_bytes),
		NUMBER(by_program, r->flags == L1T_UNKNOWN ? L1T_UNKNOWN : r->flags & L1T_ASKED_BY_PROGRAM),
		ID(callsite, r->callsite));
}

/* What waits was asked for this op if its call site is the launch's; `op` 0: there is none. */
static void give(struct asked *a, struct waiting *w, uint64_t callsite, uint64_t op)
{
	for (size_t i = 0; i < w->count; i++)
		write_answer(a, &w->at[i].asked, w->at[i].time_ns, w->thread,
			w->at[i].asked.callsite == callsite ? op : 0);
	w->count = 0;
}

static void on_asked(struct asked *a, const struct l1t_record *r)
{
	struct waiting *w;

	if (r->asked.flags == L1T_UNKNOWN || r->asked.flags & L1T_ASKED_BY_PROGRAM) {
		write_answer(a, &r->asked, (uint64_t)r->time_ns, r->thread, 0);
		return;
	}
	w = table_make(&a->waiting, r->thread, sizeof(*w));
	w->thread = r->thread;
	if (w->count == WAITING_MAX)
		give(a, w, 0, 0);
	GROW(w->at, w->count, w->capacity);
	w->at[w->count++] = (struct question){r->asked, (uint64_t)r->time_ns};
}

void asked_record(struct asked *a, const struct l1t_record *r, uint64_t op)
{
	struct waiting *w;

	if (r->kind == L1T_ASKED) {
		on_asked(a, r);
	} else if (r->kind == L1T_LAUNCH) {
		w = table_get(&a->waiting, r->thread);
		if (w && w->count)
			give(a, w, r->launch.callsite, op);
	}
}

void asked_finish(struct asked *a)
{
	for (size_t i = 0; i < a->waiting.capacity; i++)
		if (a->waiting.at[i].value)
			give(a, a->waiting.at[i].value, 0, 0);
}
