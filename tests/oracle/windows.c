/*
 * Random windows that have something to do with a stream: see windows.h.
 * Must not know: what is in a window.
 */
#include <stdlib.h>
#include <string.h>
#include "prng.h"
#include "windows.h"

/* The text of a string that a random record of this kind names; NULL: there is none. */
static const char *a_name(struct prng *p, const struct stream *s, unsigned kind)
{
	size_t from = s->count ? prng_below(p, s->count) : 0;

	for (size_t i = 0; i < s->count; i++) {
		const struct l1t_record *r = &s->records[(from + i) % s->count], *string;

		if (r->kind != kind)
			continue;
		string = stream_definition(s, (from + i) % s->count, L1T_STRING,
			kind == L1T_LAUNCH ? r->launch.name : r->mark.name);
		if (string && string->blob_bytes)
			return strndup((const char *)string->blob, string->blob_bytes);
	}
	return NULL;
}

/* Often just the time of a record, where being in or out is one nanosecond. */
static int64_t a_time(struct prng *p, const struct stream *s)
{
	int64_t t = s->count ? s->records[prng_below(p, s->count)].time_ns : 0;

	return t + (int64_t)prng_below(p, 3) - 1;
}

/* Of the first 4 x 4. */
static void some_cores(struct prng *p, struct window *w)
{
	w->has_cores = 1;
	w->x0 = prng_below(p, 4);
	w->y0 = prng_below(p, 4);
	w->x1 = prng_between(p, w->x0, 3);
	w->y1 = prng_between(p, w->y0, 3);
}

size_t windows_for(struct window *out, size_t most, const struct stream *s, unsigned long seed)
{
	struct prng p = prng_seeded(seed ^ 0x77696e646f77u);
	size_t count = 0;

	for (; count < most; count++) {
		struct window *w = &out[count];
		unsigned what = (unsigned)prng_below(&p, 7);

		*w = (struct window){0};
		if (what == 0 || what == 6)
			w->mark = a_name(&p, s, L1T_MARK_BEGIN);
		else if (what == 1)
			w->name = a_name(&p, s, L1T_LAUNCH);
		else if (what == 2)
			w->op = 1 + prng_below(&p, 12);
		/* 5: cores alone, or all; 6: a mark alone */
		if (what == 3 || what == 4 || (what < 3 && prng_percent(&p, 40)))
			w->from_ns = a_time(&p, s);
		if (what == 3 || what == 4 || (what < 3 && prng_percent(&p, 40)))
			w->to_ns = w->from_ns + 1 + (int64_t)prng_below(&p, 40000);
		if (w->from_ns < 0)
			w->from_ns = 0;
		if (what != 6 && prng_percent(&p, 35))
			some_cores(&p, w);
		if (window_is_whole(w) && !w->has_cores)
			w->from_ns = 1;
	}
	return count;
}

void windows_release(struct window *windows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free((char *)(uintptr_t)windows[i].mark);
		free((char *)(uintptr_t)windows[i].name);
	}
}
