/*
 * covers(cores, x0, y0, x1, y1) in SQL: whether a set, written as in table `cores`, has a core in
 * the rectangle from x0, y0 to x1, y1.
 *
 * Must not know: which rows are asked about.
 */
#ifndef SQL_COVERS_H
#define SQL_COVERS_H

#include <sqlite3.h>

/* Adds the function to a connection. */
void covers_register(sqlite3 *db);

#endif
