/*
 * Holds l1analyze against the naive replay: see check_streams.h.
 * Must not know: where the streams come from, accounting.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "check_streams.h"
#include "expected.h"
#include "shrink.h"
#include "write_trace.h"

struct one_verb {
	struct check_options *options;
	enum verb verb;
	const struct window *window;
};

static const char *line_at(const struct lines *l, size_t i)
{
	return i < l->count ? l->text[i] : "(no row)";
}

/* The verb's rows for this stream alone; 1 when they differ from what is expected. */
static int differs_alone(const struct stream *s, struct one_verb *v, struct lines *expected,
	struct lines *got)
{
	char path[512], *inputs[] = {path};
	struct lines all[VERB_COUNT] = {{0}};
	const char *fault;
	int status;

	snprintf(path, sizeof(path), "%s/alone.l1t", v->options->folder);
	write_trace(s, path, s->count);
	expected_rows(all, s, v->window);
	status = analyze(v->options->program, v->verb,
		(struct analyze_options){.window = v->window}, inputs, 1,
		got, 1, &fault);
	sort_rows(got, v->verb);
	*expected = all[v->verb];
	all[v->verb] = (struct lines){0};
	for (unsigned i = 0; i < VERB_COUNT; i++)
		lines_release(&all[i]);
	return status || got->count != expected->count ||
		lines_difference(expected, got) < got->count;
}

static int still_differs(const struct stream *s, void *context)
{
	struct lines expected = {0}, got = {0};
	int differs = differs_alone(s, context, &expected, &got);

	lines_release(&expected);
	lines_release(&got);
	return differs;
}

static void print_lines(FILE *f, const struct lines *l, const struct lines *other, char mark)
{
	size_t d = lines_difference(l, other);

	for (size_t i = 0; i < l->count; i++)
		fprintf(f, "%c %s\n", i == d ? mark : ' ', l->text[i]);
}

static void keep_smallest(const struct checked *c, struct one_verb *v)
{
	struct lines expected = {0}, got = {0};
	struct stream small = {0};
	char path[512], trace[600];
	FILE *f;

	shrink(&small, &c->stream, still_differs, v, v->options->shrink_tries);
	snprintf(path, sizeof(path), "%s/%s-%s.txt", v->options->folder, c->name,
		verb_names[v->verb]);
	snprintf(trace, sizeof(trace), "%.*s.l1t", (int)strlen(path) - 4, path);
	write_trace(&small, trace, small.count);
	f = fopen(path, "w");
	if (!f) {
		perror(path);
		exit(2);
	}
	stream_print(f, &small);
	if (!differs_alone(&small, v, &expected, &got))
		fprintf(f, "(does not differ alone: a matter of several inputs)\n");
	fprintf(f, "expected:\n");
	print_lines(f, &expected, &got, '>');
	fprintf(f, "got:\n");
	print_lines(f, &got, &expected, '>');
	fclose(f);
	fprintf(stderr, "smallest stream: %s (%zu records)\n", path, small.count);
	f = fopen(path, "r");
	for (int ch; f && small.count < 40 && (ch = getc(f)) != EOF;)
		putc(ch, stderr);
	if (f)
		fclose(f);
	lines_release(&expected);
	lines_release(&got);
	stream_release(&small);
}

/* For every number of the rows that is the time of an event: prints which event. */
static void name_events(const struct checked *c, const char *row)
{
	for (const char *p = row; p; p = strchr(p, '|')) {
		int64_t number = strtoll(p += *p == '|', NULL, 10);

		for (size_t i = 0; number && i < c->stream.count; i++)
			if (c->stream.records[i].time_ns == number) {
				fprintf(stderr, "  event %zu: ", i);
				stream_print_record(stderr, &c->stream.records[i]);
			}
	}
}

static void compare(struct checked *c, struct one_verb *v, struct lines *expected,
	struct lines *got, struct tally *tally)
{
	size_t d;

	sort_rows(got, v->verb);
	tally->rows += got->count;
	d = lines_difference(expected, got);
	if (d == expected->count && d == got->count)
		return;
	tally->mismatches++;
	if (!window_is_whole(v->window) || v->window->has_cores)
		fprintf(stderr, "window from %lld to %lld, mark %s, op %llu %s, cores %d: "
			"%u,%u-%u,%u\n",
			(long long)v->window->from_ns, (long long)v->window->to_ns,
			v->window->mark ? v->window->mark : "-", (unsigned long long)v->window->op,
			v->window->name ? v->window->name : "-", v->window->has_cores,
			(unsigned)v->window->x0, (unsigned)v->window->y0,
			(unsigned)v->window->x1, (unsigned)v->window->y1);
	fprintf(stderr, "%s: %s row %zu (of %zu, got %zu) differs\n  expected %s\n  got      %s\n",
		c->name, verb_names[v->verb], d, expected->count, got->count,
		line_at(expected, d), line_at(got, d));
	name_events(c, line_at(expected, d));
	if (v->options->shrinks) {
		v->options->shrinks--;
		keep_smallest(c, v);
	}
}

