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

/* ---- what is about to be thrown ---- */

/* The text of an object of a type, when that is a std::exception; else NULL. */
const char *ttm_thrown_text(const void *object, const void *type);
/* Nobody else gets it. */
void ttm_exception_claim_object(const void *object);
/* True: a function that ttm_guarded() called is on this thread's stack. Slow. */
bool ttm_inside_guard(void);

#endif
