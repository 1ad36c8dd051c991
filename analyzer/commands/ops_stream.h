/*
 * Rows of ops, printed while the trace is read: what queries/ops.sql gives for whole runs, in a format
 * that programs read.
 */
#ifndef OPS_STREAM_H
#define OPS_STREAM_H

#include <sqlite3.h>
#include <stdbool.h>
#include "options.h"
#include "row_stream.h"

struct ops_stream;

/* Whether these options ask for nothing that needs all rows at once, or a part of them. */
bool ops_streams(const struct options *o);
/* The options have to live as long. */
struct ops_stream *ops_stream_new(const struct options *o);
struct row_stream ops_stream_sink(struct ops_stream *s);
/* After the last row: prints the header if there was none. Returns an exit code. */
int ops_stream_end(struct ops_stream *s, sqlite3 *db);
void ops_stream_free(struct ops_stream *s);

#endif
