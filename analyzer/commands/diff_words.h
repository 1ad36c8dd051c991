/*
 * What two runs differ in, for people: a headline, what the figures were and are, then what made it so, on a
 * terminal or in Markdown.
 *
 * Must not know: how runs are compared, what is too much.
 */
#ifndef DIFF_WORDS_H
#define DIFF_WORDS_H

#include <sqlite3.h>
#include <stdio.h>
#include "comparison.h"

enum { DIFF_FIGURES = 7 };

/* What became of a pair's figures: one that is worse counts more than one that is better. */
enum diff_verdict { DIFF_WORSE, DIFF_OTHER, DIFF_BETTER, DIFF_EQUAL };

struct compared_runs {          /* a pair of runs */
	int64_t pair, a, b, rank;       /* rank -1: not known */
	const char *before, *after;     /* what the user calls them */
	const char *name;
	struct op_matching ops;
	struct run_figures a_figures, b_figures;
	bool differs;           /* there are rows of it */
	enum diff_verdict verdict;
	int64_t same;           /* the pair that differs in the same and is shown for this one, or itself */
	char *who;              /* of one that is shown: "ranks 0-3", whom it is shown for; NULL: there are no others */
	size_t times;           /* so many are they */
	/* of many pairs together: which runs have this figure before and after; NULL: of all */
	char *where[DIFF_FIGURES][2];
};
void compared_runs_free(struct compared_runs *c);

/* Prints a pair. `width`: of a line; 0: no limit. */
void diff_words(FILE *out, sqlite3 *db, const struct compared_runs *c, size_t width);
/* The same for a comment on GitHub. */
void diff_markdown(FILE *out, sqlite3 *db, const struct compared_runs *c);

/* Parts of both, for many pairs. The figures that differ, and the peak: */
void diff_words_figures(FILE *out, const struct compared_runs *c, size_t width);
/* The ops, and what made it so: */
void diff_words_sections(FILE *out, sqlite3 *db, const struct compared_runs *c, size_t width);
/* "name          text", broken into lines below the text. */
void diff_words_line(FILE *out, const char *name, const char *text, size_t width);
void diff_markdown_figures(FILE *out, const struct compared_runs *c);
/* `summary`: what the folded part is called. */
void diff_markdown_sections(FILE *out, sqlite3 *db, const struct compared_runs *c, const char *summary);

/* columns of comparison_folded.sql */
enum folded_column { D_PLACE, D_WHAT, D_NAME, D_MEASURE, D_A, D_B, D_NOTE, D_TIMES, D_CALLSITE, D_CHIPS,
	D_DEVICE, D_A_COUNT, D_B_COUNT };

/* What both forms share. A section is the rows of one place; NULL: people are not shown these rows. */
const char *diff_section(const struct compared_runs *c, sqlite3_stmt *s);
/* "+32,768", or "-5"; of what only one run has "new" or "gone". `out` is returned. */
const char *diff_change(char *out, size_t room, sqlite3_stmt *s);
/* "65,536 -> 98,304", with `arrow` between. */
const char *diff_values(char *out, size_t room, sqlite3_stmt *s, const char *arrow);
/* "12 x ttnn.add kept[] (2 -> 3 buffers)": the row without its call site. The caller frees it. */
char *diff_subject(sqlite3_stmt *s);
/* " (+4.9 %)" of two figures; "" where there is none. */
const char *diff_percent(char *out, size_t room, int64_t a, int64_t b);
/* The call site's innermost frame, or how many characters that is. */
size_t diff_frame_bytes(const char *callsite);

/* One figure of whole runs, and how it is written. */
struct diff_figure {
	const char *name, *unit;
	int64_t a, b;
	bool counted;           /* it is a number of things, of which percents say little */
	int sign;               /* 1: more is worse; -1: less is */
};
/* By how much the second is worse; 0: it is not known of both. */
int64_t diff_worse(const struct diff_figure *f);
void diff_figures(const struct compared_runs *c, struct diff_figure f[DIFF_FIGURES]);
/* ", worst op ttnn.rms_norm -> ttnn.softmax". The caller frees it. */
char *diff_worst_op(const struct compared_runs *c, const char *arrow);
/* "21 -> 22, matched in their order: 1 new, 0 gone, 3 changed; ..". The caller frees it. */
char *diff_ops(const struct compared_runs *c, const char *arrow);

#endif
