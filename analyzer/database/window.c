/*
 * What a question is about: see window.h.
 *
 * Must not know: the question.
 */
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "statement.h"
#include "window.h"

static void bind_time(sqlite3_stmt *s, const char *ns, const char *percent, const struct moment *m)
{
	if (m->given && m->percent)
		sqlite3_bind_double(s, parameter_of(s, percent), m->value);
	else if (m->given)
		sqlite3_bind_int64(s, parameter_of(s, ns),
			m->value < 9e18 ? (sqlite3_int64)m->value : INT64_MAX);
}

void window_set(sqlite3 *db, const struct options *o)
{
	static const char *const corners[] = {":core_x0", ":core_y0", ":core_x1", ":core_y1"};
	sqlite3_stmt *s = statement(db, "window_set");

	bind_time(s, ":from_ns", ":from_percent", &o->filter.from);
	bind_time(s, ":to_ns", ":to_percent", &o->filter.to);
	bind_named_text(s, ":mark", o->filter.mark);
	if (o->filter.has_device)
		sqlite3_bind_int64(s, parameter_of(s, ":device"), o->filter.device);
	if (o->filter.op && *o->filter.op && strspn(o->filter.op, "0123456789") == strlen(o->filter.op))
		sqlite3_bind_int64(s, parameter_of(s, ":op"), strtoll(o->filter.op, NULL, 10));
	else
		bind_named_text(s, ":op", o->filter.op);
	for (int i = 0; i < 4 && o->filter.has_core; i++)
		sqlite3_bind_int64(s, parameter_of(s, corners[i]), o->filter.core[i]);
	if (o->filter.kind && (!strcmp(o->filter.kind, "l1") || !strcmp(o->filter.kind, "l1_small")))
		bind_named_text(s, ":kind", o->filter.kind);
	database_insert(s);
	sqlite3_finalize(s);
}
