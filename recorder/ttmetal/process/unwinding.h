/*
 * The host's exceptions, seen from C: the exception that unwinds through a hook right now, its
 * text, and calls into the runtime that may throw.
 *
 * Must not know: TT-Metal, hooks.
 */
#ifndef TTM_UNWINDING_H
#define TTM_UNWINDING_H

#include <stdbool.h>

/* Calls f(argument). False: it threw; the exception has been ended. */
bool ttm_guarded(void (*f)(void *), void *argument);

/*
 * The text of the exception that unwinds now, or NULL. For cleanup functions; valid while they run.
 */
const char *ttm_exception_text(void);

/* True for the first caller that asks about this exception, so that each gets one record. */
bool ttm_exception_claim(void);

/* ---- what is about to be thrown ---- */

/* The text of a thrown object, if its type is a std::exception; else NULL. */
const char *ttm_thrown_text(const void *object, const void *type);
/* Claims the exception: ttm_exception_claim() returns false for it. */
void ttm_exception_claim_object(const void *object);
/* Whether a function that ttm_guarded() called is on this thread's stack. Slow. */
bool ttm_inside_guard(void);

#endif
