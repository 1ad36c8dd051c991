/*
 * Hands a record to the part of the accounting that handles its kind.
 *
 * Must not know: pauses.
 */
#ifndef DISPATCH_H
#define DISPATCH_H

#include "accounting_state.h"

void acc_account(struct accounting *a, const struct l1t_record *r);

#endif
