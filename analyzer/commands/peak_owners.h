/*
 * What the peak is made of: peak --owners.
 *
 * Must not know: how the peak was found.
 */
#ifndef PEAK_OWNERS_H
#define PEAK_OWNERS_H

#include <sqlite3.h>
#include "options.h"

/*
 * Prints what the fullest core of each run holds at its worst moment in the window: for people a tree by
 * call site, else a row for each buffer and region. `o`: its filters are the window's, and it has none
 * of its own. Needs what `at` needs. Returns the exit code.
 */
int peak_owners(sqlite3 *db, const struct options *o);
/* Writes the same rows to the table peak_held of a comparison, without printing them. */
void peak_owners_keep(sqlite3 *db);

#endif
