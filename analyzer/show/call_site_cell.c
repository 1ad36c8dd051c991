/* Call sites in a narrow column: see call_site_cell.h. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "call_site_cell.h"
#include "readable.h"
#include "xalloc.h"

enum { FRAME_BYTES = 1024, BOTH_LEAST = 36, PROBES_MAX = 64 };

bool is_call_site(const char *column)
{
	size_t n = strlen(column), m = strlen("callsite");

	return n >= m && !strcmp(column + n - m, "callsite");
}

const char *call_site_frame(const char *site, size_t number, size_t *length)
{
	for (const char *end; ; site = end + 2) {
		end = strstr(site, "; ");
		if (!number--) {
			*length = end ? (size_t)(end - site) : strlen(site);
			return site;
		}
		if (!end)
			return NULL;
	}
}

/* How many frames two call sites have in common, from the innermost on. */
static size_t common(const char *a, const char *b)
{
	size_t frames = 0;

	for (;;) {
		const char *x = strstr(a, "; "), *y = strstr(b, "; ");
		size_t n = x ? (size_t)(x - a) : strlen(a), m = y ? (size_t)(y - b) : strlen(b);

		if (n != m || strncmp(a, b, n))
			return frames;
		frames++;
		if (!x || !y)
			return frames;
		a = x + 2;
		b = y + 2;
	}
}

struct alike {
	const struct table_rows *t;
	const bool *texts;
	size_t site;
	size_t *slots, slot_count;      /* hash table: first row of a group + 1; 0: free */
	size_t *group, *shared;         /* of each row: its first row; of that: frames all share */
};

static const char *cell(const struct alike *a, size_t row, size_t column)
{
	return a->t->cells[row * a->t->columns + column];
}

static uint64_t hash(const struct alike *a, size_t row)
{
	uint64_t h = 14695981039346656037u;
	size_t n = 0;
	const char *frame = call_site_frame(cell(a, row, a->site), 0, &n);

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)frame[i]) * 1099511628211u;
	for (size_t k = 0; k < a->t->columns; k++)
		for (const char *p = a->texts[k] ? cell(a, row, k) : ""; *p; p++)
			h = (h ^ (unsigned char)*p) * 1099511628211u;
	return h;
}

static bool look_alike(const struct alike *a, size_t x, size_t y)
{
	for (size_t k = 0; k < a->t->columns; k++)
		if (a->texts[k] && strcmp(cell(a, x, k), cell(a, y, k)))
			return false;
	return common(cell(a, x, a->site), cell(a, y, a->site)) > 0;
}

/* Puts a row into its group. */
static void place(struct alike *a, size_t row)
{
	size_t slot = hash(a, row) % a->slot_count, n;

	a->group[row] = row;
	a->shared[row] = SIZE_MAX;
	/* hashes can be made to collide: after PROBES_MAX slots a row is a group of its own */
	for (int i = 0; a->slots[slot] && !look_alike(a, a->slots[slot] - 1, row); i++) {
		if (i == PROBES_MAX)
			return;
		slot = (slot + 1) % a->slot_count;
	}
	if (!a->slots[slot])
		a->slots[slot] = row + 1;
	a->group[row] = a->slots[slot] - 1;
	if (!strcmp(cell(a, row, a->site), cell(a, a->group[row], a->site)))
		return;
	n = common(cell(a, row, a->site), cell(a, a->group[row], a->site));
	if (n < a->shared[a->group[row]])
		a->shared[a->group[row]] = n;
}

void call_sites_apart(const struct table_rows *t, const bool *texts, size_t site, size_t *frames)
{
	struct alike a = {.t = t, .texts = texts, .site = site, .slot_count = 2 * t->count + 1};
	size_t n;

	a.slots = xcalloc(a.slot_count, sizeof(size_t));
	a.group = xcalloc(t->count + 1, sizeof(size_t));
	a.shared = xcalloc(t->count + 1, sizeof(size_t));
	for (size_t i = 0; i < t->count; i++)
		place(&a, i);
	for (size_t i = 0; i < t->count; i++) {
		size_t shared = a.shared[a.group[i]];

		frames[i] = shared != SIZE_MAX && call_site_frame(cell(&a, i, site), shared, &n)
			? shared : 0;
	}
	free(a.slots);
	free(a.group);
	free(a.shared);
}

