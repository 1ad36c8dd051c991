/*
 * Rows as the page reads them: sections, one after the other. A section is the length of its name, its
 * name, a byte that says what it is (below), the length of its bytes, and these; lengths are varints (7
 * bits a byte, the lowest first). page/columns.js reads them.
 *
 * Numbers of a column are varints, too, but not one after the other: first the first bytes of all of
 * them, then the second bytes of those that have one, .. Bytes of one place are alike, so that they
 * take less room when they are packed.
 *
 * Must not know: what the rows are, the page.
 */
#ifndef PACKED_ROWS_H
#define PACKED_ROWS_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "packed_text.h"
#include "row_columns.h"

enum packed_kind {
	PACKED_JSON = 0,        /* text: an array of rows, as --format json prints it */
	/* A column of integers: their number, whether each fits 32 bits (0, 1), then for each 0 for
	 * NULL, else its zigzag code + 1. */
	PACKED_COLUMN = 1,
	PACKED_STEPS = 2,       /* the same of their differences; the first's is to 0 */
	/* A column of times: their number and a byte, then for each 0 for NULL, else the steps of the
	 * place in the time line (0: before all, n: its nth time) + 1 as above; then for each of
	 * those how long after that it is, as in a column. */
	PACKED_TIMES = 3,
	/* The same, but each place is counted from that in the table's column of PACKED_TIMES before,
	 * which has no NULL. */
	PACKED_LATER = 4,
	/* As PACKED_COLUMN, of differences from what is expected: */
	PACKED_BESIDE = 5,      /* what the column before has in this row; NULL: 0 */
	PACKED_EVENT = 6,       /* these of changes: see expected_changes.h */
	PACKED_LIST = 7,
	PACKED_HELD = 8,
};

/* Times that rise: most times of a run are those of its changes; their places need few bytes. */
struct time_line {
	int64_t *at;            /* ns */
	size_t count, capacity;
};

/* How many times of the line are at most this; `near`: a guess that is often right. */
size_t time_line_place(const struct time_line *line, int64_t time, size_t near);

/* How columns are packed: names between blanks; others are plain columns. */
struct packing {
	const char *steps;      /* by their differences */
	const char *times;      /* by their places in the time line, the first one by steps */
	const char *line;       /* this makes the time line; its numbers rise */
	const char *beside;     /* by their differences from the column before */
	const char *later;      /* not now: packed_differences() does it */
};

struct packed_count {
	uint64_t shown, all;    /* rows */
};

/* Each column is a section NAME.COLUMN. A text is its number. The caller frees line->at. */
void packed_columns(struct packed_text *to, const char *name, const struct row_columns *rows,
	const struct packing *how, struct time_line *line);
/* The column as a section NAME.COLUMN, of this kind. expected: of each row. */
void packed_differences(struct packed_text *to, const char *name, const struct row_columns *rows,
	const char *column, enum packed_kind kind, const uint64_t *expected);
/* The rows are a section NAME, a text: at most `most`; the rest are counted. */
struct packed_count packed_objects(struct packed_text *to, const char *name, sqlite3_stmt *s,
	uint64_t most);
/* A section NAME of this text. */
void packed_json(struct packed_text *to, const char *name, const char *text);

#endif
