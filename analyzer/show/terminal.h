/*
 * What the terminal behind a stream can show: its size, colours, and block characters. One set of
 * colours means the same wherever something is drawn.
 *
 * Must not know: SQL, what is drawn.
 */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct terminal {
	size_t width, lines;    /* in characters; 0: the stream is no terminal, there is no limit */
	bool colour;            /* the 16 colours; never outside a terminal */
	bool blocks;            /* block characters and lines: the user's texts are UTF-8 */
};

/* What a colour means. */
enum hue { HUE_PLAIN, HUE_BUFFERS, HUE_PROGRAM, HUE_L1_SMALL, HUE_PERSISTENT, HUE_CAPACITY, HUE_DEAD,
	HUE_STRONG, HUES };

/* What `out` leads to. COLUMNS and LINES are believed before the terminal; NO_COLOR and TERM=dumb
 * take the colours, a locale without UTF-8 the blocks. */
struct terminal terminal_of(FILE *out);
/* Characters in a line of the terminal that `out` is; 0: it is none. */
size_t terminal_width(FILE *out);
/* From now on `out` stands for standard output, which a pager shows. NULL: none does. */
void terminal_stand_in(FILE *out);
/* Whether `out` is a terminal, or stands for one. */
bool terminal_is(FILE *out);

/* The colours that a line has at its end; begin with none. */
struct pen {
	enum hue front, back;
};
/* Changes them, if they are others. Both HUE_PLAIN: none. */
void pen_take(FILE *out, const struct terminal *t, struct pen *pen, enum hue front, enum hue back);

/* Begins a colour; HUE_PLAIN ends the one that was begun. Nothing where there are no colours. */
void put_hue(FILE *out, const struct terminal *t, enum hue hue);
/* Prints the first text where there are block characters, else the second. */
void put_either(FILE *out, const struct terminal *t, const char *blocks, const char *ascii);

#endif
