/*
 * Failures that hooks recorded: their exceptions are under way to the user, who sees them once more.
 *
 * Must not know: hooks.
 */
#ifndef TTM_RECORDED_FAILURES_H
#define TTM_RECORDED_FAILURES_H

#include <stdbool.h>
#include <stdint.h>

/* Of a text; never 0. */
uint64_t ttm_text_hash(const char *text);
/* A hook recorded a failure with this text, or with none, on this thread. */
void ttm_failure_recorded(const char *text);
/* Whether one of this text was recorded; it counts as seen from now on. */
bool ttm_failure_take_recorded(uint64_t text_hash);
/* Whether this thread recorded one in the call of Python's that is under way; asked once. */
bool ttm_failed_in_this_call(void);

#endif
