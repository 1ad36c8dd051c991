/*
 * A picture of lines of text for a terminal of a certain width. Lines are cut at the width, and
 * the least important ones are left out where there are more than rows.
 *
 * Must not know: terminals, what is drawn.
 */
#ifndef CANVAS_H
#define CANVAS_H

#include <stdbool.h>
#include <stddef.h>

enum style {
	STYLE_PLAIN, STYLE_BOLD, STYLE_DIM, STYLE_BUFFER, STYLE_PROGRAM, STYLE_SMALL, STYLE_PERSISTENT,
	STYLE_GOOD, STYLE_WARN, STYLE_BAD, STYLE_REVERSE,
};

struct canvas_line {
	char *text;             /* with escape sequences, if there are colours */
	size_t bytes, room;
	unsigned used;          /* columns */
	int weight;
};

struct canvas {
	unsigned columns, rows;
	bool colours, unicode;
	struct canvas_line *lines;
	size_t count, capacity;
};

/* Begins anew; what was drawn before is forgotten. */
void canvas_begin(struct canvas *c, unsigned columns, unsigned rows);
/* Begins a line. Of more lines than rows those of the greatest weight are left out, the lowest
 * first. */
void canvas_line(struct canvas *c, int weight);
/* Adds text of a program's own, as far as there is room. */
__attribute__((format(printf, 3, 4)))
void canvas_put(struct canvas *c, enum style style, const char *format, ...);
/* Adds text of a trace: nothing in it can control the terminal. `most`: columns; what is longer
 * is cut at its end, or, if `keep_end`, at its beginning. */
void canvas_text(struct canvas *c, enum style style, const char *text, unsigned most, bool keep_end);
/* Blanks up to a column. */
void canvas_to(struct canvas *c, unsigned column);
/* Columns that are left of the line. */
unsigned canvas_left(const struct canvas *c);
/* Leaves lines out until they fit. Lines below count are what is to be shown. */
void canvas_end(struct canvas *c);
void canvas_free(struct canvas *c);

#endif
