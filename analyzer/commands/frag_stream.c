/*
 * Rows of frag while the trace is read: see frag_stream.h. They come in order of time; those of one
 * time wait for each other.
 *
 * Must not know: the tables of a database.
 */
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "frag_stream.h"
#include "grown_array.h"
#include "id_map.h"
#include "statement.h"
#include "streamed_rows.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { ROW_NS = 500, SORTED_NS = 20 };

struct frag_row {
	struct account_space space;
	size_t nth;             /* among those of its time */
};

struct mesh {
	uint64_t first_chip, mesh;
	char *chips;
};

struct frag_stream {
	struct streamed_rows rows;
	uint64_t run;
	const struct row_names *names;
	struct table meshes;    /* of this run, by handle: struct mesh */
	struct frag_row *waiting;       /* all of one time */
	size_t count, capacity;
};

bool frag_streams(const struct options *o)
{
	return streamed_rows_can(o) && !options_filter(o);
}

static void forget_meshes(struct frag_stream *f)
{
	for (size_t i = 0; i < f->meshes.capacity; i++)
		if (f->meshes.at[i].value)
			free(((struct mesh *)f->meshes.at[i].value)->chips);
	table_free_values(&f->meshes);
}

static void on_begin(void *context, uint64_t run, const struct row_names *names)
{
	struct frag_stream *f = context;

	forget_meshes(f);
	f->run = run;
	f->names = names;
	f->rows.ranked = names->rank;
}

/* NULL: no such device was opened. */
static const struct mesh *mesh_of(struct frag_stream *f, uint64_t handle)
{
	enum { MESH, CHIPS, FIRST };    /* columns of frag_mesh.sql */
	struct mesh *m = table_get(&f->meshes, handle);
	sqlite3_stmt *s;

	if (m)
		return m;
	s = statement(f->names->db, "frag_mesh");
	bind_number(s, 1, f->run);
	bind_number(s, 2, handle);
	if (database_next(s)) {
		m = table_make(&f->meshes, handle, sizeof(*m));
		m->mesh = sqlite3_column_type(s, MESH) == SQLITE_NULL ? L1T_UNKNOWN
			: (uint64_t)sqlite3_column_int64(s, MESH);
		m->chips = xstrdup((const char *)sqlite3_column_text(s, CHIPS));
		m->first_chip = m->chips ? (uint64_t)sqlite3_column_int64(s, FIRST) : L1T_UNKNOWN;
	}
	sqlite3_finalize(s);
	return m;
}

/* As round(1.0 - 1.0 * largest / free, 6) is printed. */
static void put_fragmentation(struct frag_stream *f, const struct account_space *s)
{
	double share = s->free_bytes
		? 1.0 - 1.0 * (double)s->largest_free_bytes / (double)s->free_bytes : 0.0;
	char text[40];

	sqlite3_snprintf(sizeof(text), text, "%!.6f", share);
	share = strtod(text, NULL);
	sqlite3_snprintf(sizeof(text), text, "%!.15g", share);
	streamed_real(&f->rows, share, text);
}

static void put(struct frag_stream *f, const struct account_space *s)
{
	const struct mesh *m = mesh_of(f, s->device);
	struct streamed_rows *rows = &f->rows;

	if (!strcmp(s->kind, "dram") || !m || !streamed_row(rows, ROW_NS))
		return;
	streamed_number(rows, f->run);
	streamed_number(rows, m->first_chip);
	streamed_number(rows, m->mesh);
	streamed_text(rows, s->kind);
	streamed_number(rows, s->time_ns);
	streamed_number(rows, s->free_bytes);
	streamed_number(rows, s->largest_free_bytes);
	streamed_number(rows, s->holes);
	put_fragmentation(f, s);
	streamed_number(rows, s->capacity_bytes);
	streamed_text(rows, s->event);
	streamed_number(rows, s->buffer);
	streamed_number(rows, s->device);
	streamed_text(rows, m->chips);
	streamed_number(rows, s->moment);
	streamed_row_end(rows, row_rank(f->names));
}

static int by_number(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* No moment is before any. */
static int by_order(const void *one, const void *other)
{
	const struct frag_row *a = one, *b = other;
	int order = by_number(a->space.moment + 1, b->space.moment + 1);

	if (!order)
		order = by_number(a->space.device, b->space.device);
	if (!order)
		order = strcmp(a->space.kind, b->space.kind);
	return order ? order : by_number(a->nth, b->nth);
}

static void put_waiting(struct frag_stream *f)
{
	if (f->count > 1)
		qsort(f->waiting, f->count, sizeof(*f->waiting), by_order);
	for (size_t i = 0; i < f->count; i++)
		put(f, &f->waiting[i].space);
	f->count = 0;
}

static void on_space(void *context, const struct account_space *s)
{
	struct frag_stream *f = context;

	if (f->count && f->waiting[0].space.time_ns != s->time_ns)
		put_waiting(f);
	if (!work_spend(SORTED_NS))
		return;
	GROW(f->waiting, f->count, f->capacity);
	f->waiting[f->count] = (struct frag_row){*s, f->count};
	f->count++;
}

static void on_settled(void *context, uint64_t time_ns, uint64_t op)
{
	struct frag_stream *f = context;

	(void)op;
	if (f->count && f->waiting[0].space.time_ns < time_ns)
		put_waiting(f);
}

struct frag_stream *frag_stream_new(const struct options *o)
{
	/* those of view frag */
	static const char *const columns[] = {"run", "device", "mesh", "kind", "time_ns", "free_bytes",
		"largest_free_bytes", "holes", "fragmentation", "capacity_bytes", "event", "buffer",
		"handle", "chips", "moment"};
	struct frag_stream *f = xcalloc(1, sizeof(*f));

	f->rows = (struct streamed_rows){.o = o, .columns = columns,
		.column_count = sizeof(columns) / sizeof(*columns)};
	return f;
}

struct row_stream frag_stream_sink(struct frag_stream *f)
{
	return (struct row_stream){.context = f, .begin = on_begin, .space = on_space,
		.settled = on_settled};
}

int frag_stream_end(struct frag_stream *f, sqlite3 *db)
{
	return streamed_rows_end(&f->rows, db);
}

void frag_stream_free(struct frag_stream *f)
{
	forget_meshes(f);
	table_free(&f->meshes);
	free(f->waiting);
	free(f);
}
