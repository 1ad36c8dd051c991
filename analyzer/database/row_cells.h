/*
 * A row as a list of its columns and their values, whoever takes it.
 *
 * Must not know: which tables there are.
 */
#ifndef ROW_CELLS_H
#define ROW_CELLS_H

#include <stdint.h>
#include "l1t_record.h"

enum { CELLS_MAX = 48 };

enum cell_kind {
	CELL_NUMBER,            /* L1T_UNKNOWN is NULL */
	CELL_TEXT,
	CELL_STRING,            /* id of a string of this run; its text is written */
	CELL_CHIP,              /* L1T_UNKNOWN: the first chip of the row's handle */
};

struct cell {
	const char *column;
	enum cell_kind kind;
	int bytes;              /* length of the text; -1: it ends with a 0 */
	union {
		uint64_t number;
		const char *text;       /* NULL: NULL; valid while the row is written */
	};
};

#define NUMBER(column_, value) {.column = #column_, .kind = CELL_NUMBER, .number = (value)}
/* An id; 0, which means none, becomes NULL. */
#define ID(column_, value) {.column = #column_, .kind = CELL_NUMBER, .number = id_or_null(value)}
#define TEXT(column_, value) {.column = #column_, .kind = CELL_TEXT, .bytes = -1, .text = (value)}
#define BYTES(column_, at, count) \
	{.column = #column_, .kind = CELL_TEXT, .bytes = (int)(count), .text = (at)}
#define STRING(column_, value) {.column = #column_, .kind = CELL_STRING, .number = (value)}
#define CHIP(column_, value) {.column = #column_, .kind = CELL_CHIP, .number = (value)}

static inline uint64_t id_or_null(uint64_t id)
{
	return id ? id : L1T_UNKNOWN;
}

#endif
