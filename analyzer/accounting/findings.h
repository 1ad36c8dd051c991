/*
 * What is wrong in the records, or could not be accounted.
 *
 * Must not know: how it was found.
 */
#ifndef FINDINGS_H
#define FINDINGS_H

#include "accounting_state.h"

void acc_find(struct accounting *a, enum account_finding_kind kind, uint64_t chip, uint64_t id,
	uint64_t other, uint64_t address, uint64_t bytes);
/* The buffer ends: gives out what overwrote it, if anything did. */
void acc_give_hazard(struct accounting *a, struct live_buffer *l);

#endif
