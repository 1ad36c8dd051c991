/*
 * The verdict comes first, then what the cores hold, who holds it, and what failed. Where there
 * is little room the lines with the greatest weights go.
 *
 * Must not know: terminals, where the figures come from.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "buffer_words.h"
#include "frame.h"
#include "readable.h"
#include "readable_site.h"

enum { TIGHT_PERCENT = 80, STATE_COLUMNS = 9 };

static const char *state_word(const struct followed_view *v)
{
	static const char *const words[] = {"waiting", "reading", "running", "ended", "unreadable"};

	return words[v->state];
}

static enum style state_style(const struct followed_view *v)
{
	return v->state == FOLLOW_RUNS ? STYLE_GOOD : v->state == FOLLOW_GIVEN_UP ? STYLE_BAD : STYLE_BOLD;
}

static const char *file_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

static void title(struct canvas *c, const struct frame *f, const struct followed_view *v)
{
	const struct snapshot *s = v->shown;

	canvas_line(c, WEIGHT_TITLE);
	canvas_put(c, state_style(v), "%s", f->is_paused ? "PAUSED" : state_word(v));
	canvas_put(c, STYLE_PLAIN, "  ");
	canvas_text(c, STYLE_BOLD, file_of(v->path), 40, true);
	if (!s)
		return;
	if (s->pid != L1T_UNKNOWN)
		canvas_put(c, STYLE_PLAIN, "  pid %" PRIu64, s->pid);
	if (s->rank[0]) {
		canvas_put(c, STYLE_PLAIN, "  rank ");
		canvas_text(c, STYLE_PLAIN, s->rank, 8, false);
	}
	canvas_put(c, STYLE_PLAIN, "  op %s  %.1f s  ", grouped(s->ops), (double)s->time_ns / 1e9);
	canvas_text(c, STYLE_DIM, s->command, c->columns, false);
}

/* What there is to say about the file or the process, one line each. */
static void remarks(struct canvas *c, const struct followed_view *v)
{
	const struct snapshot *s = v->shown;

	if (v->ended) {
		canvas_line(c, WEIGHT_VERDICT - 1);
		canvas_put(c, STYLE_BOLD, "the process: %s", v->ended);
	}
	if (v->state == FOLLOW_READS) {
		canvas_line(c, WEIGHT_VERDICT - 1);
		canvas_put(c, STYLE_BOLD, "reading what was recorded so far: %.0f %%", v->progress * 100);
	}
	if (v->was_removed) {
		canvas_line(c, WEIGHT_VERDICT);
		canvas_put(c, STYLE_WARN, "the file was removed; this is what it held");
	}
	if (v->runs > 1) {
		canvas_line(c, WEIGHT_VERDICT + 1);
		canvas_put(c, STYLE_BOLD, "run %u under this name since the watch began", v->runs);
	}
	if (v->why) {
		canvas_line(c, WEIGHT_VERDICT);
		canvas_text(c, STYLE_WARN, v->why, c->columns, false);
	}
	if (s && s->lost_events) {
		canvas_line(c, WEIGHT_VERDICT);
		canvas_put(c, STYLE_BAD, "%s events were lost: figures may be wrong (l1analyze check)",
			grouped(s->lost_events));
	}
	if (s && s->damaged) {
		canvas_line(c, WEIGHT_VERDICT);
		canvas_put(c, STYLE_BAD, "the file is damaged (l1analyze check)");
	}
}

/* The device whose core was fullest; NULL: none is known. */
static const struct device_snapshot *worst_of(const struct snapshot *s)
{
	const struct device_snapshot *worst = NULL;

	for (unsigned i = 0; i < s->device_count; i++)
		if (!worst || s->devices[i].peak.total > worst->peak.total)
			worst = &s->devices[i];
	return worst;
}

