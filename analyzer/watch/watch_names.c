/*
 * Definitions are kept as they were recorded; a call site becomes text when it is shown.
 *
 * Must not know: SQL, what is made of them.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "accounting.h"
#include "id_map.h"
#include "module_frames.h"
#include "watch_names.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { FRAME_WORDS = 3, FRAMES_MOST = 64 };

struct words {                  /* of a call site or a set of chips */
	size_t count;
	uint32_t at[];
};

struct watch_names {
	struct table strings;           /* char * */
	struct table sites, chips;      /* struct words */
};

struct watch_names *watch_names_new(void)
{
	return xcalloc(1, sizeof(struct watch_names));
}

void watch_names_free(struct watch_names *n)
{
	if (!n)
		return;
	table_free_values(&n->strings);
	table_free_values(&n->sites);
	table_free_values(&n->chips);
	free(n);
}

static void keep_words(struct table *t, const struct l1t_record *r, size_t most)
{
	size_t count = r->blob_bytes / sizeof(uint32_t);
	struct words *w;

	if (table_get(t, r->define.id))
		return;
	count = count < most ? count : most;
	work_spend(50 + count);
	w = xmalloc(sizeof(*w) + count * sizeof(uint32_t));
	w->count = count;
	memcpy(w->at, r->blob, count * sizeof(uint32_t));
	table_put(t, r->define.id, w);
}

void watch_names_record(struct watch_names *n, const struct l1t_record *r)
{
	switch (r->kind) {
	case L1T_STRING:
		work_spend(50 + r->blob_bytes);
		if (!table_get(&n->strings, r->define.id))
			table_put(&n->strings, r->define.id,
				xstrndup((const char *)r->blob, r->blob_bytes));
		break;
	case L1T_CALLSITE:
		keep_words(&n->sites, r, FRAME_WORDS * (FRAMES_MOST + 1));
		break;
	case L1T_CHIPS:
		keep_words(&n->chips, r, r->blob_bytes);
		break;
	default:
		break;
	}
}

const char *watch_names_text(const struct watch_names *n, uint64_t id)
{
	static char replay[48];
	const char *text = table_get(&n->strings, id);
	const uint64_t first = account_replay_name(0);

	if (text || id == L1T_UNKNOWN || id < first)
		return text;
	snprintf(replay, sizeof(replay), "replay of trace %" PRIu64, id - first);
	return replay;
}

static const char *text_or_question(const struct watch_names *n, uint32_t id)
{
	const char *text = table_get(&n->strings, id);

	return text ? text : "?";
}

static void put_frame(FILE *out, const struct watch_names *n, const uint32_t *frame)
{
	const char *file = text_or_question(n, frame[0]), *function = text_or_question(n, frame[2]);
	uint64_t offset;

	if (module_frame_is(frame[1], function, &offset))
		module_frame_print(out, NULL, file, NULL, offset);
	else
		fprintf(out, "%.4000s:%" PRIu32 " %.2000s", file, frame[1], function);
}

const char *watch_names_site(const struct watch_names *n, uint64_t id, char *out, size_t room)
{
	const struct words *w = table_get(&n->sites, id);
	size_t from = w && w->count >= FRAME_WORDS && !w->at[0] && !w->at[1] ? FRAME_WORDS : 0;
	FILE *text;

	out[0] = 0;
	if (!w)
		return NULL;
	text = fmemopen(out, room, "w");
	for (size_t i = from; text && i + FRAME_WORDS <= w->count; i += FRAME_WORDS) {
		if (i > from)
			fputs("; ", text);
		put_frame(text, n, w->at + i);
	}
	if (text)
		fclose(text);
	out[room - 1] = 0;
	return from ? table_get(&n->strings, w->at[2]) : NULL;
}

uint64_t watch_names_chip(const struct watch_names *n, uint64_t chips, size_t index)
{
	const struct words *w;

	if (chips < L1T_CHIPS_FIRST)
		return index ? L1T_UNKNOWN : chips;
	w = table_get(&n->chips, chips);
	return w && index < w->count ? w->at[index] : L1T_UNKNOWN;
}

bool watch_names_has_chip(const struct watch_names *n, uint64_t chips, uint64_t chip)
{
	uint64_t other;

	for (size_t i = 0; (other = watch_names_chip(n, chips, i)) != L1T_UNKNOWN; i++)
		if (other == chip)
			return true;
	return false;
}
