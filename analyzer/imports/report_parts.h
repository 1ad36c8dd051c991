/*
 * A report's bytes, taken apart: lines, numbers, units; and what the readers of single forms have in
 * common. For the readers of this folder only.
 *
 * Must not know: any form, traces, SQL.
 */
#ifndef REPORT_PARTS_H
#define REPORT_PARTS_H

#include "memory_report.h"

/* The bytes of a report, from the first that was not taken yet. Nothing behind `end` is read. */
struct report_text {
	const char *at, *end;
	unsigned line;          /* number of the line that was taken last */
	char *why;              /* see memory_report_read() */
	size_t room;
};

/* A piece of a line; not ended by 0. */
struct piece {
	const char *at, *end;
};

/* Takes the next line without its end. False: there is none. */
bool report_line(struct report_text *t, struct piece *line);
/* Takes `word` from the front of a piece, if it stands there. */
bool piece_word(struct piece *p, const char *word);
/* Takes a decimal number. False: there is none, or it is too large for what memory can be. */
bool piece_number(struct piece *p, uint64_t *n);
void piece_blanks(struct piece *p);
bool piece_is(struct piece p, const char *word);
/* Takes "B", "KB", "KiB", "MB" or "MiB": bytes of the unit. False: no unit is there. */
bool piece_unit(struct piece *p, uint64_t *unit);

/* "line 7: WORDS" becomes the reason why the report cannot be read. Returns false. */
bool report_wrong(struct report_text *t, const char *words);
/* The same without a line. */
bool report_wrong_file(struct report_text *t, const char *words);
/* Adds n units. False, with a reason: that is more than a number can be. */
bool report_add(struct memory_report *r, struct report_text *t, struct report_figure f, uint64_t n);

/* Each takes a whole text apart. False: `why` has the reason. */
bool read_summary(struct memory_report *r, struct report_text *t);
bool read_l1_summary(struct memory_report *r, struct report_text *t);
bool read_blocks(struct memory_report *r, struct report_text *t);
bool read_cores(struct memory_report *r, struct report_text *t);
bool read_counters(struct memory_report *r, struct report_text *t);

#endif