static void put_place(struct canvas *c, const struct device_snapshot *d)
{
	uint64_t x = d->grid_x ? d->grid_x : 1;

	canvas_put(c, STYLE_PLAIN, "core %" PRIu64 ",%" PRIu64 " of chip %" PRIu64, d->peak.core % x,
		d->peak.core / x, d->chip);
	if (d->peak_op && d->peak_op != L1T_UNKNOWN) {
		canvas_put(c, STYLE_PLAIN, " in op %s ", grouped(d->peak_op));
		canvas_text(c, STYLE_PLAIN, d->peak_name, 40, true);
	}
}

static void verdict(struct canvas *c, const struct snapshot *s)
{
	const struct device_snapshot *worst = worst_of(s);
	uint64_t usable = worst ? usable_bytes(worst) : L1T_UNKNOWN;
	const char *kind = failure_kind(s->failure_type);

	canvas_line(c, WEIGHT_VERDICT);
	if (s->failure_count) {
		canvas_put(c, STYLE_BAD, "FAILED %s time%s", grouped(s->failure_count),
			s->failure_count == 1 ? "" : "s");
		canvas_put(c, STYLE_PLAIN, ", last %s at %.1f s in ", kind ? kind : "failure",
			(double)s->failure_ns / 1e9);
		canvas_text(c, STYLE_PLAIN, s->failure_op[0] ? s->failure_op : "?", 40, true);
	} else if (worst && usable && usable != L1T_UNKNOWN) {
		double percent = (double)worst->peak.total * 100 / (double)usable;

		canvas_put(c, percent > TIGHT_PERCENT ? STYLE_WARN : STYLE_GOOD, "FITS%s so far",
			percent > TIGHT_PERCENT ? ", TIGHT," : "");
		canvas_put(c, STYLE_PLAIN, ": at worst %.0f %%, ", percent);
		put_place(c, worst);
	} else {
		canvas_put(c, STYLE_PLAIN, "no device was opened so far");
	}
	if (s->mark[0]) {
		canvas_put(c, STYLE_PLAIN, "; in ");
		canvas_text(c, STYLE_BOLD, s->mark, 40, true);
	}
}

/* A text of a trace in several lines. */
static void wrapped(struct canvas *c, const char *text, int weight, int least)
{
	char safe[NOTE_ROOM * 2];
	const char *at = safe;

	readable(safe, sizeof(safe), text);
	for (int i = 0; *at && i < 6; i++) {
		size_t n = line_bytes(at, c->columns);
		char line[NOTE_ROOM];

		n = n < sizeof(line) ? n : sizeof(line) - 1;
		memcpy(line, at, n);
		line[n] = 0;
		canvas_line(c, i ? least + i : weight);
		canvas_text(c, i ? STYLE_PLAIN : STYLE_BOLD, line, c->columns, false);
		at += n;
	}
}

/* Takes the folder in which the program ran out of the paths in a text. */
static void shorten_paths(char *text, const char *folder)
{
	size_t n = strlen(folder);

	if (n < 2)
		return;
	for (char *at = text; (at = strstr(at, folder)); at++)
		if (at[n] == '/')
			memmove(at, at + n + 1, strlen(at + n + 1) + 1);
}

static void failure(struct canvas *c, const struct followed_view *v)
{
	const struct snapshot *s = v->shown;
	char site[SITE_ROOM], text[NOTE_ROOM];

	if (!s->failure_count)
		return;
	readable_callsite(site, sizeof(site), s->failure_site, s->cwd[0] ? s->cwd : NULL);
	canvas_line(c, WEIGHT_PARTS + 8);
	canvas_put(c, STYLE_PLAIN, "last failure, ");
	canvas_text(c, STYLE_PLAIN, site[0] ? site : "call site not known", c->columns, false);
	snprintf(text, sizeof(text), "%s", v->cure ? v->cure : s->failure_text);
	shorten_paths(text, s->cwd);
	wrapped(c, text, WEIGHT_FAILURE, WEIGHT_PARTS + 4);
}

