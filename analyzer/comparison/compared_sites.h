/*
 * The call sites of the runs that are compared: rows of the temporary table compared_site.
 *
 * Must not know: what is compared.
 */
#ifndef COMPARED_SITES_H
#define COMPARED_SITES_H

#include <sqlite3.h>

/* Fills the table for all call sites of all runs. */
void compared_sites(sqlite3 *db);

#endif
