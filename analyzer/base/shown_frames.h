/*
 * Which frames of a call site are shown. Frames of wrappers between a program's own functions are
 * recorded as all others, and left out where people read: torch, ttnn and other frameworks spend
 * two to three frames a module. Patterns say which: those of this file, L1TRACE_HIDE, --hide.
 *
 * Must not know: SQL, rows.
 */
#ifndef SHOWN_FRAMES_H
#define SHOWN_FRAMES_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A pattern (text_pattern.h) more, for a frame's path, its function, or the whole frame; @FILE: those of
 * the file's lines; none: forgets all before. Ends the program if the file cannot be read.
 */
void shown_frames_hide(const char *word);
/* Of the words given to that, which are not copied, the i-th that counts; NULL: there are no more. */
const char *shown_frames_word(size_t i);

struct shown_frames {           /* of a call site, the innermost first */
	const char *site, *rest;
	bool any;
	bool hidden;            /* the frame that it gave is a hidden one: all are */
};
struct shown_frames shown_frames_of(const char *site);
/* The next one, which points into the site. If all are hidden, the innermost is shown. */
bool shown_frames_next(struct shown_frames *f, const char **frame, size_t *bytes);

/* A call site's shown frames as one text, which the caller frees. NULL: NULL. */
char *shown_call_site(const char *site);

#endif
