/*
 * Advice for people: see advice_text.h.
 *
 * Must not know: how advice is found.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "advice_lines.h"
#include "advice_program_text.h"
#include "advice_sized_text.h"
#include "advice_text.h"
#include "advice_words.h"
#include "database.h"
#include "explain_print.h"
#include "readable.h"
#include "run_directories.h"
#include "statement.h"

/* ", in Encoder.layers.3": many layers have their ops at one line. */
static void put_module(const struct advice_lines *a, FILE *out)
{
	sqlite3_stmt *s = statement(sqlite3_db_handle(a->s), "advice_module");

	bind_number(s, 1, (uint64_t)a->run);
	bind_number(s, 2, number_in(a, D_PEAK_OP));
	if (database_next(s)) {
		fputs(", in ", out);
		put_text(out, (const char *)sqlite3_column_text(s, 0), 100);
	}
	sqlite3_finalize(s);
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
	if (known(a, D_PEAK_OP))
		put_module(a, out);
	if (known(a, D_HEADROOM_BYTES))
		fprintf(out, "; at the tightest op %s are left", grouped(number_in(a, D_HEADROOM_BYTES)));
	put_paragraph(a, &text, 2);
}

static void put_piece(struct advice_lines *a)
{
	char made[FRAME_BYTES], after[FRAME_BYTES];
	bool same = !strcmp(text_in(a, D_CALLSITE), text_in(a, D_LAST_USE_CALLSITE));
	struct text_file text;
	FILE *out;

	if (advice_is_left_out(a))
		return;
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
	advice_put_effect(a, out);
	put_indented(a, &text, INDENT, 0);
}

static void put_whole(struct advice_lines *a, const char *words)
{
	struct text_file text;
	FILE *out = text_file_begin(&text);

	if (a->left_out)
		fprintf(a->out, "   .. and %" PRIu64 " more: without --limit all are shown\n", a->left_out);
	a->left_out = 0;
	fputs(words, out);
	advice_put_effect(a, out);
	put_paragraph(a, &text, 2);
}

static void put_row(struct advice_lines *a)
{
	const char *action = text_in(a, D_ACTION);

	if (advice_program_text(a) || advice_sized_text(a))
		return;
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
