/*
 * Rows of table tensor: what buffers hold, as people write it.
 *
 * Must not know: buffers.
 */
#ifndef LOAD_TENSORS_H
#define LOAD_TENSORS_H

#include <sqlite3.h>
#include "l1t_record.h"

struct tensors;

struct tensors *tensors_new(sqlite3 *db);
void tensors_free(struct tensors *t);
/* Begins a run: forgets the definitions of the run before. */
void tensors_begin(struct tensors *t, uint64_t run);
/* Takes definitions of core range sets and of tensors. */
void tensors_record(struct tensors *t, const struct l1t_record *r);

#endif
