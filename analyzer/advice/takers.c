/* Which ops use the buffers of each line, read from the database: see takers.h. */
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "grown_array.h"
#include "statement.h"
#include "takers.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { ROW_NS = 200 };

static uint64_t line_of(const struct run_story *s, int64_t callsite)
{
	return callsite > 0 ? site_tree_line(&s->sites, (uint64_t)callsite) : 0;
}

static void keep_type(struct table *types, int64_t type)
{
	if (type > 0)
		table_put(types, (uint64_t)type, types);
}

struct takers takers_read(sqlite3 *db, const struct run_story *s)
{
	/* columns of advise_taken.sql */
	enum { CALLSITE, IN_DRAM, HOW, OP_CALLSITE, NAME, TYPE, MADE, COUNT };
	sqlite3_stmt *q = statement(db, "advise_taken");
	struct takers t = {0};

	sqlite3_bind_int64(q, 1, s->run);
	while (database_next(q) && work_spend(ROW_NS)) {
		const char *how = (const char *)sqlite3_column_text(q, HOW), *name =
			(const char *)sqlite3_column_text(q, NAME);
		int64_t by = sqlite3_column_int64(q, OP_CALLSITE);
		struct taker one = {.line = line_of(s, sqlite3_column_int64(q, CALLSITE)),
			.in_dram = sqlite3_column_int(q, IN_DRAM), .made = sqlite3_column_int(q, MADE),
			.is_op = how && !strcmp(how, "op"), .is_view = how && !strcmp(how, "view"),
			.callsite = by > 0 ? (uint64_t)by : 0,
			.type = sqlite3_column_int64(q, TYPE), .by = line_of(s, by),
			.node = by > 0 ? site_tree_node(&s->sites, (uint64_t)by) : 0,
			.name = name ? xstrdup(name) : NULL,
			.count = (uint64_t)sqlite3_column_int64(q, COUNT)};

		if (one.is_op && one.in_dram)
			keep_type(one.made ? &t.dram_outputs : &t.dram_operands, one.type);
		if (one.is_view && one.line)
			table_put(&t.views, one.line, (void *)(uintptr_t)1);
		GROW(t.at, t.count, t.capacity);
		t.at[t.count++] = one;
	}
	sqlite3_finalize(q);
	return t;
}

void takers_free(struct takers *t)
{
	for (size_t i = 0; i < t->count; i++)
		free(t->at[i].name);
	free(t->at);
	table_free(&t->dram_operands);
	table_free(&t->dram_outputs);
	table_free(&t->views);
	*t = (struct takers){0};
}

bool takers_took_dram(const struct takers *t, int64_t type)
{
	return type > 0 && table_get(&t->dram_operands, (uint64_t)type);
}

bool takers_viewed(const struct takers *t, uint64_t line)
{
	return table_get(&t->views, line);
}

bool takers_gave_dram(const struct takers *t, int64_t type)
{
	return type > 0 && table_get(&t->dram_outputs, (uint64_t)type);
}
