/*
 * Passes of marks as lines under a chart: see mark_lines.h. A pass that has no column of its own, since
 * another one has it, is left out: the columns' work is to show where in the run something is.
 *
 * Must not know: how a chart is drawn.
 */
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "grown_array.h"
#include "mark_lines.h"
#include "statement.h"
#include "xalloc.h"

enum { DEPTHS = 3 };

struct mark_lines {
	struct {
		struct chart_span *at;
		size_t count, capacity;
	} of[DEPTHS];
	char **names;           /* of all spans, to be freed */
	size_t name_count, name_room;
};

static const char *keep(struct mark_lines *m, const char *name)
{
	GROW(m->names, m->name_count, m->name_room);
	return m->names[m->name_count++] = xstrdup(name);
}

/* Adds a pass in these columns to a line. */
static void add(struct mark_lines *m, int depth, size_t first, size_t last, const char *name)
{
	struct chart_span *before = m->of[depth].count ? &m->of[depth].at[m->of[depth].count - 1] : NULL;

	if (before && !strcmp(before->name, name) && first <= before->last + 1) {
		before->last = last > before->last ? last : before->last;
		before->times++;
		return;
	}
	if (before && first <= before->last)
		first = before->last + 1;
	if (first > last)
		return;
	GROW(m->of[depth].at, m->of[depth].count, m->of[depth].capacity);
	m->of[depth].at[m->of[depth].count++] = (struct chart_span){first, last,
		keep(m, name), 1};
}

struct mark_lines *mark_lines_read(sqlite3 *db, int64_t run, const struct use_columns *u)
{
	enum { RUN, DEPTH, BEGIN_NS, END_NS, NAME };    /* columns of chart_marks.sql */
	struct mark_lines *m = xcalloc(1, sizeof(*m));
	sqlite3_stmt *s = statement(db, "chart_marks");

	while (database_next(s)) {
		int64_t begin = sqlite3_column_int64(s, BEGIN_NS), end = sqlite3_column_int64(s, END_NS);
		int depth = sqlite3_column_int(s, DEPTH);

		if (sqlite3_column_int64(s, RUN) != run || begin >= u->end_ns || end <= u->begin_ns ||
			depth < 0 || depth >= DEPTHS)
			continue;
		add(m, depth, use_columns_at(u, begin), use_columns_at(u, end - 1),
			(const char *)sqlite3_column_text(s, NAME));
	}
	sqlite3_finalize(s);
	return m;
}

size_t mark_lines_count(const struct mark_lines *m)
{
	size_t count = 0;

	while (count < DEPTHS && m->of[count].count)
		count++;
	return count;
}

void mark_lines_put(FILE *out, const struct terminal *t, const struct stacked_chart *c,
	const struct mark_lines *m, size_t line)
{
	chart_put_spans(out, t, c, line ? "" : "marks", m->of[line].at, m->of[line].count);
}

void mark_lines_free(struct mark_lines *m)
{
	for (int i = 0; i < DEPTHS; i++)
		free(m->of[i].at);
	for (size_t i = 0; i < m->name_count; i++)
		free(m->names[i]);
	free(m->names);
	free(m);
}
