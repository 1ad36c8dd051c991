/*
 * The rows of view change: the instants of each core class, and how long what it held lasted.
 *
 * Must not know: records, what is asked of the rows.
 */
#ifndef LOAD_CHANGES_H
#define LOAD_CHANGES_H

#include <sqlite3.h>
#include "accounting.h"
#include "row_columns.h"
#include "row_stream.h"
#include "load_window.h"

struct changes;
/* only_worst: of the window's rows those that may be a class's worst instant; for no window with an op. */
struct changes *changes_new(sqlite3 *db, bool only_worst);
void changes_free(struct changes *c);
/* Begins the next run. The window must live until the run has been loaded. */
void changes_begin(struct changes *c, uint64_t run, const struct load_window *window);
void changes_class(struct changes *c, const struct account_class *k);
void changes_row(struct changes *c, const struct account_change *r);
/* Call after a replay's rows on a chip. A replay that changed nothing there gets a row 'held'. */
void changes_replay(struct changes *c, const struct account_op *o);
/* Rows go to the columns, too; `only`: and not into the table. */
void changes_columns(struct changes *c, struct row_columns *columns, bool only);
/* Rows go to the stream, once changes_give() is called, and not into the table. NULL: no longer. */
void changes_stream(struct changes *c, const struct row_stream *stream);
void changes_give(struct changes *c, const struct row_names *names);
/* The chip's opening is over; close_ns unknown: the run ended first. */
void changes_close(struct changes *c, uint64_t opening, uint64_t close_ns);
/* The run is over. */
void changes_end(struct changes *c);

#endif
