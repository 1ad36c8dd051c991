/*
 * Mesh traces begin, end, are replayed and released.
 *
 * Must not know: what a capture remembers, what a replay uses.
 */
#ifndef MESH_TRACES_H
#define MESH_TRACES_H

#include "accounting_state.h"

void acc_mesh_trace(struct accounting *a, const struct l1t_record *r);
void acc_forget_traces(struct accounting *a);

#endif