/* Runs the verb on the inputs and compares every row with what is expected. */
static void check_verb(struct checked *batch, size_t count, struct one_verb *v,
	struct lines (*expected)[VERB_COUNT], char *inputs[], size_t input_count,
	struct tally *tally)
{
	struct lines *got = calloc(count, sizeof(*got));
	const char *fault;
	int status;

	if (!got)
		abort();
	status = analyze(v->options->program, v->verb,
		(struct analyze_options){.window = v->window}, inputs,
		input_count, got, count, &fault);
	tally->programs_run++;
	if (status) {
		fprintf(stderr, "%s .. %s: %s: exit status %d %s\n", batch[0].name,
			batch[count - 1].name, verb_names[v->verb], status, fault ? fault : "");
		tally->mismatches++;
	}
	for (size_t i = 0; i < count; i++) {
		compare(&batch[i], v, &expected[i][v->verb], &got[i], tally);
		lines_release(&got[i]);
	}
	free(got);
}

static int has_line(const struct lines *l, const char *line)
{
	for (size_t i = 0; i < l->count; i++)
		if (!strcmp(l->text[i], line))
			return 1;
	return 0;
}

/* The timeline of classes: each row must be that of the core it names. */
static void check_classes(struct checked *batch, size_t count, struct check_options *options,
	struct lines (*expected)[VERB_COUNT], char *inputs[], size_t input_count, struct tally *tally)
{
	struct lines *got = calloc(count, sizeof(*got));
	const char *fault;
	int status;

	if (!got)
		abort();
	status = analyze(options->program, VERB_TIMELINE, (struct analyze_options){.by_class = 1}, inputs,
		input_count, got, count, &fault);
	tally->programs_run++;
	tally->mismatches += status != 0;
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < got[i].count; k++)
			if (!has_line(&expected[i][VERB_TIMELINE], got[i].text[k])) {
				fprintf(stderr, "%s: timeline of classes: no core has the row %s\n",
					batch[i].name, got[i].text[k]);
				tally->mismatches++;
				break;
			}
		tally->rows += got[i].count;
		lines_release(&got[i]);
	}
	free(got);
}

static int same_verbs(const struct window *w, unsigned v)
{
	/*
	 * what an op owns is another question than when it ran; so is what has data on some cores
	 */
	return v == VERB_PEAK || v == VERB_OPS || v == VERB_BY_OP ||
		(v == VERB_PASSES && window_is_mark(w)) || (!w->has_cores && (
		(v == VERB_LEAKS && !window_has_ops(w)) ||
		(v != VERB_LEAKS && window_is_whole(w))));
}

static void check_window(struct checked *batch, size_t count, struct check_options *options,
	const struct window *w, char *inputs[], size_t input_count, struct tally *tally)
{
	struct lines (*expected)[VERB_COUNT] = calloc(count, sizeof(*expected));

	if (!expected)
		abort();
	for (size_t i = 0; i < count; i++)
		expected_rows(expected[i], &batch[i].stream, w);
	for (unsigned v = 0; v < VERB_COUNT; v++) {
		struct one_verb one = {options, (enum verb)v, w};

		if (options->verbs >> v & 1 && same_verbs(w, v))
			check_verb(batch, count, &one, expected, inputs, input_count, tally);
	}
	if (window_is_whole(w) && !w->has_cores && options->database &&
			options->verbs >> VERB_TIMELINE & 1)
		check_classes(batch, count, options, expected, inputs, input_count, tally);
	for (size_t i = 0; i < count; i++)
		for (unsigned v = 0; v < VERB_COUNT; v++)
			lines_release(&expected[i][v]);
	free(expected);
}

void check_batch(struct checked *batch, size_t count, struct check_options *options,
	struct tally *tally)
{
	static const struct window whole;
	char **inputs = calloc(count, sizeof(*inputs)), database[512], *loaded[] = {database};

	if (!inputs)
		abort();
	for (size_t i = 0; i < count; i++) {
		inputs[i] = batch[i].path;
		tally->streams++;
		tally->events += batch[i].stream.count;
	}
	snprintf(database, sizeof(database), "%s/batch.db", options->folder);
	if (options->database && load_database(options->program, inputs, count, database)) {
		fprintf(stderr, "%s .. %s: load failed\n", batch[0].name, batch[count - 1].name);
		tally->mismatches++;
	}
	for (size_t i = 0; i <= options->window_count; i++)
		check_window(batch, count, options, i ? &options->windows[i - 1] : &whole,
			options->database ? loaded : inputs, options->database ? 1 : count, tally);
	free(inputs);
}
