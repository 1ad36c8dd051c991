/*
 * The inputs of a comparison: see compared_inputs.h.
 *
 * Must not know: what differs.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "baseline.h"
#include "comparison.h"
#include "compared_inputs.h"
#include "database.h"
#include "load.h"
#include "load_needs.h"
#include "message.h"
#include "statement.h"
#include "window.h"
#include "xalloc.h"

unsigned compared_load(const struct options *o)
{
	const bool limited = options_timed(o) || o->filter.op;

	return (load_for_op_peaks(o) & ~(unsigned)LOAD_NO_PHASES) | LOAD_LEAKS | LOAD_SPACE | LOAD_MARKS |
		LOAD_PASSES | (limited ? LOAD_CHANGES | LOAD_BUFFERS : 0);
}

/* Whoever opens a word reports what is not there; a pipe has a trace. */
static bool is_baseline(const char *word)
{
	struct stat st;

	return !stat(word, &st) && S_ISREG(st.st_mode) && baseline_looks_like(word);
}

static void sort_words(struct compared_inputs *c, const struct options *o)
{
	c->traces = *o;
	c->traces.given = o->given ? o->given : o;
	c->traces.words = c->traces.expanded = xcalloc((size_t)o->word_count + 1, sizeof(char *));
	c->traces.typed = xcalloc((size_t)o->typed_count + 1, sizeof(char *));
	c->traces.word_count = c->traces.typed_count = 0;
	c->baselines = xcalloc((size_t)o->word_count + 1, sizeof(char *));
	for (int i = 0; i < o->word_count; i++) {
		if (is_baseline(o->words[i])) {
			c->baseline_first = c->baseline_first || !i;
			c->baselines[c->baseline_count++] = o->words[i];
		} else {
			c->traces.words[c->traces.word_count++] = o->words[i];
		}
	}
	for (int i = 0; i < o->typed_count; i++)
		if (!is_baseline(o->typed[i]))
			c->traces.typed[c->traces.typed_count++] = o->typed[i];
}

/* A database without runs, for baselines alone. */
static struct input no_runs(const struct options *o)
{
	struct input in = {.db = database_create(NULL, NULL)};

	window_set(in.db, o);
	database_run(in.db, "COMMIT");
	return in;
}

struct compared_inputs compared_open(const struct options *o, const char *verb, unsigned what, bool apart)
{
	struct compared_inputs c = {0};
	int64_t run = RUNS_STORED;

	if (!o->word_count)
		die(EXIT_USAGE, "nothing to read; name a trace: l1analyze %s run.l1t", verb);
	sort_words(&c, o);
	c.in = c.traces.word_count ? input_open(&c.traces, 0, verb, what) : no_runs(o);
	database_run(c.in.db, "BEGIN");
	if (apart)
		c.sides = c.baseline_count ? input_sides_all(c.in.db, c.baseline_first)
			: input_sides(&c.in, o);
	comparison_begin(c.in.db, o->filter.has_device ? o->filter.device : -1, c.sides.of_run,
		c.sides.count);
	for (int i = 0; i < c.baseline_count; i++)
		run += baseline_read(c.in.db, c.baselines[i], run,
			c.traces.word_count ? !c.baseline_first : i > 0);
	database_run(c.in.db, "COMMIT");
	return c;
}

void compared_close(struct compared_inputs *c)
{
	input_close(&c->in);
	free(c->baselines);
	free(c->sides.of_run);
	free(c->traces.typed);
	free(c->traces.words);
}
