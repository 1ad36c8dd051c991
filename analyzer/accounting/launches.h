/*
 * Launches: the instants at which programs use cores.
 *
 * Must not know: how regions were placed, replays.
 */
#ifndef LAUNCHES_H
#define LAUNCHES_H

#include "accounting_state.h"

void acc_launch(struct accounting *a, const struct l1t_record *r);

#endif
