/*
 * Rows of table replayed: what each captured launch uses when its trace is replayed, as long as it
 * stays the same from one replay to the next.
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
void replayed_begin(struct replayed *p, uint64_t run, const struct load_window *window);
void replayed_row(struct replayed *p, const struct account_replayed *r);
/* The run is over: what still waits becomes rows. */
void replayed_finish(struct replayed *p);

#endif
