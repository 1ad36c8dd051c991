/*
 * Advice for people: see advice_text.h.
 *
 * Must not know: how advice is found.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "advice_text.h"
#include "advice_words.h"
#include "database.h"
#include "explain_print.h"
#include "readable.h"
#include "readable_site.h"
#include "run_directories.h"
#include "xalloc.h"

/* columns of advise_rows.sql */
enum advice_column { D_RUN, D_DEVICE, D_RANK, D_ACTION, D_CALLSITE, D_LAST_USE_CALLSITE, D_VARIABLE,
	D_TENSOR, D_NAME, D_COUNT, D_SAVED_BYTES, D_PEAK_BYTES, D_PEAK_AFTER_BYTES, D_HEADROOM_AFTER_BYTES,
	D_FAILURES_PREVENTED, D_FIGURE, D_BECAUSE, D_CHIPS, D_HEADROOM_BYTES, D_PEAK_OP, D_PEAK_NAME };

enum { FRAME_BYTES = 400, INDENT = 3 };

struct advice_lines {
	FILE *out;
	sqlite3_stmt *s;
	size_t width;
	struct run_directories *folders;
	uint64_t limit, pieces, left_out;       /* of the present run and chips */
	int64_t run, device;
};

static const char *text_in(const struct advice_lines *a, enum advice_column column)
{
	return (const char *)sqlite3_column_text(a->s, (int)column);
}

static uint64_t number_in(const struct advice_lines *a, enum advice_column column)
{
	return (uint64_t)sqlite3_column_int64(a->s, (int)column);
}

static bool known(const struct advice_lines *a, enum advice_column column)
{
	return sqlite3_column_type(a->s, (int)column) == SQLITE_INTEGER;
}

/* Prints a paragraph: lines after the first are indented. Frees the text. */
static void put_paragraph(const struct advice_lines *a, struct text_file *text, size_t indent)
{
	char *words = text_file_end(text);

	put_wrapped(a->out, words, 0, indent, a->width);
	fputc('\n', a->out);
	free(words);
}

/* The innermost frame of a call site, with a short path. */
static void innermost(const struct advice_lines *a, enum advice_column column, char out[FRAME_BYTES])
{
	const char *site = text_in(a, column), *end = site ? strstr(site, "; ") : NULL;
	char *frame = site ? xstrndup(site, end ? (size_t)(end - site) : strlen(site)) : NULL;

	out[0] = 0;
	if (frame)
		readable_callsite(out, FRAME_BYTES, frame, run_directories_of(a->folders, a->run));
	free(frame);
}

/* Where a frame's line begins, `:LINE function`, if its path is the other's; else the whole frame. */
static const char *shorter(const char *frame, const char *other)
{
	const char *colon = strrchr(frame, ':');

	return colon && !strncmp(frame, other, (size_t)(colon - frame) + 1) ? colon : frame;
}

/* The frame without its function. */
static int place_bytes(const char *frame)
{
	const char *blank = strrchr(frame, ' ');

	return (int)(blank ? (size_t)(blank - frame) : strlen(frame));
}

static void put_peak(struct advice_lines *a)
{
	const char *name = text_in(a, D_PEAK_NAME);
	struct text_file text;
	FILE *out = text_file_begin(&text);

	if (run_directories_count(a->folders) > 1)
		fprintf(out, "run %" PRId64 ", ", a->run);
	put_chips(out, text_in(a, D_CHIPS));
	fprintf(out, ": the peak is %s bytes a core", grouped(number_in(a, D_PEAK_BYTES)));
	if (known(a, D_PEAK_OP))
		fprintf(out, ", in op %" PRIu64, number_in(a, D_PEAK_OP));
	if (name) {
		fputs(", ", out);
		put_text(out, name, 60);
	}
	if (known(a, D_HEADROOM_BYTES))
		fprintf(out, "; at the tightest op %s are left", grouped(number_in(a, D_HEADROOM_BYTES)));
	put_paragraph(a, &text, 2);
}

