/*
 * What the fullest core of each run holds at its worst moment in the window, as rows of owners.sql.
 *
 * Must not know: how the peak was found, what is made of the rows.
 */
#ifndef OWNER_ROWS_H
#define OWNER_ROWS_H

#include <sqlite3.h>
#include <stdbool.h>

/* columns of owners.sql */
enum owner_column { O_RUN, O_DEVICE, O_CORE_X, O_CORE_Y, O_TIME_NS, O_OP, O_PART, O_BYTES_PER_CORE,
	O_SHARE_PERCENT, O_OWNER_KIND, O_OWNER, O_CALLSITE, O_TENSOR, O_VARIABLE, O_NOTE, O_ID, O_ADDRESS,
	O_KERNELS };

/* What the database needs, enum load_what, that the rows can be asked for; `limited`: something
 * limits the window's time, ops or kinds. */
unsigned owner_needs(bool limited);
/* Makes the address maps that owners.sql reads. Call it once, after the window is set. */
void owner_maps(sqlite3 *db);
/* The same, and returns the statement, prepared; the caller finalizes it. */
sqlite3_stmt *owner_rows(sqlite3 *db);

#endif
