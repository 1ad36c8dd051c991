/*
 * What changes of L1 must be, for all that buffers say: most changes are a buffer that came or went, and
 * need not be written twice. page/rows.js expects the same.
 *
 * Of a change whose time is that of exactly one begin or end of a buffer is expected that it is an
 * allocation or a free; and, where the form of the buffer has cores, the list that the last such change
 * of these cores had. Of an allocation or a free is expected that the list holds as much more as the
 * buffers of l1 that begin and end at its time take; of others that it holds what it held before.
 * Nothing before is 0.
 *
 * Must not know: how changes are packed.
 */
#ifndef EXPECTED_CHANGES_H
#define EXPECTED_CHANGES_H

#include "report_rows.h"

/* For each change; the caller frees them. */
struct expected_changes {
	bool known;             /* false: numbers are so large that a browser would round them */
	uint64_t *event, *classes, *buffer_bytes;       /* modulo 2^64 */
};

struct expected_changes expected_changes(const struct report_rows *r, const struct time_line *line);

#endif