/* "saves 262,144 a core; the peak falls from 1,134,592 to 925,696; 1 failure gone" */
static void put_effect(const struct advice_lines *a, FILE *out)
{
	const char *because = text_in(a, D_BECAUSE), *figure = text_in(a, D_FIGURE);
	uint64_t peak = number_in(a, D_PEAK_BYTES), after = number_in(a, D_PEAK_AFTER_BYTES),
		failures = known(a, D_FAILURES_PREVENTED) ? number_in(a, D_FAILURES_PREVENTED) : 0;
	const char *bound = !figure ? "about" : strcmp(figure, "exact") ? figure : "";

	if (number_in(a, D_SAVED_BYTES))
		fprintf(out, "saves %s a core; ", grouped(number_in(a, D_SAVED_BYTES)));
	if (after < peak)
		fprintf(out, "the peak falls from %s to %.10s%s%s", grouped(peak), bound,
			*bound ? " " : "", grouped(after));
	else
		fprintf(out, "the peak of %s stays", grouped(peak));
	if (failures)
		fprintf(out, "; %" PRIu64 " failure%s less", failures, failures == 1 ? "" : "s");
	if (because) {
		fputs(" (", out);
		put_text(out, because, 400);
		fputc(')', out);
	}
}

static void put_piece(struct advice_lines *a)
{
	char made[FRAME_BYTES], after[FRAME_BYTES];
	bool same = !strcmp(text_in(a, D_CALLSITE), text_in(a, D_LAST_USE_CALLSITE));
	struct text_file text;
	FILE *out;

	if (a->limit && a->pieces >= a->limit) {
		a->left_out++;
		return;
	}
	innermost(a, D_CALLSITE, made);
	innermost(a, D_LAST_USE_CALLSITE, after);
	out = text_file_begin(&text);
	fprintf(out, "%" PRIu64 ". ", ++a->pieces);
	advice_words(out, &(struct advice_words){.action = text_in(a, D_ACTION),
		.variable = text_in(a, D_VARIABLE), .op = text_in(a, D_NAME), .tensor = text_in(a, D_TENSOR),
		.place = after, .place_bytes = place_bytes(after)});
	if (!same) {
		const char *place = shorter(made, after);

		fprintf(out, " (made at %.*s)", place_bytes(place), place);
	}
	put_paragraph(a, &text, INDENT);
	out = text_file_begin(&text);
	put_effect(a, out);
	fprintf(a->out, "%*s", INDENT, "");
	put_paragraph(a, &text, INDENT);
}

static void put_whole(struct advice_lines *a, const char *words)
{
	struct text_file text;
	FILE *out = text_file_begin(&text);

	if (a->left_out)
		fprintf(a->out, "   .. and %" PRIu64 " more: --limit 0 shows all\n", a->left_out);
	a->left_out = 0;
	fputs(words, out);
	put_effect(a, out);
	put_paragraph(a, &text, 2);
}

static void put_row(struct advice_lines *a)
{
	const char *action = text_in(a, D_ACTION);

	if (!strcmp(action, "all together"))
		put_whole(a, "all frees together: ");
	else if (strcmp(action, "floor"))
		put_piece(a);
	else if (number_in(a, D_PEAK_AFTER_BYTES) < number_in(a, D_PEAK_BYTES))
		put_whole(a, "floor, with every buffer freed right after its last use: ");
	else
		put_whole(a, "floor: nothing that could be freed earlier lowers it; ");
}

uint64_t advice_text(FILE *out, sqlite3 *db, sqlite3_stmt *s, size_t width, uint64_t limit)
{
	struct advice_lines a = {.out = out, .s = s, .width = width, .limit = limit,
		.folders = run_directories_read(db), .run = -1};
	uint64_t rows = 0;

	while (database_next(s)) {
		int64_t run = sqlite3_column_int64(s, D_RUN), device = sqlite3_column_int64(s, D_DEVICE);

		if (run != a.run || device != a.device) {
			if (rows)
				fputc('\n', out);
			a.run = run;
			a.device = device;
			a.pieces = 0;
			put_peak(&a);
		}
		put_row(&a);
		rows++;
	}
	run_directories_free(a.folders);
	return rows;
}
