/*
 * Parts of a whole as characters: a stack that lies along a line, or stands. Colours and
 * eighths of a character where the terminal has both; else a letter a part: B buffers, P program,
 * S L1_SMALL, Z persistent, and '.' what is free.
 *
 * Must not know: SQL, what the parts are of.
 */
#ifndef BARS_H
#define BARS_H

#include <stdio.h>
#include "terminal.h"

/* The parts of what a core holds, in the order in which they lie on each other. */
enum part { PART_PERSISTENT, PART_L1_SMALL, PART_BUFFERS, PART_PROGRAM, PARTS_HELD };

struct part_look {
	const char *name;       /* "buffers" */
	char letter;
	enum hue hue;
};
extern const struct part_look part_looks[PARTS_HELD];

/* Parts on each other: where each ends, in characters from 0; each at least as far as the one before. */
struct stack {
	double end[PARTS_HELD];
};

/* The stack of these amounts where `whole` fills `characters`; more than that is cut. whole > 0. */
struct stack stack_of(const double amounts[PARTS_HELD], double whole, size_t characters);
/* One character of a stack: what to draw, and in which colours. */
struct stack_cell {
	char text[4];           /* "": it is free */
	enum hue front, back;
};
/* The character with this number, from 0. upright: the stack stands, and 0 is its lowest; else it lies,
 * and 0 is its leftmost. */
struct stack_cell stack_cell(const struct terminal *t, const struct stack *s, size_t number,
	bool upright);
/* Prints which letter or colour is which part, of those that `has` says are drawn, in a line that has
 * `used` of at most `width` characters (0: no limit); lines after it begin with `used` blanks. */
void put_part_names(FILE *out, const struct terminal *t, const bool has[PARTS_HELD], size_t used,
	size_t width);

#endif
