/* Call sites in a narrow column: see call_site_cell.h. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "call_site_cell.h"
#include "readable.h"
#include "xalloc.h"

enum { FRAME_BYTES = 1024, PROBES_MAX = 64 };

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
	const struct apart *found;
	size_t level;                   /* frames that are found */
	size_t *slots, slot_count;      /* hash table: first row of a group + 1; 0: free */
	size_t *before;                 /* of each row: its group on the level before */
	size_t *group, *shared;         /* of each row: its first row; of that: frames all share */
};

static const char *cell(const struct alike *a, size_t row, size_t column)
{
	return a->t->cells[row * a->t->columns + column];
}

/* The last frame that is found for a row; on the first level the innermost one. */
static size_t last_frame(const struct alike *a, size_t row)
{
	return a->level ? a->found[row].frames[a->level - 1] : 0;
}

static uint64_t hash(const struct alike *a, size_t row)
{
	uint64_t h = 14695981039346656037u + a->before[row];
	size_t n = 0;
	const char *frame = call_site_frame(cell(a, row, a->site), last_frame(a, row), &n);

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)frame[i]) * 1099511628211u;
	for (size_t k = 0; k < a->t->columns && !a->level; k++)
		for (const char *p = a->texts[k] ? cell(a, row, k) : ""; *p; p++)
			h = (h ^ (unsigned char)*p) * 1099511628211u;
	return h;
}

static bool look_alike(const struct alike *a, size_t x, size_t y)
{
	if (a->before[x] != a->before[y])
		return false;
	for (size_t k = 0; k < a->t->columns && !a->level; k++)
		if (a->texts[k] && strcmp(cell(a, x, k), cell(a, y, k)))
			return false;
	return common(cell(a, x, a->site), cell(a, y, a->site)) > last_frame(a, x);
}

/* Puts a row into its group. */
static void place(struct alike *a, size_t row)
{
	size_t slot, n;

	a->group[row] = row;
	a->shared[row] = SIZE_MAX;
	if (a->level && !last_frame(a, row))
		return;
	slot = hash(a, row) % a->slot_count;
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

/* Groups rows that are alike in all frames that are found, and finds the next. False: none needs any. */
static bool next_frame(struct alike *a, struct apart *found)
{
	bool any = false;
	size_t n;

	memset(a->slots, 0, a->slot_count * sizeof(*a->slots));
	for (size_t i = 0; i < a->t->count; i++)
		place(a, i);
	for (size_t i = 0; i < a->t->count; i++) {
		size_t shared = a->shared[a->group[i]];

		found[i].frames[a->level] = shared != SIZE_MAX &&
			call_site_frame(cell(a, i, a->site), shared, &n) ? shared : 0;
		any |= found[i].frames[a->level];
	}
	memcpy(a->before, a->group, a->t->count * sizeof(*a->group));
	return any;
}

void call_sites_apart(const struct table_rows *t, const bool *texts, size_t site, struct apart *found)
{
	struct alike a = {.t = t, .texts = texts, .site = site, .found = found,
		.slot_count = 2 * t->count + 1};

	a.slots = xcalloc(a.slot_count, sizeof(size_t));
	a.before = xcalloc(t->count + 1, sizeof(size_t));
	a.group = xcalloc(t->count + 1, sizeof(size_t));
	a.shared = xcalloc(t->count + 1, sizeof(size_t));
	memset(found, 0, t->count * sizeof(*found));
	while (a.level < APART_MOST && next_frame(&a, found))
		a.level++;
	free(a.slots);
	free(a.before);
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

/* Bytes of the file's name in `file:line function`; 0: the frame has no line. */
static size_t file_bytes(const char *frame)
{
	for (const char *p = frame; (p = strchr(p, ':')); p++) {
		size_t n = strspn(p + 1, "0123456789");

		if (n && (!p[n + 1] || p[n + 1] == ' '))
			return (size_t)(p - frame);
	}
	return 0;
}

static void cut_function(char *frame)
{
	const size_t file = file_bytes(frame);

	if (file)
		frame[file + strcspn(frame + file, " ")] = 0;
}

/* Without its function and folders, and without the file where `inner` is in the same one. */
static void shorten(char *frame, const char *inner)
{
	const size_t file = file_bytes(frame);
	const char *slash, *begin = frame;

	if (!file)
		return;
	cut_function(frame);
	if (file_bytes(inner) == file && !strncmp(inner, frame, file))
		begin = frame + file;
	else if ((slash = strrchr(frame, '/')))
		begin = slash + 1;
	memmove(frame, begin, strlen(begin) + 1);
}

/* The innermost frame and those of `apart`; `narrow`: words of at most this many characters. */
static void put_frames(char *out, size_t room, const char *site, const struct apart *apart,
	size_t narrow)
{
	char inner[FRAME_BYTES], frame[FRAME_BYTES];
	size_t used, before = 0;

	copy_frame(inner, site, 0);
	snprintf(frame, sizeof(frame), "%s", inner);
	if (narrow) {
		cut_function(frame);
		cut_frame(frame, narrow);
	}
	used = (size_t)snprintf(out, room, "%s", frame);
	for (size_t k = 0; k < APART_MOST && apart->frames[k] && used < room; k++) {
		const bool next = apart->frames[k] == before + 1;
		const char *between = narrow ? next ? " " : " .." : next ? "; " : "; .. ";

		copy_frame(frame, site, apart->frames[k]);
		if (narrow) {
			shorten(frame, inner);
			cut_frame(frame, narrow - 2);
		}
		used += (size_t)snprintf(out + used, room - used, "%s%s", between, frame);
		before = apart->frames[k];
	}
}

/* With functions if there is room for all; otherwise each place is a word. */
static void cut_apart(char *text, size_t room, const struct apart *apart, size_t characters)
{
	char all[(APART_MOST + 1) * (FRAME_BYTES + 8)];

	put_frames(all, sizeof(all), text, apart, 0);
	if (utf8_characters(all) > characters)
		put_frames(all, sizeof(all), text, apart, characters);
	snprintf(text, room, "%s", all);
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

void cut_call_site(char *text, size_t room, const struct apart *apart, size_t characters)
{
	char frame[FRAME_BYTES];

	if (utf8_characters(text) <= characters || characters < 5) {
		cut_text(text, characters);
		return;
	}
	if (apart && apart->frames[0]) {
		cut_apart(text, room, apart, characters);
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
