/*
 * Rows of a statement of one database written into a table of another, whose columns have the same
 * names. What the table has no column for is left out.
 *
 * Must not know: which rows.
 */
#ifndef COPIED_ROWS_H
#define COPIED_ROWS_H

#include <sqlite3.h>
#include <stdint.h>

/* Binds a copy of a text of a trace: each byte of it that is not UTF-8 becomes U+FFFD, as other programs
 * refuse a row with such a byte. NULL: NULL. */
void bind_clean_text(sqlite3_stmt *s, int i, const char *text);
/* Takes `from` to its end and finalizes it. Returns the number of rows. Ends the program if the disk is
 * full. */
uint64_t copied_rows(sqlite3_stmt *from, sqlite3 *to, const char *table);

#endif
