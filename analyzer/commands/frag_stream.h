/*
 * Rows of frag, printed while the trace is read: what queries/frag.sql gives for whole runs, in a
 * format that programs read.
 */
#ifndef FRAG_STREAM_H
#define FRAG_STREAM_H

#include <sqlite3.h>
#include <stdbool.h>
#include "options.h"
#include "row_stream.h"

struct frag_stream;

/* Whether these options ask for nothing that needs all rows at once, or a part of them. */
bool frag_streams(const struct options *o);
/* The options have to live as long. */
struct frag_stream *frag_stream_new(const struct options *o);
struct row_stream frag_stream_sink(struct frag_stream *f);
/* After the last row: prints the header if there was none. Returns an exit code. */
int frag_stream_end(struct frag_stream *f, sqlite3 *db);
void frag_stream_free(struct frag_stream *f);

#endif
