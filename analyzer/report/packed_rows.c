/* Rows in sections: see packed_rows.h. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "grown_array.h"
#include "packed_rows.h"
#include "row_text.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { CELLS_OF_OBJECTS = 48, VARINT_BYTES = 10, ROW_NS = 30 };

/* Codes as they are packed: the first bytes of all of them, the second bytes, .. */
struct codes {
	unsigned char *place[VARINT_BYTES];     /* NULL: no code is so long */
	size_t count[VARINT_BYTES], most;       /* most: codes */
};

static size_t varint(unsigned char *out, uint64_t value)
{
	size_t n = 0;

	for (; value > 127; value >>= 7)
		out[n++] = (unsigned char)(value | 128);
	out[n++] = (unsigned char)value;
	return n;
}

static void put_section(struct packed_text *to, const char *name, enum packed_kind kind, size_t bytes)
{
	unsigned char number[VARINT_BYTES], what = (unsigned char)kind;
	size_t length = strlen(name);

	packed_text_put(to, number, varint(number, length));
	packed_text_put(to, name, length);
	packed_text_put(to, &what, 1);
	packed_text_put(to, number, varint(number, bytes));
}

static struct codes codes_for(size_t rows)
{
	return (struct codes){.most = rows};
}

static void put_code(struct codes *c, uint64_t code)
{
	for (size_t i = 0; ; code >>= 7, i++) {
		if (!c->place[i])
			c->place[i] = xmalloc(c->most);
		c->place[i][c->count[i]++] = (unsigned char)(code > 127 ? code | 128 : code);
		if (code <= 127)
			return;
	}
}

static size_t codes_bytes(const struct codes *c)
{
	size_t sum = 0;

	for (size_t i = 0; i < VARINT_BYTES; i++)
		sum += c->count[i];
	return sum;
}

static void put_codes(struct packed_text *to, struct codes *c)
{
	for (size_t i = 0; i < VARINT_BYTES; i++) {
		packed_text_put(to, c->place[i], c->count[i]);
		free(c->place[i]);
	}
	*c = (struct codes){0};
}

/* Small numbers of either sign get small codes. The lowest of all gets that of NULL. */
static uint64_t code_of(uint64_t value)
{
	return ((value << 1) ^ (value >> 63 ? UINT64_MAX : 0)) + 1;
}

size_t time_line_place(const struct time_line *line, int64_t time, size_t near)
{
	size_t low = 0, high = line->count;

	enum { STEPS = 8 };             /* rows are often in the order of their times */

	if (near <= line->count && (!near || line->at[near - 1] <= time)) {
		low = near;
		for (int i = 0; i < STEPS && low < line->count; i++, low++)
			if (line->at[low] > time)
				return low;
	}
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (line->at[middle] <= time)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void make_line(struct time_line *line, const struct row_column *c, size_t rows)
{
	for (size_t i = 0; i < rows; i++) {
		int64_t time = (int64_t)row_column_at(c, i);

		if (row_column_at(c, i) == L1T_UNKNOWN ||
			(line->count && line->at[line->count - 1] >= time))
			continue;
		GROW(line->at, line->count, line->capacity);
		line->at[line->count++] = time;
	}
}

static bool is_word_of(const char *words, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = words; p && (p = strstr(p, word)); p += n)
		if ((p == words || p[-1] == ' ') && (!p[n] || p[n] == ' '))
			return true;
	return false;
}

static bool is_narrow(const struct row_column *c, size_t rows)
{
	bool narrow = true;

	for (size_t i = 0; i < rows; i++) {
		uint64_t value = row_column_at(c, i);

		narrow = narrow && (value == L1T_UNKNOWN || value + INT32_MAX <= (uint64_t)2 * INT32_MAX);
	}
	return narrow;
}

/* codes, rests: emptied. */
static void put_column(struct packed_text *to, const char *table, const struct row_column *c,
	enum packed_kind kind, size_t rows, struct codes *codes, struct codes *rests)
{
	unsigned char prefix[VARINT_BYTES + 1];
	size_t n = varint(prefix, rows);
	char *name = xprintf("%s.%s", table, c->name);

	prefix[n++] = is_narrow(c, rows);
	put_section(to, name, kind, n + codes_bytes(codes) + codes_bytes(rests));
	packed_text_put(to, prefix, n);
	put_codes(to, codes);
	put_codes(to, rests);
	free(name);
}

/* base: of PACKED_TIMES what is written for the table's others, of PACKED_LATER what is read. */
static void put_times(struct packed_text *to, const char *table, const struct row_column *c,
	enum packed_kind kind, size_t rows, const struct time_line *line, size_t *base)
{
	struct codes codes = codes_for(rows), rests = codes_for(rows);
	size_t before = 0;

