/*
 * Which buffers belong to a program rather than to the user: those allocated inside the enqueue of
 * a program, as the recorder flags them, and those that a thread allocated while it was making one,
 * between its birth and its launch. The second says something only where an operation ran (a C++
 * program may allocate what it likes there); the view `buffers` looks at that. A program that is
 * gone owns nothing any more.
 *
 * Must not know: who calls that a leak.
 */
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "load.h"
#include "say.h"
#include "table.h"

enum { MAKING_MAX = 8 };

struct making {                         /* what a thread is at */
	uint64_t programs[MAKING_MAX];  /* born, neither launched nor gone; the last is at the end */
	unsigned count;
	bool waits;                     /* rows wait for their launch */
};

struct owners {
	uint64_t run;
	struct table threads;           /* struct making * */
	struct table owning;            /* programs with rows */
	sqlite3_stmt *insert, *launched, *gone;
};

struct owners *owners_new(sqlite3 *db)
{
	struct owners *o = calloc(1, sizeof(*o));

	if (!o)
		die(EXIT_UNREADABLE, "out of memory");
	o->insert = database_prepare(db,
		"INSERT OR IGNORE INTO owned VALUES(?,?,?,?,?,?,NULL,?,NULL)");
	o->launched = database_prepare(db, "UPDATE owned SET op = ?3, program = ?4 WHERE run = ?1 "
		"AND thread = ?2 AND op IS NULL AND coalesce(program, ?4) = ?4");
	o->gone = database_prepare(db, "UPDATE owned SET gone_ns = ?3 WHERE run = ?1 "
		"AND program = ?2 AND gone_ns IS NULL");
	return o;
}

void owners_begin(struct owners *o, uint64_t run)
{
	for (size_t i = 0; i < o->threads.capacity; i++)
		free(o->threads.at[i].value);
	table_free(&o->threads);
	table_free(&o->owning);
	o->run = run;
}

void owners_free(struct owners *o)
{
	owners_begin(o, 0);
	sqlite3_finalize(o->insert);
	sqlite3_finalize(o->launched);
	sqlite3_finalize(o->gone);
	free(o);
}

static struct making *making_of(struct owners *o, uint32_t thread)
{
	struct making *m = table_get(&o->threads, thread);

	if (m)
		return m;
	m = calloc(1, sizeof(*m));
	if (!m || table_put(&o->threads, thread, m))
		die(EXIT_UNREADABLE, "out of memory");
	return m;
}

static void no_longer(struct making *m, uint64_t program)
{
	for (unsigned i = 0; i < m->count; i++)
		if (m->programs[i] == program) {
			memmove(m->programs + i, m->programs + i + 1,
				(m->count - i - 1) * sizeof(*m->programs));
			m->count--;
			return;
		}
}

static void on_program(struct making *m, uint64_t program)
{
	if (m->count == MAKING_MAX)
		no_longer(m, m->programs[0]);
	m->programs[m->count++] = program;
}

static void on_alloc(struct owners *o, struct making *m, const struct l1t_record *r)
{
	bool enqueued = r->alloc.flags & L1T_ALLOC_ENQUEUED;
	uint64_t program = enqueued || !m->count ? L1T_UNKNOWN : m->programs[m->count - 1];

	if ((!enqueued && program == L1T_UNKNOWN) || r->alloc.flags & L1T_ALLOC_ANNOUNCED)
		return;
	bind_number(o->insert, 1, o->run);
	bind_number(o->insert, 2, r->alloc.id);
	bind_text(o->insert, 3, buffer_kind(r->alloc.type));
	bind_number(o->insert, 4, (uint64_t)r->time_ns);
	bind_number(o->insert, 5, r->thread);
	bind_number(o->insert, 6, program);
	bind_number(o->insert, 7, enqueued);
	database_insert(o->insert);
	m->waits = true;
	if (program != L1T_UNKNOWN && table_put(&o->owning, program, o))
		die(EXIT_UNREADABLE, "out of memory");
}

static void on_launch(struct owners *o, struct making *m, const struct l1t_record *r, uint64_t op)
{
	no_longer(m, r->launch.program);
	if (!m->waits)
		return;
	bind_number(o->launched, 1, o->run);
	bind_number(o->launched, 2, r->thread);
	bind_number(o->launched, 3, op ? op : L1T_UNKNOWN);
	bind_number(o->launched, 4, r->launch.program);
	database_insert(o->launched);
	m->waits = m->count;
	if (table_put(&o->owning, r->launch.program, o))
		die(EXIT_UNREADABLE, "out of memory");
}

static void on_gone(struct owners *o, struct making *m, const struct l1t_record *r)
{
	no_longer(m, r->program_gone.program);
	if (!table_get(&o->owning, r->program_gone.program))
		return;
	table_remove(&o->owning, r->program_gone.program);
	bind_number(o->gone, 1, o->run);
	bind_number(o->gone, 2, r->program_gone.program);
	bind_number(o->gone, 3, (uint64_t)r->time_ns);
	database_insert(o->gone);
}

void owners_record(struct owners *o, const struct l1t_record *r, uint64_t op)
{
	switch (r->kind) {
	case L1T_PROGRAM: on_program(making_of(o, r->thread), r->program.program); break;
	case L1T_PROGRAM_GONE: on_gone(o, making_of(o, r->thread), r); break;
	case L1T_ALLOC: on_alloc(o, making_of(o, r->thread), r); break;
	case L1T_LAUNCH: on_launch(o, making_of(o, r->thread), r, op); break;
	default: break;
	}
}
