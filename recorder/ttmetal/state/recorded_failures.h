/*
 * Failures that hooks recorded and whose exceptions have not reached the user yet, where they are
 * seen a second time.
 *
 * Must not know: hooks.
 */
#ifndef TTM_RECORDED_FAILURES_H
#define TTM_RECORDED_FAILURES_H

#include <stdbool.h>
#include <stdint.h>

/* Hash of a text; never 0. */
uint64_t ttm_text_hash(const char *text);
/* A hook recorded a failure on this thread, with this text or with none. */
void ttm_failure_recorded(const char *text);
/* Whether a failure with this text was recorded; forgets it. */
bool ttm_failure_take_recorded(uint64_t text_hash);
/* Whether this thread recorded a failure in Python's current call; forgets it. */
bool ttm_failed_in_this_call(void);

#endif
