/*
 * Which columns of a table a terminal has room for, and how wide each is.
 *
 * Must not know: SQL, what the rows are.
 */
#ifndef COLUMN_FIT_H
#define COLUMN_FIT_H

#include <stdbool.h>
#include <stddef.h>

enum { FIT_GAP = 2 };           /* blanks between two columns */

struct fit_column {
	const char *name;
	size_t cells;           /* widest cell */
	bool text;              /* can be cut or broken, stands left */
	bool name_of;           /* names: cut, and first */
	bool list;              /* of numbers: broken early */
	bool kept;              /* asked for by name: never left out */
	size_t hide;            /* where there is no room it goes before all with a higher one; 0: later */
	bool silent;            /* all cells are unknown, or 0 that says nothing */
	bool same;              /* all cells are equal */
	/* out */
	bool shown;
	size_t width;
};

/* Decides; `width` 0: all columns, as wide as they are. Returns the lines the names need. */
size_t fit(struct fit_column *columns, size_t count, size_t rows, size_t width);
/* The part of a name that line `line` of `lines` shows, at most `width` wide; its length. */
size_t fit_name(const char *name, size_t width, size_t lines, size_t line, const char **part);

#endif
