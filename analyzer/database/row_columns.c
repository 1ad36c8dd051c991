/* Rows as columns: see row_columns.h. */
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "grown_array.h"
#include "message.h"
#include "row_columns.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { FIRST_ROWS = 256, CELL_NS = 2 };

/* Room for one more row. */
static void grow_rows(struct row_columns *r)
{
	if (r->rows < r->capacity)
		return;
	r->capacity = r->capacity ? r->capacity * 2 : FIRST_ROWS;
	for (size_t i = 0; i < r->count; i++) {
		struct row_column *c = &r->at[i];

		if (c->wide)
			c->wide = xrealloc(c->wide, r->capacity, sizeof(*c->wide));
		else if (c->narrow)
			c->narrow = xrealloc(c->narrow, r->capacity, sizeof(*c->narrow));
	}
}

static bool is_narrow(uint64_t value)
{
	return value < UINT32_MAX || value == L1T_UNKNOWN;
}

/* A number came that needs 64 bits. */
static void widen(struct row_columns *r, struct row_column *c)
{
	uint64_t *wide = xmalloc(r->capacity * sizeof(*wide));

	for (size_t i = 0; i < r->rows; i++)
		wide[i] = row_column_at(c, i);
	free(c->narrow);
	c->narrow = NULL;
	c->wide = wide;
}

/* The first number came that is not the same as those before it. */
static void spread(struct row_columns *r, struct row_column *c)
{
	uint32_t *narrow;

	if (!is_narrow(c->same)) {
		widen(r, c);
		return;
	}
	narrow = xmalloc(r->capacity * sizeof(*narrow));
	for (size_t i = 0; i < r->rows; i++)
		narrow[i] = (uint32_t)c->same;
	c->narrow = narrow;
}

static inline void put(struct row_columns *r, struct row_column *c, uint64_t value)
{
	if (!c->wide && !c->narrow) {
		if (!r->rows)
			c->same = value;
		if (value == c->same)
			return;
		spread(r, c);
	}
	if (!c->wide && !is_narrow(value))
		widen(r, c);
	if (c->wide)
		c->wide[r->rows] = value;
	else
		c->narrow[r->rows] = (uint32_t)value;
}

/* Equal texts have one number. */
static uint64_t number_of(struct row_columns *r, const char *text, size_t bytes)
{
	uint64_t hash = bytes + 1;
	uintptr_t known;

	work_spend(bytes);
	for (size_t i = 0; i < bytes; i++)
		hash = (hash ^ hash >> 29 ^ (unsigned char)text[i]) * 0xbf58476d1ce4e5b9u;
	for (; work_spend(1) && (known = (uintptr_t)table_get(&r->numbers, hash)); hash++) {
		const char *other = r->texts[known - 1];

		if (!strncmp(other, text, bytes) && !other[bytes])
			return known - 1;
	}
	GROW(r->texts, r->text_count, r->text_capacity);
	r->texts[r->text_count] = xmalloc(bytes + 1);
	memcpy(r->texts[r->text_count], text, bytes);
	r->texts[r->text_count][bytes] = 0;
	table_put(&r->numbers, hash, (void *)(uintptr_t)++r->text_count);
	return r->text_count - 1;
}

static void begin(struct row_columns *r, size_t count)
{
	if (count > CELLS_MAX)
		die(EXIT_UNREADABLE, "rows of this program have too many columns");
	r->count = count;
}

void row_columns_add(struct row_columns *r, const struct cell *cells, size_t count)
{
	if (!r->count) {
		begin(r, count);
		for (size_t i = 0; i < count; i++) {
			r->at[i].name = cells[i].column;
			r->at[i].kind = cells[i].kind;
		}
	}
	grow_rows(r);
	work_spend(count * CELL_NS);
	for (size_t i = 0; i < r->count; i++) {
		const struct cell *c = &cells[i];

		put(r, &r->at[i], c->kind != CELL_TEXT ? c->number : !c->text ? L1T_UNKNOWN
			: number_of(r, c->text, c->bytes < 0 ? strlen(c->text) : (size_t)c->bytes));
	}
	r->rows++;
}