	for (size_t i = 0; i < rows; i++) {
		uint64_t time = row_column_at(c, i);
		size_t from = kind == PACKED_TIMES ? before : base[i];

		if (time == L1T_UNKNOWN) {
			put_code(&codes, 0);
			continue;
		}
		before = time_line_place(line, (int64_t)time, from);
		put_code(&codes, code_of(before - from));
		put_code(&rests, code_of(time - (before ? (uint64_t)line->at[before - 1] : 0)));
		if (kind == PACKED_TIMES)
			base[i] = before;
	}
	put_column(to, table, c, kind, rows, &codes, &rests);
}

/* Differences wrap around, so that any two numbers have one. */
static void put_numbers(struct packed_text *to, const char *table, const struct row_column *c,
	enum packed_kind kind, size_t rows)
{
	struct codes codes = codes_for(rows), rests = {0};
	uint64_t before = 0;

	for (size_t i = 0; i < rows; i++) {
		uint64_t value = row_column_at(c, i);

		if (value == L1T_UNKNOWN) {
			put_code(&codes, 0);
			continue;
		}
		put_code(&codes, code_of(value - before));
		before = kind == PACKED_STEPS ? value : 0;
	}
	put_column(to, table, c, kind, rows, &codes, &rests);
}

static void put_beside(struct packed_text *to, const char *table, const struct row_columns *rows,
	size_t column)
{
	uint64_t *expected = xcalloc(rows->rows + 1, sizeof(*expected));

	for (size_t i = 0; i < rows->rows && column; i++) {
		uint64_t before = row_column_at(&rows->at[column - 1], i);

		expected[i] = before == L1T_UNKNOWN ? 0 : before;
	}
	packed_differences(to, table, rows, rows->at[column].name, PACKED_BESIDE, expected);
	free(expected);
}

void packed_columns(struct packed_text *to, const char *name, const struct row_columns *rows,
	const struct packing *how, struct time_line *line)
{
	size_t *base = xcalloc(rows->rows + 1, sizeof(*base));
	bool timed = false;

	work_spend(rows->rows * ROW_NS);
	for (size_t i = 0; i < rows->count; i++) {
		const struct row_column *c = &rows->at[i];

		if (is_word_of(how->later, c->name))
			continue;
		if (is_word_of(how->line, c->name))
			make_line(line, c, rows->rows);
		if (is_word_of(how->times, c->name)) {
			put_times(to, name, c, timed ? PACKED_LATER : PACKED_TIMES, rows->rows, line, base);
			timed = true;
		} else if (is_word_of(how->beside, c->name)) {
			put_beside(to, name, rows, i);
		} else {
			put_numbers(to, name, c, is_word_of(how->steps, c->name) ? PACKED_STEPS : PACKED_COLUMN,
				rows->rows);
		}
	}
	free(base);
}

void packed_differences(struct packed_text *to, const char *name, const struct row_columns *rows,
	const char *column, enum packed_kind kind, const uint64_t *expected)
{
	const struct row_column *c = row_columns_find(rows, column);
	struct codes codes = codes_for(rows->rows), rests = {0};

	for (size_t i = 0; i < rows->rows; i++) {
		uint64_t value = row_column_at(c, i);

		put_code(&codes, value == L1T_UNKNOWN ? 0 : code_of(value - expected[i]));
	}
	if (c)
		put_column(to, name, c, kind, rows->rows, &codes, &rests);
}

static void put_cell(struct row_text *t, sqlite3_stmt *s, int i)
{
	int type = sqlite3_column_type(s, i);

	if (type == SQLITE_INTEGER)
		row_text_integer(t, sqlite3_column_int64(s, i));
	else if (type == SQLITE_FLOAT)
		row_text_real(t, sqlite3_column_double(s, i), (const char *)sqlite3_column_text(s, i));
	else
		row_text_text(t, (const char *)sqlite3_column_text(s, i));
}

struct packed_count packed_objects(struct packed_text *to, const char *name, sqlite3_stmt *s,
	uint64_t most)
{
	const char *names[CELLS_OF_OBJECTS];
	struct packed_count rows = {0};
	int count = sqlite3_column_count(s);
	struct text_file text;
	struct row_text *t;
	char *json;

	count = count < CELLS_OF_OBJECTS ? count : CELLS_OF_OBJECTS;
	for (int i = 0; i < count; i++)
		names[i] = sqlite3_column_name(s, i);
	t = row_text_begin(text_file_begin(&text), FORMAT_JSON, names, count);
	for (; database_next(s); rows.all++) {
		if (rows.all >= most)
			continue;
		for (int i = 0; i < count; i++)
			put_cell(t, s, i);
		row_text_end_row(t);
		rows.shown++;
	}
	row_text_end(t);
	json = text_file_end(&text);
	packed_json(to, name, json);
	free(json);
	return rows;
}

void packed_json(struct packed_text *to, const char *name, const char *text)
{
	put_section(to, name, PACKED_JSON, strlen(text));
	packed_text_put(to, text, strlen(text));
}
