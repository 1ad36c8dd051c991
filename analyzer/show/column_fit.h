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
	const char *name;       /* not owned */
	size_t cells;           /* characters of the widest cell */
	bool text;              /* may be cut or broken; aligned left */
	bool name_of;           /* cells are names: cut at their front, the narrowest texts */
	bool path;              /* cells are names of modules: cut between their parts */
	bool list;              /* cells are lists of numbers: broken into lines early */
	bool kept;              /* the user named it: never left out */
	bool one_line;          /* in the query's `-- line:` line: what does not fit is cut */
	size_t hide;            /* position in the query's `-- hide:` line, in its order; 0: none */
	bool silent;            /* all cells are unknown, or 0 where 0 says nothing */
	bool same;              /* all cells are equal */
	/* out */
	bool shown;
	size_t width;           /* characters */
};

/*
 * Sets `shown` and `width` of `count` columns, for a table of `rows` rows and `width` characters;
 * 0: no limit, every column is shown whole. Returns how many lines the column names need.
 */
size_t fit(struct fit_column *columns, size_t count, size_t rows, size_t width);
/*
 * The part of a column name that line `line`, from 0, of `lines` lines shows, at most `width`
 * characters. Sets `*part`, which points into `name`, and returns its bytes; 0: the line has none.
 */
size_t fit_name(const char *name, size_t width, size_t lines, size_t line, const char **part);

#endif
