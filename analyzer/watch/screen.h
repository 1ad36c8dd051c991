/*
 * The terminal: a picture is put on it with one write of only the lines that changed, keys are
 * read from it, and it is as it was however the program ends.
 *
 * Must not know: what is drawn.
 *
 * Why not ncurses: eight escape sequences that every terminal since the VT220 understands are all
 * that is needed. ncurses would need one more package for all who build, a description of the
 * terminal on the machine (which is what is missing over ssh), and its own signal handlers, which
 * restore nothing after a crash; and it writes a large picture in several pieces.
 */
#ifndef SCREEN_H
#define SCREEN_H

#include <stdbool.h>
#include "canvas.h"

enum key { KEY_NONE, KEY_QUIT, KEY_UP, KEY_DOWN, KEY_PAUSE, KEY_HELP, KEY_SORT, KEY_ENDED };

/* NULL: standard output is a terminal that can be drawn on; else why not. */
const char *screen_refuses(void);
/* Takes the terminal. It is given back at exit, and by screen_end(). */
void screen_begin(void);
void screen_end(void);
/* Its size. */
void screen_size(unsigned *columns, unsigned *rows);
/* Whether it shows colours, and characters beyond ASCII. */
bool screen_has_colours(void);
bool screen_has_unicode(void);
/* Whether all has to be drawn again: another size, or the program was stopped meanwhile. */
bool screen_is_stale(void);
/* Draws the picture. */
void screen_show(const struct canvas *c);
/* Waits for a key, so long at most. Returns early, with KEY_NONE, when the picture has to be
 * drawn again. KEY_ENDED: the terminal is gone. */
enum key screen_key(int wait_ms);

#endif
