/*
 * For tests of the accounting: stories for three judges. See three_judges.h.
 */
#include <stdio.h>
#include <unistd.h>
#include "three_judges.h"
#include "write_trace.h"

static const struct world chips_of_4x3 = {.grid_x = GRID_X, .grid_y = GRID_Y, .l1_bytes = L1_BYTES,
	.unreserved_base = BASE, .l1_small_bytes = SMALL_BYTES, .kernel_config_bytes = 70656,
	.mesh = 100, .page_bytes = 32, .core_count = L1T_UNKNOWN, .step_ns = 10};

/* A story that has ended. */
struct ended {
	const char *test;
	unsigned judges;
	struct stream stream;
	char path[40];          /* of its trace */
	struct lines accounted[VERB_COUNT], naive[VERB_COUNT], analyzed[VERB_COUNT];
};

static struct ended *stories;
static size_t story_count;

void story_begin_in(struct story *s, const struct world *w)
{
	story_in(s, w);
	accounted_begin(s);
	stream_begin(s);
}

void story_begin(struct story *s)
{
	story_begin_in(s, &chips_of_4x3);
	tell_cores(s, ALL_CORES, 0, 0, GRID_X - 1, GRID_Y - 1);
	tell_cores(s, LEFT_CORES, 0, 0, 1, 2);
	tell_cores(s, RIGHT_CORES, 2, 0, 3, 2);
	tell_cores(s, ONE_CORE, 0, 0, 0, 0);
	tell_chips(s, BOTH_CHIPS, 0, 2);
}

void one_chip(struct story *s)
{
	story_begin(s);
	tell_open(s, DEVICE, 0);
}

void one_core(struct story *s)
{
	story_begin(s);
	tell_device(s, (struct l1t_device){.device = DEVICE, .grid_x = 1, .grid_y = 1});
}

void one_capture(struct story *s, uint64_t live)
{
	one_chip(s);
	if (live)
		tell_alloc(s, 1, DEVICE, L1T_L1, 800000, live);
	tell_region(s, 1, 0, 0, BASE, 1000, ALL_CORES);
	tell_trace(s, L1T_CAPTURE_BEGIN, DEVICE, TRACE);
	tell_launch(s, 1, DEVICE, 0, 5);
	tell_trace(s, L1T_CAPTURE_END, DEVICE, TRACE);
}

