/*
 * Rows of table chip_list: the chips that a row of op_form or mark_peak_shared is for. Each list is
 * written once.
 *
 * Must not know: what the rows say.
 */
#ifndef CHIP_LISTS_H
#define CHIP_LISTS_H

#include <sqlite3.h>
#include "member_lists.h"

struct chip_lists;

struct chip_lists *chip_lists_new(sqlite3 *db);
void chip_lists_free(struct chip_lists *c);
/* Begins the next run. */
void chip_lists_begin(struct chip_lists *c, uint64_t run);
/* The number of a list whose members are chips. nth: the place among the chips that were met together. */
uint64_t chip_lists_number(struct chip_lists *c, const struct member_list *list);

#endif
