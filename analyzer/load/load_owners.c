/*
 * Which buffers belong to a program rather than to the user: those allocated inside the enqueue of
 * a program or while an operation made one, as the recorder flags them. Their program is that of the
 * thread's next launch. A program that is gone owns nothing any more.
 *
 * Must not know: who calls that a leak.
 */
#include <stdlib.h>
#include "database.h"
#include "id_map.h"
#include "load.h"
#include "xalloc.h"

struct owners {
	uint64_t run;
	struct table waiting;           /* threads with rows that wait for their launch */
	struct table owning;            /* programs with rows */
	sqlite3_stmt *insert, *launched, *gone;
};

struct owners *owners_new(sqlite3 *db)
{
	struct owners *o = xcalloc(1, sizeof(*o));

	o->insert = database_prepare(db, "INSERT OR IGNORE INTO owned VALUES(?,?,?,?,?,NULL,NULL,NULL)");
	o->launched = database_prepare(db, "UPDATE owned SET op = ?3, program = ?4 WHERE run = ?1 "
		"AND thread = ?2 AND op IS NULL");
	o->gone = database_prepare(db, "UPDATE owned SET gone_ns = ?3 WHERE run = ?1 "
		"AND program = ?2 AND gone_ns IS NULL");
	return o;
}

void owners_begin(struct owners *o, uint64_t run)
{
	table_free(&o->waiting);
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

static void put(struct table *t, uint64_t key)
{
	table_put(t, key, t);
}

static void on_alloc(struct owners *o, const struct l1t_record *r)
{
	if (!(r->alloc.flags & (L1T_ALLOC_ENQUEUED | L1T_ALLOC_MADE)) ||
		r->alloc.flags & (L1T_ALLOC_ANNOUNCED | L1T_ALLOC_PART))
		return;
	bind_number(o->insert, 1, o->run);
	bind_number(o->insert, 2, r->alloc.id);
	bind_text(o->insert, 3, buffer_kind(r->alloc.type));
	bind_number(o->insert, 4, (uint64_t)r->time_ns);
	bind_number(o->insert, 5, r->thread);
	database_insert(o->insert);
	put(&o->waiting, r->thread);
}

static void on_launch(struct owners *o, const struct l1t_record *r, uint64_t op)
{
	if (!table_get(&o->waiting, r->thread))
		return;
	table_remove(&o->waiting, r->thread);
	bind_number(o->launched, 1, o->run);
	bind_number(o->launched, 2, r->thread);
	bind_number(o->launched, 3, op ? op : L1T_UNKNOWN);
	bind_number(o->launched, 4, r->launch.program);
	database_insert(o->launched);
	put(&o->owning, r->launch.program);
}

static void on_gone(struct owners *o, const struct l1t_record *r)
{
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
	case L1T_PROGRAM_GONE: on_gone(o, r); break;
	case L1T_ALLOC: on_alloc(o, r); break;
	case L1T_LAUNCH: on_launch(o, r, op); break;
	default: break;
	}
}
