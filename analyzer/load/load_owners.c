/*
 * Which buffers belong to a program rather than to the user: those allocated inside the enqueue of
 * a program or while an operation built one; the recorder flags both. Their program is that of the
 * thread's next launch. A program that was destroyed owns nothing any more.
 *
 * Must not know: who calls that a leak.
 */
#include <stdlib.h>
#include "buffer_words.h"
#include "id_map.h"
#include "load.h"
#include "row_writer.h"
#include "xalloc.h"

struct owners {
	uint64_t run;
	struct table waiting;           /* threads with rows that wait for their launch */
	struct table owning;            /* programs that own buffers */
	struct row_writer allocated, launched, gone;
};

struct owners *owners_new(sqlite3 *db)
{
	struct owners *o = xcalloc(1, sizeof(*o));

	o->allocated = row_writer_if_new(db, "owned");
	o->launched = row_writer_of(db, "load_owner_launched");
	o->gone = row_writer_of(db, "load_owner_gone");
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
	row_writer_free(&o->allocated);
	row_writer_free(&o->launched);
	row_writer_free(&o->gone);
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
	WRITE_ROW(&o->allocated, NUMBER(run, o->run), NUMBER(buffer, r->alloc.id),
		TEXT(kind, buffer_kind(r->alloc.type)), NUMBER(alloc_ns, (uint64_t)r->time_ns),
		NUMBER(thread, r->thread));
	put(&o->waiting, r->thread);
}

static void on_launch(struct owners *o, const struct l1t_record *r, uint64_t op)
{
	if (!table_get(&o->waiting, r->thread))
		return;
	table_remove(&o->waiting, r->thread);
	WRITE_ROW(&o->launched, NUMBER(run, o->run), NUMBER(thread, r->thread), ID(op, op),
		NUMBER(program, r->launch.program));
	put(&o->owning, r->launch.program);
}

static void on_gone(struct owners *o, const struct l1t_record *r)
{
	if (!table_get(&o->owning, r->program_gone.program))
		return;
	table_remove(&o->owning, r->program_gone.program);
	WRITE_ROW(&o->gone, NUMBER(run, o->run), NUMBER(program, r->program_gone.program),
		NUMBER(gone_ns, (uint64_t)r->time_ns));
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
