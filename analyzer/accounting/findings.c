/*
 * Findings: what is wrong in the records or could not be accounted.
 *
 * Must not know: how it was found.
 */
#include <stdlib.h>
#include "accounting_state.h"
#include "findings.h"
#include "hazards.h"
#include "live_buffers.h"
#include "work_allowance.h"

void acc_find(struct accounting *a, enum account_finding_kind kind, uint64_t chip, uint64_t id,
	uint64_t other, uint64_t address, uint64_t bytes)
{
	struct account_finding f = {.kind = kind, .time_ns = a->now_ns, .chip = chip, .id = id,
		.other = other, .address = address, .bytes = bytes, .type = L1T_UNKNOWN,
		.replays = L1T_UNKNOWN, .op = L1T_UNKNOWN};

	/* when the allowance of work is used up, searches find nothing: that is no finding */
	if (work_ended() != WORK_GOES_ON)
		return;
	a->found++;
	if (a->hushed)
		return;
	a->findings[kind]++;
	if (a->sink->finding)
		a->sink->finding(a->context, &f);
}

void acc_give_hazard(struct accounting *a, struct live_buffer *l)
{
	const struct hazard *h = l->hazard;
	const struct l1t_alloc *b = &l->b.alloc;

	if (!h)
		return;
	a->findings[FINDING_TRACE_HAZARD]++;
	if (a->sink->finding)
		a->sink->finding(a->context, &(struct account_finding){
			.kind = FINDING_TRACE_HAZARD, .time_ns = h->time_ns, .chip = h->chip,
			.id = l1t_buffer_of(b), .other = h->trace, .address = h->address,
			.bytes = h->bytes, .type = b->type, .replays = h->replays,
			.op = h->op});
	free(l->hazard);
	l->hazard = NULL;
}
