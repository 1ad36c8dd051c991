/*
 * Rows of tables region and cb_index: the placed regions, and what the indices of circular buffers
 * are.
 *
 * Must not know: accounting, how definitions are kept.
 */
#ifndef REGION_ROWS_H
#define REGION_ROWS_H

#include <sqlite3.h>
#include "l1t_record.h"

struct region_rows;

struct region_rows *region_rows_new(sqlite3 *db);
void region_rows_free(struct region_rows *r);
void region_rows_begin(struct region_rows *r, uint64_t run);
/* A record of an index comes before that of its region. */
void region_rows_index(struct region_rows *r, const struct l1t_record *record);
/* chips: their text, NULL: not known. */
void region_rows_add(struct region_rows *r, const struct l1t_record *record, const char *chips);

#endif
