/* Passes of marks: see mark_passes.h. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "grown_array.h"
#include "mark_passes.h"
#include "statement.h"
#include "xalloc.h"

struct pass {
	uint64_t begin_ns, end_ns;      /* UINT64_MAX: it never ended */
	size_t around;                  /* index + 1 of the pass around it; 0: none */
	char *name;
};
struct mark_passes {
	struct pass *at;                /* by begin */
	size_t count, capacity;
};

/* The innermost pass of `inner` and those around it that is open at this time, as index + 1; 0: none. */
static size_t open_at(const struct mark_passes *m, size_t inner, uint64_t time_ns)
{
	while (inner && m->at[inner - 1].end_ns <= time_ns)
		inner = m->at[inner - 1].around;
	return inner;
}

struct mark_passes *mark_passes_of(sqlite3 *db, uint64_t run, uint64_t thread)
{
	enum { BEGIN_NS, END_NS, NAME };     /* columns of explain_mark_passes.sql */
	sqlite3_stmt *s = statement_kept(db, "explain_mark_passes");
	struct mark_passes *m = xcalloc(1, sizeof(*m));

	bind_named(s, ":run", run);
	bind_named(s, ":thread", thread);
	while (database_next(s)) {
		uint64_t begin_ns = column_number(s, BEGIN_NS);

		GROW(m->at, m->count, m->capacity);
		m->at[m->count] = (struct pass){begin_ns, column_number(s, END_NS),
			open_at(m, m->count, begin_ns),
			xstrdup((const char *)sqlite3_column_text(s, NAME))};
		m->count++;
	}
	statement_let_go(s);
	return m;
}

void mark_passes_free(struct mark_passes *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->count; i++)
		free(m->at[i].name);
	free(m->at);
	free(m);
}

/* The innermost pass that is open at this time, as index + 1; 0: none. */
static size_t innermost(const struct mark_passes *m, uint64_t time_ns)
{
	size_t from = 0, to = m->count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (m->at[middle].begin_ns <= time_ns)
			from = middle + 1;
		else
			to = middle;
	}
	return from ? open_at(m, from, time_ns) : 0;
}

size_t mark_passes_over(const struct mark_passes *m, uint64_t from_ns, uint64_t to_ns)
{
	size_t over = 0;

	for (size_t i = innermost(m, from_ns); i && m->at[i - 1].end_ns <= to_ns; i = m->at[i - 1].around)
		over++;
	return over;
}

static bool is_open(const struct mark_passes *m, const char *name, uint64_t time_ns)
{
	for (size_t i = innermost(m, time_ns); i; i = m->at[i - 1].around)
		if (m->at[i - 1].name && !strcmp(m->at[i - 1].name, name))
			return true;
	return false;
}

const char *mark_passes_again(const struct mark_passes *m, uint64_t from_ns, uint64_t to_ns)
{
	const char *name = NULL;

	for (size_t i = innermost(m, from_ns); i && m->at[i - 1].end_ns <= to_ns; i = m->at[i - 1].around)
		if (m->at[i - 1].name && is_open(m, m->at[i - 1].name, to_ns))
			name = m->at[i - 1].name;
	return name;
}