/* The processes, a window of them around the chosen one. */
static void others(struct canvas *c, const struct frame *f)
{
	size_t room = c->rows / 3 > 1 ? c->rows / 3 : 1;
	size_t from = f->chosen > room / 2 ? f->chosen - room / 2 : 0;

	if (f->count < 2)
		return;
	if (from + room > f->count)
		from = f->count > room ? f->count - room : 0;
	for (size_t i = from; i < f->count && i < from + room; i++) {
		const struct followed_view *v = &f->all[i];
		const struct snapshot *s = v->shown;
		const struct device_snapshot *d = s && s->device_count ? &s->devices[s->fullest] : NULL;
		uint64_t usable = d ? usable_bytes(d) : L1T_UNKNOWN;
		enum style style = i == f->chosen ? STYLE_REVERSE : STYLE_PLAIN;

		canvas_line(c, WEIGHT_OTHERS + (i != f->chosen));
		canvas_put(c, style, "%c %-*s", i == f->chosen ? '>' : ' ', STATE_COLUMNS, state_word(v));
		if (usable && usable != L1T_UNKNOWN)
			canvas_put(c, style, "%4.0f %%  ", (double)d->recent.total * 100 / (double)usable);
		else
			canvas_put(c, style, "        ");
		if (s && s->failure_count)
			canvas_put(c, STYLE_BAD, "FAILED ");
		if (s && s->rank[0]) {
			canvas_put(c, style, "rank ");
			canvas_text(c, style, s->rank, 8, false);
			canvas_put(c, style, " ");
		}
		canvas_text(c, style, file_of(v->path), c->columns, true);
	}
	if (f->left_out) {
		canvas_line(c, WEIGHT_OTHERS + 2);
		canvas_put(c, STYLE_WARN, "  %zu more traces are not followed", f->left_out);
	}
	if (f->count > room) {
		canvas_line(c, WEIGHT_OTHERS + 2);
		canvas_put(c, STYLE_DIM, "  %zu of %zu processes shown", room, f->count);
	}
}

static void keys(struct canvas *c, const struct frame *f)
{
	if (f->is_still)
		return;
	canvas_line(c, WEIGHT_KEYS);
	canvas_put(c, STYLE_DIM, "q quit  p %s  h help", f->is_paused ? "go on" : "pause");
	if (f->count > 1)
		canvas_put(c, STYLE_DIM, "  j k process  s sort (%s)", f->sorted_by);
}

static void help(struct canvas *c)
{
	static const char *const lines[] = {
		"q  quit             p  pause, go on      h  this page",
		"j k, arrows  another process             s  order: name, fullness, failures",
		"",
		"The bar is the fullest core of a chip, at the fullest instant of the last two",
		"seconds. Bytes are those of one core.",
		"B buffers     P regions of programs (circular and dataflow buffers, scratchpads)",
		"S L1_SMALL    Z persistent space   . free   + the peak so far",
		"K kernels lie beside it, in a ring of their own.",
		"The line of levels has one bar for each second, or for several the fullest.",
		"Cores are shown where they differ: 0 to 9 tenths of what they have.",
		"",
		"More: l1analyze peak, at, explain, advise read the same trace, now or later.",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		canvas_line(c, WEIGHT_TITLE + 1 + (int)i);
		canvas_put(c, STYLE_PLAIN, "%s", lines[i]);
	}
}

void frame_draw(struct canvas *c, const struct frame *f)
{
	const struct followed_view *v = f->count ? &f->all[f->chosen] : NULL;

	if (!v) {
		canvas_line(c, WEIGHT_TITLE);
		canvas_text(c, STYLE_BOLD, f->nothing, c->columns, false);
	} else {
		title(c, f, v);
	}
	if (f->shows_help) {
		help(c);
	} else if (v) {
		remarks(c, v);
		others(c, f);
		if (v->shown) {
			verdict(c, v->shown);
			frame_devices(c, v->shown);
			frame_panel(c, f, v->shown);
			failure(c, v);
		}
	}
	keys(c, f);
}
