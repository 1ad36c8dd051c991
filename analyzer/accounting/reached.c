/*
 * What a class of cores has reached: see reached.h.
 *
 * Must not know: which cores these are, where the instants come from.
 */
#include "reached.h"

void acc_set_peak(struct reached *r, uint64_t bytes, const struct held *h, const struct happens *what,
	uint64_t now_ns, uint64_t number)
{
	r->instant = number;
	r->peak.peak_bytes = bytes;
	r->peak.time_ns = now_ns;
	r->peak.buffer_bytes = h->buffer;
	r->peak.l1_small_bytes = h->small;
	r->peak.persistent_bytes = h->persistent;
	r->peak.program_bytes = what->program_bytes;
	r->peak.op = what->op;
	r->peak.name = what->name;
	r->peak.captured_op = r->peak.captured_name = 0;
}

void acc_reach(struct reached *into, const struct reached *other)
{
	uint64_t headroom = into->peak.headroom_bytes, small = into->peak.most_l1_small_bytes;

	if (other->peak.peak_bytes > into->peak.peak_bytes ||
		(other->peak.peak_bytes == into->peak.peak_bytes && other->instant < into->instant))
		*into = *other;
	if (headroom < into->peak.headroom_bytes)
		into->peak.headroom_bytes = headroom;
	if (other->peak.headroom_bytes < into->peak.headroom_bytes)
		into->peak.headroom_bytes = other->peak.headroom_bytes;
	if (small > into->peak.most_l1_small_bytes)
		into->peak.most_l1_small_bytes = small;
	if (other->peak.most_l1_small_bytes > into->peak.most_l1_small_bytes)
		into->peak.most_l1_small_bytes = other->peak.most_l1_small_bytes;
}
