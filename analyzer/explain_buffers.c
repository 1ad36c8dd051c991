/*
 * The buffers that lived when something did not fit: who is in the way, which of them to release,
 * and what releasing all of one operation would do. See explain.h.
 *
 * Must not know: programs.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "explain.h"
#include "say.h"
#include "smallest_run.h"

enum { NOTE_BYTES = 300 };

static uint64_t number(sqlite3_stmt *s, int column)
{
	return sqlite3_column_type(s, column) == SQLITE_INTEGER
		? (uint64_t)sqlite3_column_int64(s, column) : UINT64_MAX;
}

static char *copy(sqlite3_stmt *s, int column)
{
	const char *text = (const char *)sqlite3_column_text(s, column);

	return text ? strdup(text) : NULL;
}

/* Moments order what took and gave back L1; other kinds have times only. */
void holders_load(struct holders *h, sqlite3 *db, const struct failure *f, const char *kind)
{
	sqlite3_stmt *s = database_prepare(db,
		"SELECT b.buffer, b.address, b.bytes_per_core, b.size_bytes, b.alloc_ns, c.op, c.callsite, "
		"b.per_core FROM buffer b LEFT JOIN callsite c ON c.run = b.run AND c.id = b.callsite "
		"WHERE b.run = ?1 AND b.handle = ?2 AND b.kind = ?3 AND b.address NOT NULL "
		"AND b.bytes_per_core NOT NULL AND iif(b.alloc_moment IS NULL OR ?4 IS NULL, "
		"b.alloc_ns <= ?5 AND (b.free_ns IS NULL OR b.free_ns > ?5), "
		"b.alloc_moment <= ?4 AND (b.free_moment IS NULL OR b.free_moment > ?4)) "
		"ORDER BY b.address, b.buffer");

	bind_number(s, 1, f->run);
	bind_number(s, 2, f->handle);
	bind_text(s, 3, kind);
	bind_number(s, 4, f->moment);
	bind_number(s, 5, f->time_ns);
	while (database_next(s)) {
		if (h->count == h->capacity) {
			h->capacity = h->capacity ? h->capacity * 2 : 256;
			h->at = realloc(h->at, h->capacity * sizeof(*h->at));
			if (!h->at)
				die(EXIT_UNREADABLE, "out of memory");
		}
		h->at[h->count++] = (struct holder){.buffer = number(s, 0), .address = number(s, 1),
			.bytes = number(s, 2), .size_bytes = number(s, 3), .alloc_ns = number(s, 4),
			.op = copy(s, 5), .callsite = copy(s, 6), .per_core = sqlite3_column_int(s, 7)};
	}
	sqlite3_finalize(s);
}

void holders_free(struct holders *h)
{
	for (size_t i = 0; i < h->count; i++) {
		free(h->at[i].op);
		free(h->at[i].callsite);
	}
	free(h->at);
	*h = (struct holders){0};
}

uint64_t holders_bytes(const struct holders *h)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < h->count; i++)
		sum += h->at[i].per_core ? 0 : h->at[i].bytes;
	return sum;
}

uint64_t holders_lowest(const struct holders *h)
{
	return h->count ? h->at[0].address : UINT64_MAX;
}

static void buffer_row(struct explainer *x, const struct holder *h, const char *role, bool release,
	const char *note)
{
	struct explanation e = explanation(role, "buffer");

	e.owner = h->op;
	e.callsite = h->callsite;
	e.note = note;
	e.address = h->address;
	e.bytes_per_core = h->bytes;
	e.id = h->buffer;
	e.size_bytes = h->size_bytes;
	e.release = release;
	if (h->alloc_ns <= x->failure->time_ns)
		e.age_ns = x->failure->time_ns - h->alloc_ns;
	explain_row(x, &e);
}

static void set_row(struct explainer *x, size_t count, uint64_t bytes, uint64_t size_bytes)
{
	struct explanation e = explanation("set", "set");
	const char *kind = x->failure->buffer_kind;
	char note[NOTE_BYTES], moved[80] = "";

	e.bytes_per_core = bytes;
	e.size_bytes = size_bytes;
	if (!kind || strcmp(kind, "dram"))
		snprintf(moved, sizeof(moved), "; in DRAM they would take %" PRIu64 " bytes in all",
			size_bytes);
	if (count)
		snprintf(note, sizeof(note), "releasing %zu buffer%s makes it fit, and no set with fewer "
			"bytes does%s", count, count == 1 ? "" : "s", moved);
	else
		snprintf(note, sizeof(note), "no release makes it fit: it is larger than the bank");
	e.note = note;
	explain_row(x, &e);
}

static int by_op(const void *a, const void *b)
{
	const struct holder *p = *(const struct holder *const *)a;
	const struct holder *q = *(const struct holder *const *)b;
	int order = strcmp(p->op, q->op);

	return order ? order : (p->address > q->address) - (p->address < q->address);
}

/* What is missing when these are gone: of a hole of `need` bytes, or of a program up to `need`. */
typedef uint64_t missing_without(const struct explainer *x, const struct holders *h,
	const struct block *blocks, const bool *gone, uint64_t need);

static uint64_t missing_hole(const struct explainer *x, const struct holders *h,
	const struct block *blocks, const bool *gone, uint64_t need)
{
	uint64_t hole = largest_hole(blocks, h->count, x->failure->base, x->failure->end, gone);

	return hole < need ? need - hole : 0;
}

