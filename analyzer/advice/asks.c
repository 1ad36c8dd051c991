/*
 * Reads from the database which ops asked how much L1 is free: see asks.h.
 *
 * Must not know: what could be changed.
 */
#include <stdlib.h>
#include "asks.h"
#include "database.h"
#include "grown_array.h"
#include "statement.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { ROW_NS = 100 };          /* work of a row */

struct asks asks_read(sqlite3 *db, int64_t run)
{
	enum { TIME_NS, HANDLE, ABOUT, SMALL, NAME, SLICES };   /* columns of advise_asked.sql */
	sqlite3_stmt *q = statement(db, "advise_asked");
	struct asks all = {0};

	sqlite3_bind_int64(q, 1, run);
	while (work_spend(ROW_NS), database_next(q)) {
		GROW(all.at, all.count, all.capacity);
		all.at[all.count++] = (struct ask){.time_ns = sqlite3_column_int64(q, TIME_NS),
			.handle = sqlite3_column_int64(q, HANDLE),
			.about = (enum ask_about)sqlite3_column_int(q, ABOUT),
			.small = sqlite3_column_int(q, SMALL),
			.name = xstrdup((const char *)sqlite3_column_text(q, NAME)),
			.slices = sqlite3_column_int(q, SLICES)};
	}
	sqlite3_finalize(q);
	return all;
}

void asks_free(struct asks *all)
{
	for (size_t i = 0; i < all->count; i++)
		free(all->at[i].name);
	free(all->at);
	*all = (struct asks){0};
}

const struct ask *asks_after(const struct asks *all, int64_t time_ns)
{
	size_t low = 0, high = all->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (all->at[middle].time_ns <= time_ns)
			low = middle + 1;
		else
			high = middle;
	}
	return low < all->count ? &all->at[low] : NULL;
}
