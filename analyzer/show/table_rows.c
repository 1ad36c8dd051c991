/* Rows of a table in memory, with equal chips put together: see table_rows.h. */
#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "grown_array.h"
#include "table_rows.h"
#include "xalloc.h"

enum { CHUNK_BYTES = 1 << 16, RANGES_BYTES = 64, PROBES_MAX = 64 };

struct text_chunk {
	struct text_chunk *next;
	size_t used, room;
	char text[];
};

char *table_rows_keep(struct table_rows *t, const char *text)
{
	size_t n = strlen(text) + 1;
	struct text_chunk *c = t->chunks;

	if (!c || c->room - c->used < n) {
		size_t room = n > CHUNK_BYTES ? n : CHUNK_BYTES;

		c = xmalloc(sizeof(*c) + room);
		*c = (struct text_chunk){.next = t->chunks, .room = room};
		t->chunks = c;
	}
	memcpy(c->text + c->used, text, n);
	c->used += n;
	return c->text + c->used - n;
}

void table_rows_add(struct table_rows *t, char *const *texts)
{
	for (size_t i = 0; i < t->columns; i++) {
		GROW(t->cells, t->count * t->columns + i, t->cell_room);
		t->cells[t->count * t->columns + i] = table_rows_keep(t, texts[i]);
	}
	GROW(t->folded, t->count, t->room);
	t->folded[t->count++] = false;
}

void table_rows_free(struct table_rows *t)
{
	while (t->chunks) {
		struct text_chunk *next = t->chunks->next;

		free(t->chunks);
		t->chunks = next;
	}
	free(t->cells);
	free(t->folded);
}

static int by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void put_numbers(char *out, size_t room, int64_t *values, size_t count)
{
	size_t used = 0;

	out[0] = 0;
	qsort(values, count, sizeof(*values), by_value);
	for (size_t i = 0, end; i < count && used < room; i = end) {
		for (end = i + 1; end < count && values[end] <= values[end - 1] + 1; end++)
			;
		used += (size_t)snprintf(out + used, room - used, "%s%" PRId64, i ? "," : "", values[i]);
		if (used < room && values[end - 1] > values[i])
			used += (size_t)snprintf(out + used, room - used, "%s%" PRId64,
				values[end - 1] > values[i] + 1 ? "-" : ",", values[end - 1]);
	}
	if (used >= room)
		memcpy(out + room - 3, "..", 3);
}

/* Reads the number at *p and moves *p after it; false: it is none, or no comma or end follows. */
static bool read_number(const char **p, int64_t *value)
{
	char *end;

	if (**p < '0' || **p > '9')
		return false;
	errno = 0;
	*value = strtoll(*p, &end, 10);
	*p = end;
	return !errno && *value < INT64_MAX && (!*end || *end == ',');
}

void put_ranges(char *out, size_t room, const char *list)
{
	size_t count = 1, n = 0;
	int64_t *values;
	const char *p = list;

	for (const char *c = list; *c; c++)
		count += *c == ',';
	values = count > 2 ? xarray(count, sizeof(*values)) : NULL;
	while (values && n < count && read_number(&p, &values[n])) {
		n++;
		p += *p == ',';
	}
	if (values && n == count && !*p)
		put_numbers(out, room, values, count);
	else
		snprintf(out, room, "%s", list);
	free(values);
}

/* Whether a column may differ when this row is compared with another one. */
static bool is_apart(const struct table_rows *t, const enum fold *how, size_t row, size_t column)
{
	if (how[column] != FOLD_APART_IN_OP)
		return how[column] == FOLD_APART;
	for (size_t i = 0; i < t->columns; i++)
		if (how[i] == FOLD_OP)
			return strcmp(t->cells[row * t->columns + i], "-") != 0;
	return false;
}

/* FNV-1a over the cells that must be equal. */
static uint64_t hash_row(const struct table_rows *t, size_t row, const enum fold *how)
{
	uint64_t h = 14695981039346656037u;

	for (size_t i = 0; i < t->columns; i++)
		for (const char *p = is_apart(t, how, row, i) ? "" : t->cells[row * t->columns + i];;
				p++) {
			h = (h ^ (unsigned char)*p) * 1099511628211u;
			if (!*p)
				break;
		}
	return h;
}

/* Whether two rows are equal in the columns that may differ (`apart`), or in the other ones. */
static bool equal(const struct table_rows *t, size_t a, size_t b, const enum fold *how, bool apart)
{
	for (size_t i = 0; i < t->columns; i++)
		if (is_apart(t, how, a, i) == apart &&
			strcmp(t->cells[a * t->columns + i], t->cells[b * t->columns + i]))
			return false;
	return true;
}

/* Puts into a row's cell the values that this row and those folded into it have in a column. */
static void join_cells(struct table_rows *t, size_t row, const size_t *next, size_t members,
	size_t column)
{
	char **cell = &t->cells[row * t->columns + column], text[RANGES_BYTES];
	int64_t *values = xarray(members, sizeof(*values));
	bool same = true, numbers = true;
	size_t n = 0;

	for (size_t i = row; n < members; i = next[i]) {
		const char *p = t->cells[i * t->columns + column];

		same &= !strcmp(p, *cell);
		numbers &= read_number(&p, &values[n]) && !*p;
		n++;
	}
	if (!same && numbers)
		put_numbers(text, sizeof(text), values, members);
	else if (!same)
		snprintf(text, sizeof(text), "%.40s..", *cell);
	free(values);
	if (!same)
		*cell = table_rows_keep(t, text);
}

/*
 * Rows that become one are a list. next[i]: the row after row i; last[i], members[i]: last row and
 * length of the list that begins with row i. slots: a hash table of first rows + 1; 0: free.
 */
struct folding {
	size_t *next, *last, *members, *slots, slot_count;
};

static void find(struct table_rows *t, struct folding *f, const enum fold *how, size_t row)
{
	size_t slot = hash_row(t, row, how) % f->slot_count, first;

	/* hashes can be made to collide: after PROBES_MAX slots a row is not folded */
	for (int i = 0; f->slots[slot] && !equal(t, f->slots[slot] - 1, row, how, false); i++) {
		if (i == PROBES_MAX)
			return;
		slot = (slot + 1) % f->slot_count;
	}
	if (!f->slots[slot]) {
		f->slots[slot] = row + 1;
		return;
	}
	first = f->slots[slot] - 1;
	/* rows that are equal in all columns are not folded */
	if (equal(t, first, row, how, true))
		return;
	t->folded[row] = true;
	f->next[f->last[first]] = row;
	f->last[first] = row;
	f->members[first]++;
}

void table_rows_fold(struct table_rows *t, const enum fold *how)
{
	struct folding f = {.slot_count = 2 * t->count + 1};

	f.next = xcalloc(t->count + 1, sizeof(size_t));
	f.last = xcalloc(t->count + 1, sizeof(size_t));
	f.members = xcalloc(t->count + 1, sizeof(size_t));
	f.slots = xcalloc(f.slot_count, sizeof(size_t));
	for (size_t i = 0; i < t->count; i++) {
		f.last[i] = i;
		f.members[i] = 1;
		find(t, &f, how, i);
	}
	for (size_t i = 0; i < t->count; i++)
		for (size_t k = 0; f.members[i] > 1 && k < t->columns; k++)
			if (is_apart(t, how, i, k))
				join_cells(t, i, f.next, f.members[i], k);
	free(f.next);
	free(f.last);
	free(f.members);
	free(f.slots);
}
