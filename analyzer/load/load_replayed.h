/*
 * Rows of table replayed: what each captured launch uses when its mesh trace is replayed;
 * successive replays at which it uses the same share a row.
 *
 * Must not know: records, what is asked of the rows.
 */
#ifndef LOAD_REPLAYED_H
#define LOAD_REPLAYED_H

#include <sqlite3.h>
#include "accounting.h"
#include "load_window.h"

struct replayed;
struct replayed *replayed_new(sqlite3 *db);
void replayed_free(struct replayed *p);
/* Begins a run. The window must live until the run has been loaded. */
void replayed_begin(struct replayed *p, uint64_t run, const struct load_window *window);
void replayed_row(struct replayed *p, const struct account_replayed *r);
/* The run is over: writes the rows that still wait. */
void replayed_finish(struct replayed *p);

#endif