/*
 * Drops the function's name if it does not fit beside file name and line, then cuts the path at its
 * front. Of `libm.so+0x1234 ns::f` the function says more than the place: then only it stays.
 */
static void cut_frame(char *frame, size_t characters)
{
	char *function = strrchr(frame, ' '), *place = strstr(frame, "+0x"), *slash;
	size_t n;

	if (utf8_characters(frame) <= characters)
		return;
	if (place && function && place < function) {
		memmove(frame, function + 1, strlen(function));
		cut_head(frame, characters);
		return;
	}
	slash = strrchr(frame, '/');
	n = utf8_characters(slash ? slash + 1 : frame) + (slash ? 2 : 0);
	if (n > characters && function)
		*function = 0;
	cut_head(frame, characters);
}

static void copy_frame(char *out, const char *site, size_t number)
{
	size_t n = 0;
	const char *frame = call_site_frame(site, number, &n);

	if (n >= FRAME_BYTES) {
		n = FRAME_BYTES - 1;
		/* not in the middle of a character */
		while (n && ((unsigned char)frame[n] & 0xc0) == 0x80)
			n--;
	}
	memcpy(out, frame ? frame : "", n);
	out[n] = 0;
}

static void cut_both(char *text, size_t room, size_t apart, size_t characters)
{
	const char *between = apart > 1 ? "; .. " : "; ", *left_out = ".. ";
	char inner[FRAME_BYTES], outer[FRAME_BYTES];
	size_t used = strlen(between), left;

	copy_frame(inner, text, 0);
	copy_frame(outer, text, apart);
	if (characters < BOTH_LEAST && utf8_characters(inner) + used + utf8_characters(outer) > characters) {
		/* two dots for the inner frames, but not twice */
		if (utf8_characters(outer) + strlen(left_out) > characters)
			cut_frame(outer, characters);
		if (utf8_characters(outer) + strlen(left_out) > characters || !strncmp(outer, "..", 2))
			left_out = "";
		snprintf(text, room, "%s%s", left_out, outer);
		return;
	}
	left = characters - used;
	if (utf8_characters(inner) + utf8_characters(outer) > left)
		cut_frame(inner, left / 2);
	cut_frame(outer, left - utf8_characters(inner));
	snprintf(text, room, "%s%s%s", inner, between, outer);
}

/* Keeps the whole frames that fit; "; .." stands for the others where there is room for it. */
static void whole_frames(char *text, size_t characters)
{
	size_t end = 0, n;

	call_site_frame(text, 0, &end);
	for (size_t k = 1;; k++) {
		const char *frame = call_site_frame(text, k, &n);
		char kept;

		if (!frame)
			break;
		kept = frame[n];
		text[frame - text + (ptrdiff_t)n] = 0;
		if (utf8_characters(text) + 4 > characters)
			break;
		text[frame - text + (ptrdiff_t)n] = kept;
		end = (size_t)(frame - text) + n;
	}
	text[end] = 0;
	if (utf8_characters(text) + 4 <= characters)
		memcpy(text + end, "; ..", 5);
}

void cut_call_site(char *text, size_t room, size_t apart, size_t characters)
{
	char frame[FRAME_BYTES];

	if (utf8_characters(text) <= characters || characters < 5) {
		cut_text(text, characters);
		return;
	}
	if (apart) {
		cut_both(text, room, apart, characters);
		return;
	}
	copy_frame(frame, text, 0);
	if (utf8_characters(frame) <= characters && strlen(frame) < FRAME_BYTES - 1) {
		whole_frames(text, characters);
		return;
	}
	cut_frame(frame, characters);
	snprintf(text, room, "%s", frame);
}
