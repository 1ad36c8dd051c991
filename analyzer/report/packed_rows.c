/* Rows of statements in sections: see packed_rows.h. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "grown_array.h"
#include "packed_rows.h"
#include "row_text.h"
#include "xalloc.h"

enum { COLUMNS_MOST = 24, VARINT_BYTES = 10 };

struct bytes {
	unsigned char *at;
	size_t count, capacity;
};

struct column {
	struct bytes codes, rests;      /* rests: of times */
	enum packed_kind kind;
	bool makes_line;
	bool narrow;                    /* every number fits 32 bits */
	int64_t before;
};

static size_t varint(unsigned char *out, uint64_t value)
{
	size_t n = 0;

	for (; value > 127; value >>= 7)
		out[n++] = (unsigned char)(value | 128);
	out[n++] = (unsigned char)value;
	return n;
}

static void put_section(struct packed_text *to, const char *name, enum packed_kind kind,
	const void *prefix, size_t prefix_bytes, const void *bytes, size_t count)
{
	unsigned char number[VARINT_BYTES], what = (unsigned char)kind;
	size_t length = strlen(name);

	packed_text_put(to, number, varint(number, length));
	packed_text_put(to, name, length);
	packed_text_put(to, &what, 1);
	packed_text_put(to, number, varint(number, prefix_bytes + count));
	packed_text_put(to, prefix, prefix_bytes);
	packed_text_put(to, bytes, count);
}

static void put_code(struct bytes *b, uint64_t code)
{
	if (b->capacity - b->count < VARINT_BYTES) {
		b->capacity = b->capacity ? b->capacity * 2 : 1 << 12;
		b->at = xrealloc(b->at, b->capacity, 1);
	}
	b->count += varint(b->at + b->count, code);
}

/* Differences wrap around as those of unsigned numbers, so that any two numbers have one. */
static int64_t difference(int64_t a, int64_t b)
{
	return (int64_t)((uint64_t)a - (uint64_t)b);
}

/* Small numbers of either sign get small codes. The lowest of all gets that of NULL. */
static uint64_t code_of(int64_t value)
{
	return (((uint64_t)value << 1) ^ (value < 0 ? UINT64_MAX : 0)) + 1;
}

/* How many times of the line are at most this; `near`: a guess that is often right. */
static size_t place_of(const struct time_line *line, int64_t time, size_t near)
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

static void put_on_line(struct time_line *line, int64_t time)
{
	if (line->count && line->at[line->count - 1] >= time)
		return;
	GROW(line->at, line->count, line->capacity);
	line->at[line->count++] = time;
}

/* `base`: the row's place in the column of PACKED_TIMES, for one of PACKED_LATER. */
static void put_time(struct column *c, int64_t time, const struct time_line *line, size_t base)
{
	size_t place = place_of(line, time, c->kind == PACKED_TIMES ? (size_t)c->before : base);

	int64_t from = c->kind == PACKED_TIMES ? c->before : (int64_t)base;

	put_code(&c->codes, code_of((int64_t)place - from));
	put_code(&c->rests, code_of(difference(time, place ? line->at[place - 1] : 0)));
	c->before = (int64_t)place;
}

static void put_number(struct column *c, int64_t value, struct time_line *line)
{
	put_code(&c->codes, code_of(c->kind == PACKED_STEPS ? difference(value, c->before) : value));
	c->before = value;
	if (c->makes_line)
		put_on_line(line, value);
}

static bool is_word_of(const char *words, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = words; (p = strstr(p, word)); p += n)
		if ((p == words || p[-1] == ' ') && (!p[n] || p[n] == ' '))
			return true;
	return false;
}

static void put_column(struct packed_text *to, const char *table, const char *column,
	const struct column *c, uint64_t rows)
{
	unsigned char prefix[VARINT_BYTES + 1];
	size_t n = varint(prefix, rows);
	char *name = xprintf("%s.%s", table, column);
	struct bytes all = c->codes;

	prefix[n++] = c->narrow;
	if (c->rests.count) {
		all.at = xrealloc(all.at, all.count + c->rests.count, 1);
		memcpy(all.at + all.count, c->rests.at, c->rests.count);
		all.count += c->rests.count;
	}
	put_section(to, name, c->kind, prefix, n, all.at, all.count);
	free(all.at);
	free(c->rests.at);
	free(name);
}

/* The first of the row's columns of times is the base of the others. */
static void put_row(struct column *columns, int count, sqlite3_stmt *s, struct time_line *line)
{
	size_t base = 0;

	for (int i = 0; i < count; i++) {
		struct column *c = &columns[i];
		int64_t value = sqlite3_column_int64(s, i);

		if (sqlite3_column_type(s, i) != SQLITE_INTEGER) {
			put_code(&c->codes, 0);
			continue;
		}
		c->narrow = c->narrow && value > INT32_MIN && value <= INT32_MAX;
		if (c->kind != PACKED_TIMES && c->kind != PACKED_LATER)
			put_number(c, value, line);
		else
			put_time(c, value, line, base);
		if (c->kind == PACKED_TIMES)
			base = (size_t)c->before;
	}
}

static void begin_columns(struct column *columns, int count, sqlite3_stmt *s,
	const struct packing *how)
{
	bool timed = false;

	for (int i = 0; i < count; i++) {
		const char *name = sqlite3_column_name(s, i);

		columns[i].narrow = true;
		columns[i].makes_line = is_word_of(how->line, name);
		columns[i].kind = is_word_of(how->steps, name) ? PACKED_STEPS : !is_word_of(how->times, name)
			? PACKED_COLUMN : timed ? PACKED_LATER : PACKED_TIMES;
		timed |= columns[i].kind == PACKED_TIMES;
	}
}

struct packed_count packed_columns(struct packed_text *to, const char *name, sqlite3_stmt *s,
	const struct packing *how, struct time_line *line, uint64_t most)
{
	struct column columns[COLUMNS_MOST] = {0};
	struct packed_count rows = {0};
	int count = sqlite3_column_count(s);

	count = count < COLUMNS_MOST ? count : COLUMNS_MOST;
	begin_columns(columns, count, s, how);
	for (; database_next(s); rows.all++)
		if (rows.all < most) {
			put_row(columns, count, s, line);
			rows.shown++;
		}
	for (int i = 0; i < count; i++)
		put_column(to, name, sqlite3_column_name(s, i), &columns[i], rows.shown);
	return rows;
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
	const char *names[COLUMNS_MOST * 2];
	struct packed_count rows = {0};
	int count = sqlite3_column_count(s);
	struct text_file text;
	struct row_text *t;
	char *json;

	count = count < COLUMNS_MOST * 2 ? count : COLUMNS_MOST * 2;
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
	put_section(to, name, PACKED_JSON, NULL, 0, text, strlen(text));
}
