/*
 * Exceptions of the host seen from C: the one that unwinds through a hook right now, its text, and
 * calls into the runtime that may throw and end here.
 *
 * Must not know: TT-Metal, hooks.
 */
#ifndef TTM_UNWINDING_H
#define TTM_UNWINDING_H

#include <stdbool.h>

/* Calls f(argument); false: it threw, and the exception is gone. */
bool ttm_guarded(void (*f)(void *), void *argument);

/* The text of the exception that unwinds now, or NULL. For cleanup functions; valid during them. */
const char *ttm_exception_text(void);

/* True for the first who asks about this exception: one record an exception. */
bool ttm_exception_claim(void);

#endif
