/* The worst instants of a class so far: see worst_instants.h. */
#include "worst_instants.h"

static bool exceeds(uint64_t *most, uint64_t bytes)
{
	if (bytes <= *most)
		return false;
	*most = bytes;
	return true;
}

bool worst_instant_take(struct worst_instant *w, const struct account_change *r, bool is_state)
{
	uint64_t program = is_state ? 0 : r->program_bytes;
	uint64_t l1 = r->buffer_bytes + r->persistent_bytes + program;
	bool takes = !w->any;

	if (takes)
		*w = (struct worst_instant){.any = true, .headroom_bytes = L1T_UNKNOWN};
	takes |= exceeds(&w->all_bytes, l1 + r->l1_small_bytes);
	takes |= exceeds(&w->l1_bytes, l1);
	takes |= exceeds(&w->l1_small_bytes, r->l1_small_bytes);
	if (is_state || r->headroom_bytes >= w->headroom_bytes)
		return takes;
	w->headroom_bytes = r->headroom_bytes;
	return true;
}
