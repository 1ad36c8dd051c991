/*
 * The call sites of the runs that are compared: rows of the temporary table compared_site.
 *
 * Must not know: what is compared.
 */
#ifndef COMPARED_SITES_H
#define COMPARED_SITES_H

#include <sqlite3.h>
#include <stdbool.h>

/* Fills the table for all call sites of all runs. `one_program`: two runs are states of one program, and
 * files of the second that only have another name there are those of the first. */
void compared_sites(sqlite3 *db, bool one_program);

#endif
