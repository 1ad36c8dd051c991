/*
 * Notes about what could not be read.
 *
 * Must not know: TT-Metal.
 */
#ifndef TTM_NOTES_H
#define TTM_NOTES_H

/* Notes, once, what could not be read. `what` is a literal. */
void ttm_unknown(_Atomic int *said, const char *what);

#endif
