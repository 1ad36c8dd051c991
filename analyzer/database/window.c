/*
 * What a question is about: see window.h.
 *
 * Must not know: the question.
 */
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "window.h"

static void bind_time(sqlite3_stmt *s, int ns, int percent, const struct moment *m)
{
	if (m->given && m->percent)
		sqlite3_bind_double(s, percent, m->value);
	else if (m->given)
		sqlite3_bind_int64(s, ns, m->value < 9e18 ? (sqlite3_int64)m->value : INT64_MAX);
}

void window_set(sqlite3 *db, const struct options *o)
{
	sqlite3_stmt *s = database_prepare(db, "UPDATE window SET from_ns = ?1, to_ns = ?2, "
		"from_percent = ?3, to_percent = ?4, mark = ?5, device = ?6, op = ?7, core_x0 = ?8, "
		"core_y0 = ?9, core_x1 = ?10, core_y1 = ?11, kind = ?12");

	bind_time(s, 1, 3, &o->from);
	bind_time(s, 2, 4, &o->to);
	bind_text(s, 5, o->mark);
	if (o->has_device)
		sqlite3_bind_int64(s, 6, o->device);
	if (o->op && *o->op && strspn(o->op, "0123456789") == strlen(o->op))
		sqlite3_bind_int64(s, 7, strtoll(o->op, NULL, 10));
	else
		bind_text(s, 7, o->op);
	for (int i = 0; i < 4 && o->has_core; i++)
		sqlite3_bind_int64(s, 8 + i, o->core[i]);
	if (o->kind && (!strcmp(o->kind, "l1") || !strcmp(o->kind, "l1_small")))
		bind_text(s, 12, o->kind);
	database_insert(s);
	sqlite3_finalize(s);
}
