/*
 * Findings: what is wrong in the records or could not be accounted.
 *
 * Must not know: how it was found.
 */
#ifndef FINDINGS_H
#define FINDINGS_H

#include "accounting_state.h"

/* Reports a finding at the present time; the arguments are members of struct account_finding. */
void acc_find(struct accounting *a, enum account_finding_kind kind, uint64_t chip, uint64_t id,
	uint64_t other, uint64_t address, uint64_t bytes);
/* The buffer ends: reports its trace hazard, if it has one. */
void acc_give_hazard(struct accounting *a, struct live_buffer *l);

#endif