static void copy_column(struct row_columns *to, const char *name, const struct row_column *from,
	const uint32_t *rows, size_t count)
{
	struct row_column *c = &to->at[to->count++];

	*c = (struct row_column){.name = name, .kind = CELL_NUMBER, .same = from->same};
	if (from->wide) {
		c->wide = xmalloc(count * sizeof(*c->wide));
		for (size_t i = 0; i < count; i++)
			c->wide[i] = from->wide[rows[i]];
	} else if (from->narrow) {
		c->narrow = xmalloc(count * sizeof(*c->narrow));
		for (size_t i = 0; i < count; i++)
			c->narrow[i] = from->narrow[rows[i]];
	}
}

void row_columns_copy(struct row_columns *to, const struct row_columns *from, const char *const *names,
	size_t name_count, const uint32_t *rows, size_t count)
{
	if (!count)
		return;
	work_spend(count * name_count * CELL_NS);
	begin(to, name_count);
	to->count = 0;
	for (size_t i = 0; i < name_count; i++)
		copy_column(to, names[i], row_columns_find(from, names[i]), rows, count);
	to->rows = to->capacity = count;
}

/* Names of columns of a statement die with it. */
static void name_columns(struct row_columns *r, sqlite3_stmt *s)
{
	size_t bytes = 0, at = 0;

	begin(r, (size_t)sqlite3_column_count(s));
	for (size_t i = 0; i < r->count; i++)
		bytes += strlen(sqlite3_column_name(s, (int)i)) + 1;
	r->names = xmalloc(bytes + 1);
	for (size_t i = 0; i < r->count; i++) {
		r->at[i].name = strcpy(r->names + at, sqlite3_column_name(s, (int)i));
		at += strlen(r->at[i].name) + 1;
	}
}

void row_columns_read(struct row_columns *r, sqlite3_stmt *s)
{
	if (!r->count)
		name_columns(r, s);
	while (database_next(s)) {
		grow_rows(r);
		for (size_t i = 0; i < r->count; i++) {
			int type = sqlite3_column_type(s, (int)i);
			uint64_t value = L1T_UNKNOWN;

			if (type == SQLITE_INTEGER)
				value = (uint64_t)sqlite3_column_int64(s, (int)i);
			else if (type == SQLITE_TEXT)
				value = number_of(r, (const char *)sqlite3_column_text(s, (int)i),
					(size_t)sqlite3_column_bytes(s, (int)i));
			if (type == SQLITE_TEXT)
				r->at[i].kind = CELL_TEXT;
			put(r, &r->at[i], value);
		}
		r->rows++;
	}
}

void row_columns_cells(const struct row_columns *r, size_t row, struct cell *cells)
{
	for (size_t i = 0; i < r->count; i++) {
		const struct row_column *c = &r->at[i];
		uint64_t number = row_column_at(c, row);

		cells[i] = (struct cell){.column = c->name, .kind = c->kind, .number = number};
		if (c->kind == CELL_TEXT) {
			cells[i].bytes = -1;
			cells[i].text = row_columns_text(r, number);
		}
	}
}

const struct row_column *row_columns_find(const struct row_columns *r, const char *name)
{
	if (!r->rows)
		return NULL;
	for (size_t i = 0; i < r->count; i++)
		if (!strcmp(r->at[i].name, name))
			return &r->at[i];
	die(EXIT_UNREADABLE, "rows of this program have no column '%s'", name);
}

const char *row_columns_text(const struct row_columns *r, uint64_t number)
{
	return number < r->text_count ? r->texts[number] : NULL;
}

void row_columns_free(struct row_columns *r)
{
	for (size_t i = 0; i < r->count; i++) {
		free(r->at[i].narrow);
		free(r->at[i].wide);
	}
	for (size_t i = 0; i < r->text_count; i++)
		free(r->texts[i]);
	free(r->texts);
	free(r->names);
	table_free(&r->numbers);
	*r = (struct row_columns){0};
}
