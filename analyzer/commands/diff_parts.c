/*
 * What both forms of diff for people are made of: see diff_words.h.
 *
 * Must not know: how runs are compared, what is too much.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "diff_words.h"
#include "readable.h"
#include "xalloc.h"

static bool is_null(sqlite3_stmt *s, enum folded_column column)
{
	return sqlite3_column_type(s, (int)column) == SQLITE_NULL;
}

static const char *text_of(sqlite3_stmt *s, enum folded_column column)
{
	return (const char *)sqlite3_column_text(s, (int)column);
}

static int64_t number_of(sqlite3_stmt *s, enum folded_column column)
{
	return sqlite3_column_int64(s, (int)column);
}

const char *diff_section(const struct compared_runs *c, sqlite3_stmt *s)
{
	switch (number_of(s, D_PLACE)) {
	case 1: return "failures";
	/* of one chip the headline has it */
	case 2: return c->b_figures.chips > 1 || c->a_figures.chips > 1 ? "chips" : NULL;
	case 3: return "what the fullest core holds at its peak";
	case 4: return "ops, matched in their order";
	case 5: return c->ops.known ? NULL : "ops by name: the baseline does not have their order";
	case 6: return "phases";
	case 7: return "leaks";
	default: return NULL;
	}
}

static void put_signed(FILE *out, int64_t change)
{
	fprintf(out, "%s%s", change < 0 ? "-" : "+", grouped((uint64_t)(change < 0 ? -change : change)));
}

const char *diff_change(char *out, size_t room, sqlite3_stmt *s)
{
	struct text_file text;
	FILE *f;
	char *made;

	if (is_null(s, D_A) || is_null(s, D_B)) {
		const char *note = text_of(s, D_NOTE);

		snprintf(out, room, "%s", note && strstr(note, "not known") ? "?" : is_null(s, D_A) ? "new" : "gone");
		return out;
	}
	f = text_file_begin(&text);
	put_signed(f, number_of(s, D_B) - number_of(s, D_A));
	made = text_file_end(&text);
	snprintf(out, room, "%s", made);
	free(made);
	return out;
}

const char *diff_values(char *out, size_t room, sqlite3_stmt *s, const char *arrow)
{
	if (is_null(s, D_A) || is_null(s, D_B))
		snprintf(out, room, "%s",
			grouped((uint64_t)number_of(s, is_null(s, D_A) ? D_B : D_A)));
	else
		snprintf(out, room, "%s %s %s", grouped((uint64_t)number_of(s, D_A)), arrow,
			grouped((uint64_t)number_of(s, D_B)));
	return out;
}

/* The measure is only said where it is not the one that the section is about. */
static const char *measure_words(sqlite3_stmt *s)
{
	static const struct {
		const char *measure, *words;
	} measures[] = {{"headroom_bytes", "headroom"}, {"usable_bytes", "usable"}, {"launches", "launches"},
		{"program_bytes", "its program alone"}, {"kernel_text_bytes", "its kernels"}};
	const char *what = text_of(s, D_WHAT), *measure = text_of(s, D_MEASURE);

	if (!strcmp(what, "at peak"))
		return NULL;
	if (!strcmp(measure, "peak_bytes") && (!strcmp(what, "op") || !strcmp(what, "peak")))
		return "peak";
	for (size_t i = 0; i < sizeof(measures) / sizeof(*measures); i++)
		if (!strcmp(measures[i].measure, measure))
			return measures[i].words;
	return NULL;
}

/* Of a leak without its call site, which stands beside it. */
static void put_name(FILE *out, const char *what, const char *name)
{
	const char *comma = !strcmp(what, "leak") ? strstr(name, ", ") : NULL,
		*end = comma ? strstr(comma + 2, ", ") : NULL;
	char *part = xstrndup(name, end ? (size_t)(end - name) : strlen(name));

	put_text(out, part, 400);
	free(part);
}

