/*
 * The fullest core of all in a sentence.
 *
 * Must not know: how it was found.
 */
#ifndef WORST_CORE_H
#define WORST_CORE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include "terminal.h"

/* columns of peak_fullest.sql */
enum worst_column { C_RUN, C_DEVICE, C_CORE_X, C_CORE_Y, C_PEAK_BYTES, C_TIME_NS, C_BUFFER_BYTES,
	C_L1_SMALL_BYTES, C_PROGRAM_BYTES, C_HEADROOM_BYTES, C_RESERVED_BYTES, C_CAPACITY_BYTES, C_OP,
	C_NAME, C_PERSISTENT_BYTES, C_L1_SMALL_SIZE_BYTES, C_RANK };

/* Writes bytes as "648.0 KiB" and returns `out`. */
const char *human_bytes(char *out, size_t room, int64_t bytes);
/*
 * Prints the worst core's peak and its parts, of the row of peak_fullest.sql that `s` is at, in lines of
 * at most `width` characters (0: no limit). `small`: a peak of L1_SMALL alone.
 */
void put_worst(FILE *out, const struct terminal *t, sqlite3_stmt *s, bool small, size_t width);

#endif
