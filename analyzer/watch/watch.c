/*
 * Twice a second: look which traces there are, let each read on for a while, draw the chosen one.
 * Between that it waits for keys; nothing waits for a trace.
 *
 * Must not know: options, how a trace is read.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "background.h"
#include "followed_trace.h"
#include "frame.h"
#include "owner_names.h"
#include "screen.h"
#include "watch.h"
#include "watched_paths.h"
#include "xalloc.h"

enum {
	FRAME_MS = 500, BUSY_MS = 60,   /* until the next frame; while a picture is made */
	FIND_EVERY = 4,                 /* frames between two looks for new traces */
	COLUMNS_MOST = 400, ROWS_MOST = 300,
};
static const uint64_t ms_ns = 1000000, reading_ns = 250000000; /* of a frame, for all traces */

enum order { BY_NAME, BY_FULLNESS, BY_FAILURES, ORDERS };
static const char *const order_words[] = {"name", "fullness", "failures"};

struct watching {
	const char *word;
	struct followed *all[WATCHED_MOST];
	struct followed_view views[WATCHED_MOST];       /* in the order in which they are shown */
	size_t count, chosen, left_out;
	char *chosen_path;      /* that the user chose; NULL: none */
	enum order order;
	bool is_paused, shows_help, quits;
	struct canvas canvas;
};

/* ---- traces ---- */

static bool is_followed(const struct watching *w, const char *path)
{
	for (size_t i = 0; i < w->count; i++)
		if (!strcmp(followed_view(w->all[i]).path, path))
			return true;
	return false;
}

/* Traces stay when their files are gone: what they held is shown. */
static void find_traces(struct watching *w)
{
	static struct watched_paths paths;

	watched_find(w->word, &paths);
	w->left_out = paths.left_out;
	for (size_t i = 0; i < paths.count; i++) {
		if (is_followed(w, paths.at[i]))
			continue;
		if (w->count < WATCHED_MOST)
			w->all[w->count++] = followed_new(paths.at[i]);
		else
			w->left_out++;
	}
	watched_empty(&paths);
}

static double fullness(const struct followed_view *v)
{
	const struct device_snapshot *d = v->shown && v->shown->device_count
		? &v->shown->devices[v->shown->fullest] : NULL;
	uint64_t usable = d ? usable_bytes(d) : 0;

	return d && usable && usable != L1T_UNKNOWN ? (double)d->recent.total / (double)usable : 0;
}

static enum order sorted_by;    /* qsort() passes no context */

static int compare(const void *a, const void *b)
{
	const struct followed_view *x = a, *y = b;
	uint64_t m = x->shown ? x->shown->failure_count : 0, n = y->shown ? y->shown->failure_count : 0;

	if (sorted_by == BY_FULLNESS && fullness(x) != fullness(y))
		return fullness(x) > fullness(y) ? -1 : 1;
	if (sorted_by == BY_FAILURES && m != n)
		return m > n ? -1 : 1;
	return strcmp(x->path, y->path);
}

/* The first that runs, unless the user chose one. */
static size_t choose(const struct watching *w)
{
	size_t best = 0;

	for (size_t i = 0; i < w->count; i++) {
		if (w->chosen_path && !strcmp(w->views[i].path, w->chosen_path))
			return i;
		if (w->views[best].state != FOLLOW_RUNS && w->views[i].state == FOLLOW_RUNS)
			best = i;
	}
	return best;
}

static void look_at_all(struct watching *w)
{
	for (size_t i = 0; i < w->count; i++)
		w->views[i] = followed_view(w->all[i]);
	sorted_by = w->order;
	if (w->count > 1)
		qsort(w->views, w->count, sizeof(*w->views), compare);
	w->chosen = choose(w);
}

/* Lets all read on. Returns whether there is something new. */
static bool step_all(struct watching *w)
{
	bool found = false;

	for (size_t i = 0; i < w->count; i++)
		found |= followed_step(w->all[i], reading_ns / w->count);
	return found;
}

static bool is_busy(const struct watching *w)
{
	for (size_t i = 0; i < w->count; i++)
		if (followed_is_busy(w->all[i]))
			return true;
	return false;
}

/* ---- the picture ---- */

static void draw(struct watching *w)
{
	unsigned columns, rows;
	struct frame f = {.all = w->views, .variable = owner_variable, .is_paused = w->is_paused,
		.shows_help = w->shows_help, .sorted_by = order_words[w->order], .chosen = w->chosen,
		.count = w->count, .left_out = w->left_out, .nothing = watched_kind(w->word) == WATCHED_PROCESS
			? "waiting: this process records no trace (start it with l1record)"
			: "waiting: there is no trace (.l1t) in this folder yet"};

	screen_size(&columns, &rows);
	columns = columns < COLUMNS_MOST ? columns : COLUMNS_MOST;
	rows = rows < ROWS_MOST ? rows : ROWS_MOST;
	canvas_begin(&w->canvas, columns, rows);
	frame_draw(&w->canvas, &f);
	canvas_end(&w->canvas);
	screen_show(&w->canvas);
}

/* ---- keys ---- */

static void move(struct watching *w, int by)
{
	if (w->count < 2 || (by < 0 && !w->chosen) || (by > 0 && w->chosen + 1 == w->count))
		return;
	free(w->chosen_path);
	w->chosen_path = xstrdup(w->views[by < 0 ? w->chosen - 1 : w->chosen + 1].path);
}

/* True: the picture changes. */
static bool act(struct watching *w, enum key key)
{
	switch (key) {
	case KEY_QUIT:
	case KEY_ENDED: w->quits = true; break;
	case KEY_UP: move(w, -1); break;
	case KEY_DOWN: move(w, 1); break;
	case KEY_PAUSE: w->is_paused = !w->is_paused; break;
	case KEY_HELP: w->shows_help = !w->shows_help; break;
	case KEY_SORT: w->order = (w->order + 1) % ORDERS; break;
	case KEY_NONE: return false;
	}
	return true;
}

/* Waits until the next frame is due, or something has changed. */
static void wait_for(struct watching *w, uint64_t due_ns)
{
	while (!w->quits) {
		uint64_t now = clock_ns();
		uint64_t left_ms = due_ns > now ? (due_ns - now) / ms_ns : 0;
		bool busy = !w->is_paused && is_busy(w);

		if (!left_ms)
			return;
		if (busy && left_ms > BUSY_MS)
			left_ms = BUSY_MS;
		if (act(w, screen_key((int)left_ms)) || screen_is_stale()) {
			look_at_all(w);
			draw(w);
		} else if (busy) {
			return;
		}
	}
}

void watch(const char *word)
{
	static struct watching w;

	w.word = word;
	screen_begin();
	w.canvas.colours = screen_has_colours();
	w.canvas.unicode = screen_has_unicode();
	for (unsigned n = 0; !w.quits;) {
		uint64_t began = clock_ns();
		bool due = !n, found = false;

		if (!w.is_paused) {
			if (n++ % FIND_EVERY == 0)
				find_traces(&w);
			found = step_all(&w);
		}
		look_at_all(&w);
		if (found || due || !is_busy(&w))
			draw(&w);
		wait_for(&w, began + FRAME_MS * ms_ns);
	}
	screen_end();
	for (size_t i = 0; i < w.count; i++)
		followed_free(w.all[i]);
	owner_names_forget();
	free(w.chosen_path);
	canvas_free(&w.canvas);
}
