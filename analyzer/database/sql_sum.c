/*
 * sum(x) in SQL that never overflows: see sql_sum.h.
 *
 * Must not know: which rows are added.
 */
#include <stdint.h>
#include "sql_sum.h"
#include "xalloc.h"

#define LOW ((int64_t)UINT32_MAX)

struct sum {
	/* of the whole numbers: high * 2^32 + low, low < 2^32; wide enough for 2^32 rows of any */
	int64_t high, low;
	double real;            /* of the others */
	int64_t count, reals;   /* how many were added, and how many of them are not whole */
};

/* SQLite has set all of it to 0 before the first row, and frees it. */
static struct sum *sum_of_rows(sqlite3_context *context)
{
	struct sum *s = sqlite3_aggregate_context(context, sizeof(*s));

	if (!s)
		sqlite3_result_error_nomem(context);
	return s;
}

static void add_whole(struct sum *s, int64_t value, int sign)
{
	s->low += sign * (value & LOW);
	s->high += sign * (value >> 32) + (s->low >> 32);
	s->low &= LOW;
}

/* The same row is added with sign 1, and taken away with -1 when it leaves a window. */
static void add(sqlite3_context *context, sqlite3_value *value, int sign)
{
	int type = sqlite3_value_numeric_type(value);
	struct sum *s = type == SQLITE_NULL ? NULL : sum_of_rows(context);

	if (!s)
		return;
	s->count += sign;
	if (type == SQLITE_INTEGER) {
		add_whole(s, sqlite3_value_int64(value), sign);
	} else {
		s->reals += sign;
		s->real = s->reals ? s->real + sign * sqlite3_value_double(value) : 0;
	}
}

static void add_row(sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	add(context, values[0], 1);
}

static void take_row(sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	add(context, values[0], -1);
}

static void result(sqlite3_context *context)
{
	const struct sum *s = sqlite3_aggregate_context(context, 0);

	if (!s || !s->count)
		return;                 /* of no rows: NULL */
	if (!s->reals && s->high >= INT32_MIN && s->high <= INT32_MAX)
		sqlite3_result_int64(context, s->high * (LOW + 1) + s->low);
	else
		sqlite3_result_double(context, (double)s->high * (double)(LOW + 1) + (double)s->low +
			s->real);
}

void sum_register(sqlite3 *db)
{
	if (sqlite3_create_window_function(db, "sum", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC |
			SQLITE_INNOCUOUS, NULL, add_row, result, result, take_row, NULL) != SQLITE_OK)
		out_of_memory();
}
