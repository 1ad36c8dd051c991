/*
 * Records that say more of the event beside them have its time: what a launch uses that of the launch,
 * what a new buffer holds that of its alloc. They are of one moment, and half of a trace's bytes are
 * times.
 *
 * Must not know: files, the encoder, threads.
 */
#include "writer_state.h"

uint64_t l1tr_shared_ticks(const struct l1t_record *r, uint64_t own_ticks,
	const struct l1t_slot_head *before, const struct l1t_slot_head *after)
{
	const struct l1t_slot_alloc *alloc = (const void *)before;
	const struct l1t_slot_launch *launch = (const void *)after;

	if (r->kind == L1T_HOLDS && alloc && alloc->head.kind == L1T_SLOT_ALLOC &&
		alloc->id == r->holds.buffer && alloc->head.small == r->holds.type &&
		alloc->head.ticks <= own_ticks)
		return alloc->head.ticks;
	if (r->kind == L1T_USES && launch && launch->head.kind == L1T_SLOT_LAUNCH &&
		r->uses.program && launch->program == r->uses.program &&
		launch->head.ticks >= own_ticks)
		return launch->head.ticks;
	return own_ticks;
}