static uint64_t missing_above(const struct explainer *x, const struct holders *h,
	const struct block *blocks, const bool *gone, uint64_t end)
{
	(void)x;
	for (size_t i = 0; i < h->count; i++)
		if (!gone[i])
			return blocks[i].address < end ? end - blocks[i].address : 0;
	return 0;
}

/* A row for each operation of which buffers live: what releasing all of these would do. */
static void op_rows(struct explainer *x, const struct holders *h, const struct block *blocks,
	missing_without *missing, uint64_t need)
{
	const struct holder **sorted = calloc(h->count + 1, sizeof(*sorted));
	bool *gone = calloc(h->count + 1, sizeof(*gone));
	size_t n = 0, next;

	if (!sorted || !gone)
		die(EXIT_UNREADABLE, "out of memory");
	for (size_t i = 0; i < h->count; i++)
		if (h->at[i].op)
			sorted[n++] = &h->at[i];
	if (n)
		qsort(sorted, n, sizeof(*sorted), by_op);
	for (size_t i = 0; i < n; i = next) {
		struct explanation e = explanation("op", "op");
		uint64_t left, bytes = 0, size = 0;
		char note[NOTE_BYTES];

		for (next = i; next < n && !strcmp(sorted[next]->op, sorted[i]->op); next++) {
			gone[sorted[next] - h->at] = true;
			bytes += sorted[next]->bytes;
			size += sorted[next]->size_bytes != UINT64_MAX ? sorted[next]->size_bytes : 0;
		}
		left = missing(x, h, blocks, gone, need);
		for (size_t j = i; j < next; j++)
			gone[sorted[j] - h->at] = false;
		if (left)
			snprintf(note, sizeof(note), "releasing all %zu of its buffers still misses %"
				PRIu64 " bytes", next - i, left);
		else
			snprintf(note, sizeof(note), "releasing all %zu of its buffers makes it fit",
				next - i);
		e.owner = sorted[i]->op;
		e.bytes_per_core = bytes;
		e.size_bytes = size;
		e.note = note;
		explain_row(x, &e);
	}
	free(sorted);
	free(gone);
}

static struct block *blocks_of(const struct holders *h)
{
	struct block *blocks = calloc(h->count + 1, sizeof(*blocks));

	if (!blocks)
		die(EXIT_UNREADABLE, "out of memory");
	for (size_t i = 0; i < h->count; i++)
		blocks[i] = (struct block){h->at[i].address, h->at[i].bytes};
	return blocks;
}

static uint64_t size_of(const struct holders *h, size_t first, size_t count)
{
	uint64_t sum = 0;

	for (size_t i = first; i < first + count; i++)
		sum += h->at[i].size_bytes != UINT64_MAX ? h->at[i].size_bytes : 0;
	return sum;
}

uint64_t holders_hole(const struct holders *h, uint64_t from, uint64_t to)
{
	struct block *blocks = blocks_of(h);
	uint64_t bytes = largest_hole(blocks, h->count, from, to, NULL);

	free(blocks);
	return bytes;
}

void explain_no_hole(struct explainer *x, const struct holders *h, uint64_t need)
{
	const struct failure *f = x->failure;
	bool known = need != UINT64_MAX && f->end != UINT64_MAX && f->base < f->end;
	struct block *blocks = blocks_of(h);
	struct smallest_run set = {.found = false};
	char note[NOTE_BYTES];

	if (known)
		set = smallest_run(blocks, h->count, f->base, f->end, need);
	for (size_t i = 0; i < h->count; i++) {
		bool release = set.found && i >= set.first && i < set.first + set.count;

		if (release)
			snprintf(note, sizeof(note), "release it: one of the %zu buffers of the smallest "
				"set that leaves a hole of %" PRIu64 " bytes", set.count, need);
		else
			snprintf(note, sizeof(note), "lives in the same bank");
		buffer_row(x, &h->at[i], release ? "in the way" : "lives", release, note);
	}
	if (known && h->count) {
		set_row(x, set.found ? set.count : 0, set.found ? set.bytes : UINT64_MAX,
			set.found ? size_of(h, set.first, set.count) : UINT64_MAX);
		op_rows(x, h, blocks, missing_hole, need);
	}
	free(blocks);
}

void explain_clash(struct explainer *x, const struct holders *h, uint64_t end)
{
	struct block *blocks = blocks_of(h);
	char note[NOTE_BYTES];
	uint64_t bytes = 0;
	size_t count = 0;

	if (end == UINT64_MAX)
		goto out;
	for (; count < h->count && h->at[count].address < end; count++)
		bytes += h->at[count].bytes;
	for (size_t i = 0; i < count; i++) {
		snprintf(note, sizeof(note), "release it: it begins %" PRIu64 " bytes below the end of "
			"the program's regions", end - h->at[i].address);
		buffer_row(x, &h->at[i], "in the way", true, note);
	}
	for (size_t i = count; i < h->count; i++)
		buffer_row(x, &h->at[i], "lives", false, "lives above the program's regions");
	if (count) {
		set_row(x, count, bytes, size_of(h, 0, count));
		op_rows(x, h, blocks, missing_above, end);
	}
out:
	free(blocks);
}
