/* How much worse a figure of the second run may be: see thresholds.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "message.h"
#include "thresholds.h"

static const struct figure_word {
	const char *word, *what, *measure;
} figure_words[] = {
	{"peak", "peak", "peak_bytes"}, {"headroom", "peak", "headroom_bytes"},
	{"usable", "peak", "usable_bytes"}, {"phases", "phase", NULL}, {"ops", "op", NULL},
	{"kernels", "op", "kernel_text_bytes"}, {"leaks", "leak", NULL}, {"failures", "failure", NULL},
	{"free", "free space", NULL}};

enum { FIGURES = sizeof(figure_words) / sizeof(*figure_words) };

static __attribute__((noreturn)) void bad(const char *word, size_t bytes)
{
	die(EXIT_USAGE, "bad threshold '%.*s'; write bytes like 4096 or 10KiB, or 5%%, for all figures "
		"or for one: peak=2%%,leaks=0", (int)bytes, word);
}

/* Sets the value of `t` to that of the word; false: it is none. */
static bool read_value(struct threshold *t, const char *word, size_t bytes)
{
	static const struct unit {
		const char *name;
		double bytes;
	} units[] = {{"B", 1}, {"KiB", 1024}, {"MiB", 1048576}};
	char *end = NULL;

	/* of numbers strtod() takes more than people write: nan, inf, hexadecimal, blanks before it */
	if (!bytes || strchr("0123456789.", word[0]) == NULL || bytes >= sizeof(t->text) ||
		(bytes > 1 && (word[1] == 'x' || word[1] == 'X')))
		return false;
	snprintf(t->text, sizeof(t->text), "%.*s", (int)bytes, word);
	t->value = strtod(t->text, &end);
	if (end == t->text || !(t->value >= 0 && t->value < 1e18))
		return false;
	if (!*end)
		return true;
	t->percent = !strcmp(end, "%");
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (!strcmp(end, units[i].name)) {
			t->bytes = true;
			t->value *= units[i].bytes;
		}
	return t->percent || t->bytes;
}

static struct threshold read_one(const char *word, size_t bytes)
{
	const char *equals = memchr(word, '=', bytes);
	const size_t name = equals ? (size_t)(equals - word) : 0;
	struct threshold t = {0};

	for (size_t i = 0; equals && i < FIGURES; i++)
		if (strlen(figure_words[i].word) == name && !strncmp(figure_words[i].word, word, name)) {
			t.what = figure_words[i].what;
			t.measure = figure_words[i].measure;
		}
	if (equals && !t.what)
		die(EXIT_USAGE, "no figure '%.*s' for --threshold; there are peak, headroom, usable, "
			"phases, ops, kernels, leaks, failures and free", (int)(name < 100 ? name : 100), word);
	t.named = equals;
	if (!read_value(&t, equals ? equals + 1 : word, equals ? bytes - name - 1 : bytes))
		bad(word, bytes < 100 ? bytes : 100);
	if (!t.named && !t.percent)
		t.bytes = true;
	return t;
}

struct thresholds thresholds_read(const char *words)
{
	struct thresholds t = {0};

	for (const char *at = words; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL) {
		if (t.count == THRESHOLDS_MOST)
			die(EXIT_USAGE, "--threshold has more than %d figures", THRESHOLDS_MOST);
		t.at[t.count++] = read_one(at, strcspn(at, ","));
	}
	return t;
}

/* One in bytes for all figures allows no more leaks or failures; one for leaks or failures without a unit is
 * a number of them. */
static bool is_over(const struct threshold *t, const char *measure, double worse, double from)
{
	const bool counts = !strcmp(measure, "count");

	if (t->percent)
		return worse * 100 > t->value * from;
	if (counts)
		return t->named && t->bytes ? false : t->named ? worse > t->value : worse > 0;
	/* of something that is counted its bytes are not, unless none is allowed */
	if (t->named && !t->bytes && (!strcmp(t->what, "leak") || !strcmp(t->what, "failure")))
		return t->value < 1 && worse > 0;
	return worse > t->value;
}

const struct threshold *threshold_over(const struct thresholds *t, const char *what, const char *measure,
	double worse, double from)
{
	if (!(worse > 0))
		return NULL;
	for (size_t i = t->count; i--;) {
		const struct threshold *one = &t->at[i];

		if ((one->what && strcmp(one->what, what) != 0) ||
			(one->measure && strcmp(one->measure, measure) != 0))
			continue;
		return is_over(one, measure, worse, from) ? one : NULL;
	}
	return NULL;
}
