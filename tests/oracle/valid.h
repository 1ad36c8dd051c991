/*
 * Whether a recorder could have written the stream. A shrunk stream must still be such a one. Must
 * not know: accounting, files.
 */
#ifndef ORACLE_VALID_H
#define ORACLE_VALID_H

#include "stream.h"

/*
 * 1: every id was defined before a record refers to it, devices are open where they are used,
 * captures begin and end in pairs, and replays have a trace. Otherwise 0, and *why (if not NULL) is
 * a short word about the record with index *at.
 */
int stream_valid(const struct stream *s, size_t *at, const char **why);

#endif
