/*
 * covers(cores, x0, y0, x1, y1) in SQL: does a set as table `cores` writes it hold one of these?
 *
 * Must not know: which rows are asked about.
 */
#ifndef SQL_COVERS_H
#define SQL_COVERS_H

#include <sqlite3.h>

/* Makes the function known to a connection. */
void covers_register(sqlite3 *db);

#endif