char *diff_subject(sqlite3_stmt *s)
{
	const char *note = text_of(s, D_NOTE), *what = text_of(s, D_WHAT), *name = text_of(s, D_NAME),
		*words = measure_words(s);
	const int64_t times = number_of(s, D_TIMES), chips = number_of(s, D_CHIPS);
	struct text_file text;
	FILE *out = text_file_begin(&text);

	if (!strcmp(what, "op changed") && times > 1)
		fprintf(out, "%s x ", grouped((uint64_t)times));
	else if ((!strcmp(what, "op added") || !strcmp(what, "op removed")) && times > 1)
		fprintf(out, "%s x ", grouped((uint64_t)times));
	put_name(out, what, name);
	if (words)
		fprintf(out, ", %s", words);
	if (!is_null(s, D_A_COUNT))
		fprintf(out, " (%s -> %s buffers)", grouped((uint64_t)number_of(s, D_A_COUNT)),
			grouped((uint64_t)number_of(s, D_B_COUNT)));
	if (note)
		fprintf(out, " (%s)", note);
	if (chips > 1)
		fprintf(out, " on %s chips", grouped((uint64_t)chips));
	else if (!is_null(s, D_DEVICE) && !strcmp(what, "peak"))
		fprintf(out, " of chip %" PRId64, number_of(s, D_DEVICE));
	return text_file_end(&text);
}

const char *diff_percent(char *out, size_t room, int64_t a, int64_t b)
{
	const double percent = a > 0 ? 100.0 * ((double)b - (double)a) / (double)a : 0;

	out[0] = 0;
	if (a > 0 && b >= 0 && percent != 0)
		snprintf(out, room, " (%+.*f %%)", percent < 0.1 && percent > -0.1 ? 2 : 1, percent);
	return out;
}

size_t diff_frame_bytes(const char *callsite)
{
	const char *end = callsite ? strstr(callsite, "; ") : NULL;

	return !callsite ? 0 : end ? (size_t)(end - callsite) : strlen(callsite);
}

void diff_figures(const struct compared_runs *c, struct diff_figure f[DIFF_FIGURES])
{
	const struct run_figures *a = &c->a_figures, *b = &c->b_figures;
	const struct diff_figure all[DIFF_FIGURES] = {
		{"peak", " per core", a->peak_bytes, b->peak_bytes, false, 1},
		{"headroom", " at the tightest launch", a->headroom_bytes, b->headroom_bytes, false, -1},
		{"largest free", " of L1 at the worst moment", a->largest_free_bytes, b->largest_free_bytes, false,
			-1},
		{"failures", "", a->failures, b->failures, true, 1},
		{"leaks", " buffers never freed", a->leaks, b->leaks, true, 1},
		{"leaked", " per core", a->leaked_bytes, b->leaked_bytes, false, 1},
		{"usable L1", " per core: another board or release", a->usable_bytes, b->usable_bytes,
			false, -1}};

	memcpy(f, all, sizeof(all));
}

int64_t diff_worse(const struct diff_figure *f)
{
	return f->a < 0 || f->b < 0 ? 0 : f->sign * (f->b - f->a);
}

void compared_runs_free(struct compared_runs *c)
{
	run_figures_free(&c->a_figures);
	run_figures_free(&c->b_figures);
	for (size_t i = 0; i < DIFF_FIGURES; i++)
		for (int side = 0; side < 2; side++)
			free(c->where[i][side]);
	free(c->who);
}

char *diff_worst_op(const struct compared_runs *c, const char *arrow)
{
	const char *a = c->a_figures.op, *b = c->b_figures.op;
	struct text_file text;
	FILE *out = text_file_begin(&text);

	if (a || b) {
		fputs(", worst op ", out);
		if (a && (!b || strcmp(a, b) != 0)) {
			put_text(out, a, 200);
			fprintf(out, " %s ", arrow);
		}
		put_text(out, b ? b : "none", 200);
	}
	return text_file_end(&text);
}

char *diff_ops(const struct compared_runs *c, const char *arrow)
{
	const struct op_matching *m = &c->ops;
	struct text_file text;
	FILE *out = text_file_begin(&text);

	fprintf(out, "%s", grouped(m->before));
	fprintf(out, " %s %s, matched %s: ", arrow, grouped(m->after), m->in_order ? "in their order"
		: "by name alone (their order differs in too much)");
	fprintf(out, "%s new, %s gone, %s changed", grouped(m->added), grouped(m->removed), grouped(m->changed));
	if (m->inherited)
		fprintf(out, "; %s more have another peak for these alone", grouped(m->inherited));
	return text_file_end(&text);
}
