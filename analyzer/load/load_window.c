/*
 * Which part of a trace a window needs: see load_window.h.
 *
 * Must not know: SQL, rows.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "grown_array.h"
#include "l1t_reader.h"
#include "load_window.h"
#include "message.h"
#include "work_allowance.h"

enum { RECORD_NS = 100 };

/* What is found while the trace is read for marks of the window's name. */
struct scan {
	const char *mark;
	struct table names;             /* ids of strings that are this name */
	struct table depth;             /* thread + 1 -> passes that are open there */
	uint64_t open;                  /* threads with an open pass */
	int64_t last_ns;
};

static void put(struct table *t, uint64_t key, uintptr_t value)
{
	table_put(t, key, (void *)value);
}

static bool is_text(const struct l1t_record *r, const char *text)
{
	return r->blob_bytes == strlen(text) && !memcmp(r->blob, text, r->blob_bytes);
}

static void add_span(struct load_window *w, int64_t begin_ns)
{
	if (w->count && w->spans[w->count - 1].end_ns >= begin_ns) {
		w->spans[w->count - 1].end_ns = INT64_MAX;
		return;
	}
	GROW(w->spans, w->count, w->capacity);
	w->spans[w->count++] = (struct time_span){begin_ns, INT64_MAX};
}

/* The window is open while any thread is in a pass; a pass without an end lasts to the run's. */
static void scan_mark(struct scan *s, struct load_window *w, const struct l1t_record *r)
{
	uintptr_t depth;

	if (!table_get(&s->names, r->mark.name))
		return;
	depth = (uintptr_t)table_get(&s->depth, r->thread + 1u);
	if (r->kind == L1T_MARK_BEGIN) {
		if (!depth && !s->open++)
			add_span(w, r->time_ns);
		put(&s->depth, r->thread + 1u, depth + 1);
	} else if (depth) {
		table_remove(&s->depth, r->thread + 1u);
		if (depth > 1)
			put(&s->depth, r->thread + 1u, depth - 1);
		else if (!--s->open)
			w->spans[w->count - 1].end_ns = r->time_ns;
	}
}

static void scan(struct scan *s, struct load_window *w, const char *path)
{
	char message[512];
	struct l1t_reader *reader;
	const struct l1t_record *r;

	if (l1t_reader_open(&reader, path, message, sizeof(message)))
		die(EXIT_UNREADABLE, "%s", message);
	while (l1t_reader_next(reader, &r) == 1 && work_spend(RECORD_NS)) {
		s->last_ns = r->time_ns;
		if (!s->mark)
			continue;
		if (r->kind == L1T_STRING && is_text(r, s->mark))
			put(&s->names, r->define.id, 1);
		else if (r->kind == L1T_MARK_BEGIN || r->kind == L1T_MARK_END)
			scan_mark(s, w, r);
	}
	l1t_reader_close(reader);
	table_free(&s->names);
	table_free(&s->depth);
}

/* A limit in ns, as window.sql computes it; `without`: when none is given. */
static int64_t limit(const struct moment *m, int64_t duration_ns, int64_t without)
{
	double ns = m->percent ? m->value / 100 * (double)duration_ns : m->value;

	return !m->given ? without : ns < 9e18 ? (int64_t)ns : INT64_MAX;
}

static void cut(struct load_window *w, int64_t from_ns, int64_t to_ns)
{
	size_t kept = 0;

	for (size_t i = 0; i < w->count; i++) {
		struct time_span s = w->spans[i];

		if (s.begin_ns < from_ns)
			s.begin_ns = from_ns;
		if (s.end_ns > to_ns)
			s.end_ns = to_ns;
		if (s.begin_ns < s.end_ns)
			w->spans[kept++] = s;
	}
	w->count = kept;
}

void load_window_read(struct load_window *w, const char *path, const struct options *o)
{
	struct scan s = {.mark = o->filter.mark};
	bool numbered = o->filter.op && *o->filter.op &&
		strspn(o->filter.op, "0123456789") == strlen(o->filter.op);

	*w = (struct load_window){.op = o->filter.op,
		.op_number = numbered ? (uint64_t)strtoll(o->filter.op, NULL, 10) : 0};
	w->all_times = !o->filter.mark && !o->filter.from.given && !o->filter.to.given;
	if (w->all_times)
		return;
	if (!o->filter.mark)
		add_span(w, INT64_MIN);
	if (o->filter.mark || o->filter.from.percent || o->filter.to.percent)
		scan(&s, w, path);
	cut(w, limit(&o->filter.from, s.last_ns, INT64_MIN), limit(&o->filter.to, s.last_ns, INT64_MAX));
}

void load_window_free(struct load_window *w)
{
	free(w->spans);
	table_free(&w->names);
}

void load_window_string(struct load_window *w, const struct l1t_record *r)
{
	if (w->op && r->kind == L1T_STRING && is_text(r, w->op))
		put(&w->names, r->define.id, 1);
}

bool load_window_has_op(const struct load_window *w, uint64_t number, uint64_t name)
{
	if (!w->op)
		return true;
	if (!w->op_number && (!name || name == L1T_UNKNOWN))
		return true;    /* an op without a name goes by its kind */
	return w->op_number ? number == w->op_number : table_get(&w->names, name) != NULL;
}

/* Index of the first span that ends after this time; w->count: none. */
static size_t span_after(const struct load_window *w, int64_t time_ns)
{
	size_t from = 0, to = w->count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (w->spans[middle].end_ns > time_ns)
			to = middle;
		else
			from = middle + 1;
	}
	return from;
}

bool load_window_has_time(const struct load_window *w, int64_t time_ns)
{
	size_t i = w->all_times ? 0 : span_after(w, time_ns);

	return w->all_times || (i < w->count && w->spans[i].begin_ns <= time_ns);
}

bool load_window_begins(const struct load_window *w, int64_t after_ns, int64_t up_to_ns)
{
	size_t i = w->all_times ? 0 : span_after(w, after_ns);

	while (!w->all_times && i < w->count && w->spans[i].begin_ns <= after_ns)
		i++;
	return !w->all_times && i < w->count && w->spans[i].begin_ns <= up_to_ns;
}
