/*
 * What the text of an exception says: which failure it is, and its numbers.
 *
 * Must not know: hooks, what is done with the numbers.
 */
#ifndef TTM_FAILURE_TEXT_H
#define TTM_FAILURE_TEXT_H

#include <stdbool.h>
#include <stdint.h>
#include "l1trace.h"

enum { TTM_TEXT_MAX = 1000, TTM_NOTHING_KNOWN = -1 };

/* The number after the words `anchor`; L1TRACE_UNKNOWN: none. */
uint64_t ttm_number_after(const char *text, const char *anchor);
/* The type of failure that the text describes; its numbers go to *f. Or TTM_NOTHING_KNOWN. */
int ttm_failure_read(const char *text, struct l1trace_failure *f);
/* The runtime's words without its file name, condition and backtrace. */
void ttm_failure_shorten(const char *text, char out[TTM_TEXT_MAX]);
/* Whether the text describes a failure that one of the hooks records. */
bool ttm_failure_is_known(const char *text);

#endif