/* A trace in a folder for temporary files. */
static void put_trace(char path[40], const struct stream *s, uint64_t seed)
{
	int fd;

	snprintf(path, 40, "/tmp/l1t-story-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	close(fd);
	write_trace(s, path, seed);
}

void story_ends(struct story *s, unsigned judges, const char *test)
{
	struct ended *e;

	accounted_end(s);
	stories = realloc(stories, (story_count + 1) * sizeof(*stories));
	assert_non_null(stories);
	e = &stories[story_count++];
	*e = (struct ended){.test = test, .judges = judges};
	stream_of_trace(&e->stream, s);
	accounted_rows(e->accounted, s);
}

void story_free(struct story *s)
{
	accounted_free(s);
	stream_free(s);
}

static void expect(const struct lines *got, const char *rows, const char *judge)
{
	struct lines expected = {0};
	size_t at;

	while (*rows) {
		const char *end = strchr(rows, '\n');

		lines_add(&expected, "%.*s", (int)(end - rows), rows);
		rows = end + 1;
	}
	at = lines_difference(&expected, got);
	if (at < expected.count || at < got->count)
		fail_msg("%s, row %zu: expected %s, got %s", judge, at,
			at < expected.count ? expected.text[at] : "none",
			at < got->count ? got->text[at] : "none");
	lines_release(&expected);
}

static void release(struct lines rows[VERB_COUNT])
{
	for (unsigned v = 0; v < VERB_COUNT; v++)
		lines_release(&rows[v]);
}

void expect_rows_in(struct story *s, enum verb verb, const struct window *w, const char *rows)
{
	char path[40], *inputs[] = {path};
	struct lines naive[VERB_COUNT] = {{0}}, analyzed = {0};
	struct stream whole = {0};
	const char *fault;

	stream_of_trace(&whole, s);
	expected_rows(naive, &whole, w);
	expect(&naive[verb], rows, "naive replay");
	put_trace(path, &whole, 1);
	assert_int_equal(analyze(L1ANALYZE, verb, (struct analyze_options){.window = w}, inputs, 1,
		&analyzed, 1, &fault), 0);
	unlink(path);
	sort_rows(&analyzed, verb);
	expect(&analyzed, rows, "l1analyze");
	release(naive);
	lines_release(&analyzed);
	stream_release(&whole);
}

void expect_rows(struct story *s, enum verb verb, const char *rows)
{
	struct lines accounted[VERB_COUNT] = {{0}};

	accounted_rows(accounted, s);
	if (is_accounted(verb))
		expect(&accounted[verb], rows, "accounting");
	release(accounted);
	expect_rows_in(s, verb, &(struct window){0}, rows);
}

/* Asks l1analyze for one verb's rows of all stories at once. */
static int ask_l1analyze(enum verb verb)
{
	char **inputs = calloc(story_count, sizeof(*inputs));
	struct lines *rows = calloc(story_count, sizeof(*rows));
	size_t *which = calloc(story_count, sizeof(*which)), n = 0;
	const char *fault = NULL;
	int status = 0;

	assert_true(inputs && rows && which);
	for (size_t i = 0; i < story_count; i++)
		if (stories[i].judges & L1ANALYZE_TOO) {
			inputs[n] = stories[i].path;
			which[n++] = i;
		}
	if (n)
		status = analyze(L1ANALYZE, verb, (struct analyze_options){0}, inputs, n, rows, n,
			&fault);
	for (size_t i = 0; i < n; i++) {
		sort_rows(&rows[i], verb);
		stories[which[i]].analyzed[verb] = rows[i];
	}
	if (status)
		fprintf(stderr, "l1analyze %s ended with %d: %s\n", verb_names[verb], status,
			fault ? fault : "");
	free(inputs);
	free(rows);
	free(which);
	return status != 0;
}

static int compare(const struct ended *e, enum verb verb, const struct lines *a,
	const char *judge_a, const struct lines *b, const char *judge_b)
{
	size_t at = lines_difference(a, b);

	if (at == a->count && at == b->count)
		return 0;
	fprintf(stderr, "%s: %s, row %zu:\n  %s: %s\n  %s: %s\n", e->test, verb_names[verb], at,
		judge_a, at < a->count ? a->text[at] : "none",
		judge_b, at < b->count ? b->text[at] : "none");
	return 1;
}

static int judge_story(const struct ended *e, enum verb verb)
{
	const struct lines *accounted = &e->accounted[verb], *naive = &e->naive[verb];
	const struct lines *analyzed = &e->analyzed[verb];
	int differ = 0;

	if (e->judges & NAIVE && is_accounted(verb))
		differ += compare(e, verb, accounted, "accounting", naive, "naive replay");
	if (e->judges & L1ANALYZE_TOO && is_accounted(verb))
		differ += compare(e, verb, accounted, "accounting", analyzed, "l1analyze");
	if (e->judges == ALL_JUDGES && !is_accounted(verb))
		differ += compare(e, verb, naive, "naive replay", analyzed, "l1analyze");
	return differ;
}

int judge_stories(void)
{
	int differ = 0;

	for (size_t i = 0; i < story_count; i++) {
		struct ended *e = &stories[i];

		if (e->judges & L1ANALYZE_TOO)
			put_trace(e->path, &e->stream, i + 1);
		if (e->judges & NAIVE)
			expected_rows(e->naive, &e->stream, &(struct window){0});
	}
	for (unsigned v = 0; v < VERB_COUNT; v++) {
		differ += ask_l1analyze((enum verb)v);
		for (size_t i = 0; i < story_count; i++)
			differ += judge_story(&stories[i], (enum verb)v);
	}
	fprintf(stderr, "%zu stories, judges differ %d times\n", story_count, differ);
	for (size_t i = 0; i < story_count; i++) {
		struct ended *e = &stories[i];

		if (e->path[0])
			unlink(e->path);
		stream_release(&e->stream);
		release(e->accounted);
		release(e->naive);
		release(e->analyzed);
	}
	free(stories);
	return differ;
}
