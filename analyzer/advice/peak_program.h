/*
 * What is known of the program that runs at the peak: its regions, what would be the fullest moment
 * without them, and how the same op got by with fewer bytes. None of it is replayed: it says where to
 * look, not what would come of a change.
 *
 * Must not know: how rows are printed.
 */
#ifndef PEAK_PROGRAM_H
#define PEAK_PROGRAM_H

#include <sqlite3.h>
#include "advice_rows.h"

/* Rows "look at", "region" and "other launch", of the chips of rows->plan; none where the program is a
 * small part of the peak. */
void peak_program_put(struct advice_rows *rows, sqlite3 *db);

#endif
