/*
 * What the parts of advice for people share: the row to print, and how a call site and a paragraph look.
 *
 * Must not know: how advice is found.
 */
#ifndef ADVICE_LINES_H
#define ADVICE_LINES_H

#include <inttypes.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "readable.h"
#include "readable_site.h"
#include "run_directories.h"
#include "xalloc.h"

/* columns of advise_rows.sql */
enum advice_column { D_RUN, D_DEVICE, D_ADVICE, D_ACTION, D_CALLSITE, D_LAST_USE_CALLSITE, D_VARIABLE,
	D_TENSOR, D_NAME, D_COUNT, D_SAVED_BYTES, D_PEAK_BYTES, D_PEAK_AFTER_BYTES, D_HEADROOM_AFTER_BYTES,
	D_FAILURES_PREVENTED, D_FIGURE, D_BECAUSE, D_CHIPS, D_HEADROOM_BYTES, D_PEAK_OP, D_PEAK_NAME,
	D_BYTES_PER_CORE, D_CORES, D_MOST_SAVED_BYTES };

enum { FRAME_BYTES = 400, INDENT = 3 };
enum { REASON_MOST = 4000 };    /* characters of a reason: that of an honest run is shown whole */

struct advice_lines {
	FILE *out;
	sqlite3_stmt *s;
	size_t width;
	struct run_directories *folders;
	uint64_t limit, pieces, left_out;       /* of the present run and chips */
	int64_t run, device;
	/* of the program at the peak: its line, and how many other launches of its op were printed */
	char look_at[FRAME_BYTES];
	unsigned others;
};

static inline const char *text_in(const struct advice_lines *a, enum advice_column column)
{
	return (const char *)sqlite3_column_text(a->s, (int)column);
}

static inline uint64_t number_in(const struct advice_lines *a, enum advice_column column)
{
	return (uint64_t)sqlite3_column_int64(a->s, (int)column);
}

static inline bool known(const struct advice_lines *a, enum advice_column column)
{
	return sqlite3_column_type(a->s, (int)column) == SQLITE_INTEGER;
}

/* Prints a paragraph: lines after the first are indented. Frees the text. */
static inline void put_paragraph(const struct advice_lines *a, struct text_file *text, size_t indent)
{
	char *words = text_file_end(text);

	put_wrapped(a->out, words, 0, indent, a->width);
	fputc('\n', a->out);
	free(words);
}

/* Prints a paragraph that begins after `indent` blanks, its further lines after `more` more. */
static inline void put_indented(const struct advice_lines *a, struct text_file *text, size_t indent,
	size_t more)
{
	char *words = text_file_end(text);

	fprintf(a->out, "%*s", (int)indent, "");
	put_wrapped(a->out, words, indent, indent + more, a->width);
	fputc('\n', a->out);
	free(words);
}

/* Are enough pieces shown? Counts those that are not. */
static inline bool advice_is_left_out(struct advice_lines *a)
{
	bool is = a->limit && a->pieces >= a->limit;

	a->left_out += is;
	return is;
}

/* The innermost frame of a call site, with a short path. */
static inline void innermost(const struct advice_lines *a, enum advice_column column, char out[FRAME_BYTES])
{
	const char *site = text_in(a, column), *end = site ? strstr(site, "; ") : NULL;
	char *frame = site ? xstrndup(site, end ? (size_t)(end - site) : strlen(site)) : NULL;

	out[0] = 0;
	if (frame)
		readable_callsite(out, FRAME_BYTES, frame, run_directories_of(a->folders, a->run));
	free(frame);
}

/* Where a frame's line begins, `:LINE function`, if its path is the other's; else the whole frame. */
static inline const char *shorter(const char *frame, const char *other)
{
	const char *colon = strrchr(frame, ':');

	return colon && !strncmp(frame, other, (size_t)(colon - frame) + 1) ? colon : frame;
}

/* The frame without its function. */
static inline int place_bytes(const char *frame)
{
	const char *blank = strrchr(frame, ' ');

	return (int)(blank ? (size_t)(blank - frame) : strlen(frame));
}

/* " (why)", with paths as they are seen from the run's own folder; nothing where there is no reason. */
static inline void put_reason(const struct advice_lines *a, FILE *out)
{
	const char *because = text_in(a, D_BECAUSE), *folder = run_directories_of(a->folders, a->run);
	size_t n = folder ? strlen(folder) : 0;
	char *text = because ? xstrdup(because) : NULL, *to = text;

	if (!text)
		return;
	for (const char *from = because; *from;) {
		bool begins = n && (from == because || from[-1] == ' ') && !strncmp(from, folder, n) && from[n] == '/';

		if (begins)
			from += n + 1;
		else
			*to++ = *from++;
	}
	*to = 0;
	fputs(" (", out);
	put_text(out, text, REASON_MOST);
	fputc(')', out);
	free(text);
}

/*
 * What is saved is saved at the moment of the peak; where the peak falls by something else, this says so.
 * "saves 262,144 a core; 1 failure less; without what its call does next, the peak falls from 1,134,592
 * to 925,696", "saves 512 a core at the peak; the peak falls from 1,024 to 768, which another moment has"
 */
static inline void advice_put_effect(const struct advice_lines *a, FILE *out)
{
	const char *figure = text_in(a, D_FIGURE);
	uint64_t peak = number_in(a, D_PEAK_BYTES), after = number_in(a, D_PEAK_AFTER_BYTES),
		failures = known(a, D_FAILURES_PREVENTED) ? number_in(a, D_FAILURES_PREVENTED) : 0;
	uint64_t saved = number_in(a, D_SAVED_BYTES), falls = after < peak ? peak - after : 0;
	const char *bound = !figure ? "about" : strcmp(figure, "exact") ? figure : "";

	if (saved)
		fprintf(out, "saves %s a core%s; ", grouped(saved), saved == falls ? "" : " at the peak");
	if (failures)
		fprintf(out, "%" PRIu64 " failure%s less; without what %s next, ", failures,
			failures == 1 ? "" : "s", failures == 1 ? "its call does" : "their calls do");
	if (falls)
		fprintf(out, "the peak falls from %s to %.10s%s%s", grouped(peak), bound,
			*bound ? " " : "", grouped(after));
	else
		fprintf(out, "the peak of %s stays", grouped(peak));
	/* no upper bound says where the peak is */
	if (saved > falls && strcmp(bound, "at most"))
		fputs(", which another moment has", out);
	put_reason(a, out);
}

#endif
