/*
 * Numbers for what differs in pairs of runs: pairs that differ in the same have the same.
 *
 * Must not know: how it is shown.
 */
#ifndef PAIR_NUMBERS_H
#define PAIR_NUMBERS_H

#include <sqlite3.h>
#include <stdint.h>
#include "text_numbers.h"

/* The number of a pair's rows: what, where and by how much, without numbers of ops and without folders; 0: it
 * has none. `t` is of this database alone. */
uint64_t pair_number(struct text_numbers *t, sqlite3 *db, int64_t pair);

#endif
