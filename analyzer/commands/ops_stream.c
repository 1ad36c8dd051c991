/*
 * Rows of ops while the trace is read: see ops_stream.h.
 *
 * Must not know: the tables of a database.
 */
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "generic_op.h"
#include "id_map.h"
#include "ops_stream.h"
#include "statement.h"
#include "streamed_rows.h"
#include "waiting_ops.h"
#include "xalloc.h"

enum { ROW_NS = 500 };

struct site {                   /* texts of a call site; NULL: not known */
	char *callsite, *function;
};

struct ops_stream {
	struct streamed_rows rows;
	uint64_t run;
	const struct row_names *names;
	struct waiting_ops *waiting;
	struct table sites;     /* of this run, by call site: struct site */
	struct table kernels;   /* of this run, by program: char *, empty: none */
};

bool ops_streams(const struct options *o)
{
	return streamed_rows_can(o) && !options_filter(o) && !o->by && !options_grouped(o);
}

static void forget(struct ops_stream *s)
{
	for (size_t i = 0; i < s->sites.capacity; i++) {
		struct site *site = s->sites.at[i].value;

		if (site) {
			free(site->callsite);
			free(site->function);
		}
	}
	table_free_values(&s->sites);
	table_free_values(&s->kernels);
}

static void on_begin(void *context, uint64_t run, const struct row_names *names)
{
	struct ops_stream *s = context;

	forget(s);
	s->run = run;
	s->names = names;
	s->rows.ranked = names->rank;
	waiting_ops_begin(s->waiting, names->db);
	statement_run(names->db, "ops_stream_indexes");
}

static const char *string(const struct ops_stream *s, uint64_t id)
{
	return id && id != L1T_UNKNOWN ? s->names->string(s->names->context, id) : NULL;
}

static struct site site_of(struct ops_stream *s, uint64_t id)
{
	enum { CALLSITE, FUNCTION };    /* columns of ops_stream_site.sql */
	struct site *site = id && id != L1T_UNKNOWN ? table_get(&s->sites, id) : &(struct site){0};
	sqlite3_stmt *row;

	if (site)
		return *site;
	row = statement_kept(s->names->db, "ops_stream_site");
	site = table_make(&s->sites, id, sizeof(*site));
	bind_number(row, 1, s->run);
	bind_number(row, 2, id);
	if (database_next(row)) {
		site->callsite = xstrdup((const char *)sqlite3_column_text(row, CALLSITE));
		site->function = xstrdup((const char *)sqlite3_column_text(row, FUNCTION));
	}
	statement_let_go(row);
	return *site;
}

/* NULL: none has a name. */
static const char *kernels_of(struct ops_stream *s, uint64_t program)
{
	const char *kernels = table_get(&s->kernels, program);
	sqlite3_stmt *row;

	if (!kernels) {
		row = statement_kept(s->names->db, "ops_stream_kernels");
		bind_number(row, 1, s->run);
		bind_number(row, 2, program);
		if (database_next(row))
			kernels = (const char *)sqlite3_column_text(row, 0);
		table_put(&s->kernels, program, xstrdup(kernels ? kernels : ""));
		kernels = table_get(&s->kernels, program);
		statement_let_go(row);
	}
	return *kernels ? kernels : NULL;
}

/* As queries/ops.sql says it. */
static const char *consists_of(struct ops_stream *s, const struct account_op *o, const char *name)
{
	const char *kernels;

	if (!name || !is_generic_op(name))
		return NULL;
	kernels = o->program == L1T_UNKNOWN ? NULL : kernels_of(s, o->program);
	return kernels && strcmp(kernels, "Kernel_Source_Code") ? kernels
		: site_of(s, o->callsite).function;
}

/* Of a failed launch that of its failure. */
static uint64_t time_of(const struct ops_stream *s, const struct account_op *o)
{
	uint64_t time_ns = o->time_ns;
	sqlite3_stmt *row;

	if (strcmp(o->kind, "failed"))
		return time_ns;
	row = statement_kept(s->names->db, "ops_stream_failed");
	bind_named(row, ":run", s->run);
	bind_named(row, ":program", o->program);
	bind_named(row, ":thread", o->thread);
	bind_named(row, ":time_ns", time_ns);
	if (database_next(row) && sqlite3_column_type(row, 0) != SQLITE_NULL)
		time_ns = (uint64_t)sqlite3_column_int64(row, 0);
	statement_let_go(row);
	return time_ns;
}

static void put(struct ops_stream *s, const struct account_op *o)
{
	struct streamed_rows *rows = &s->rows;
	const char *name;

	if (!streamed_row(rows, ROW_NS))
		return;
	name = string(s, o->name);
	streamed_number(rows, s->run);
	streamed_number(rows, o->op);
	streamed_number(rows, o->chip);
	streamed_number(rows, time_of(s, o));
	streamed_text(rows, name);
	streamed_number(rows, o->program);
	streamed_number(rows, o->buffer_bytes);
	streamed_number(rows, o->program_bytes);
	streamed_number(rows, o->peak_bytes);
	streamed_number(rows, o->headroom_bytes);
	streamed_number(rows, o->kernel_text_bytes);
	streamed_text(rows, site_of(s, o->callsite).callsite);
	streamed_text(rows, o->kind);
	streamed_text(rows, string(s, o->type));
	streamed_number(rows, o->l1_small_bytes);
	streamed_number(rows, o->persistent_bytes);
	streamed_number(rows, o->opening);
	streamed_id(rows, o->captured_op);
	streamed_text(rows, string(s, o->captured_name));
	streamed_text(rows, consists_of(s, o, name));
	streamed_row_end(rows, row_rank(s->names));
}

static void on_op(void *context, const struct account_op *o)
{
	waiting_ops_add(((struct ops_stream *)context)->waiting, o);
}

static void on_settled(void *context, uint64_t time_ns, uint64_t op)
{
	struct ops_stream *s = context;
	struct account_op o;

	(void)time_ns;
	while (waiting_ops_take(s->waiting, op, &o))
		put(s, &o);
}

struct ops_stream *ops_stream_new(const struct options *o)
{
	/* those of queries/ops.sql */
	static const char *const columns[] = {"run", "op", "device", "time_ns", "name", "program",
		"buffer_bytes", "program_bytes", "peak_bytes", "headroom_bytes", "kernel_text_bytes",
		"callsite", "kind", "type", "l1_small_bytes", "persistent_bytes", "opening",
		"captured_op", "captured_name", "consists_of"};
	struct ops_stream *s = xcalloc(1, sizeof(*s));

	s->rows = (struct streamed_rows){.o = o, .columns = columns,
		.column_count = sizeof(columns) / sizeof(*columns)};
	s->waiting = waiting_ops_new();
	return s;
}

struct row_stream ops_stream_sink(struct ops_stream *s)
{
	return (struct row_stream){.context = s, .begin = on_begin, .op = on_op, .settled = on_settled};
}

int ops_stream_end(struct ops_stream *s, sqlite3 *db)
{
	return streamed_rows_end(&s->rows, db);
}

void ops_stream_free(struct ops_stream *s)
{
	forget(s);
	table_free(&s->sites);
	table_free(&s->kernels);
	waiting_ops_free(s->waiting);
	free(s);
}
