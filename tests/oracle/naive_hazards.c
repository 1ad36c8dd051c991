/*
 * Which buffers a replay overwrites, computed anew at each replay: every live buffer that was
 * allocated after the capture is compared with every buffer and region of every captured launch, on
 * every core. See naive_state.h. Must not know: how l1analyze counts, files.
 */
#include "naive_state.h"

static int overlap(uint64_t a, uint64_t a_bytes, uint64_t b, uint64_t b_bytes)
{
	return a < b + b_bytes && b < a + a_bytes;
}

/* Some core of the chip belongs to both. */
static int share_core(const struct naive_state *n, uint64_t chip, const struct l1t_record *a,
	const struct l1t_record *b)
{
	for (size_t i = 0; i < n->opening_count; i++) {
		const struct naive_opening *o = &n->openings[i];

		for (size_t c = 0; o->open && o->chip == chip &&
				c < o->sizes.grid_x * o->sizes.grid_y; c++)
			if (in_cores(a, c % o->sizes.grid_x, c / o->sizes.grid_x) &&
					in_cores(b, c % o->sizes.grid_x, c / o->sizes.grid_x))
				return 1;
	}
	return 0;
}

static int launch_writes(const struct naive_state *n, const struct naive_captured *l,
	const struct naive_buffer *b, uint64_t chip)
{
	if (!in_chips(&l->placed.chips, chip))
		return 0;
	for (size_t i = 0; i < l->buffer_count; i++) {
		const struct naive_buffer *then = &l->buffers[i];

		if (then->alloc.type == b->alloc.type && in_chips(&then->chips, chip) &&
				overlap(then->alloc.address, then->alloc.bytes_per_core,
					b->alloc.address, b->alloc.bytes_per_core) &&
				(b->alloc.type == L1T_DRAM ||
					share_core(n, chip, then->cores, b->cores)))
			return 1;
	}
	for (size_t i = 0; b->alloc.type == L1T_L1 && i < l->placed.region_count; i++) {
		const struct naive_region *r = &l->placed.regions[i];

		if (r->program == l->placed.program && r->chip == chip && !r->alias &&
				overlap(r->address, r->bytes, b->alloc.address,
					b->alloc.bytes_per_core) &&
				share_core(n, chip, r->cores, b->cores))
			return 1;
	}
	return 0;
}

static void overwritten(struct naive_state *n, const struct naive_trace *t,
	const struct naive_buffer *b, uint64_t chip)
{
	struct hazard_row row = {.chip = chip, .id = b->alloc.id, .type = b->alloc.type,
		.trace = t->trace, .op = n->op, .replays = 1, .time_ns = n->event->time_ns,
		.at = b->at, .last_op = n->op};

	for (size_t i = 0; i < n->out->hazard_count; i++) {
		struct hazard_row *known = &n->out->hazards[i];

		if (known->at != b->at)
			continue;
		known->replays += known->last_op != n->op;
		known->last_op = n->op;
		return;
	}
	APPEND(n->out->hazards, n->out->hazard_count, row);
}

void look_for_hazards(struct naive_state *n, const struct naive_trace *t,
	const struct chip_list *chips)
{
	for (size_t c = 0; t->ended_at && c < chips->count; c++)
		for (size_t i = 0; i < n->buffer_count; i++) {
			const struct naive_buffer *b = &n->buffers[i];
			int writes = 0;

			if (b->at < t->ended_at || !in_chips(&b->chips, chips->chip[c]) ||
					(b->alloc.type != L1T_L1 && b->alloc.type != L1T_L1_SMALL &&
					b->alloc.type != L1T_DRAM))
				continue;
			for (size_t k = 0; k < t->launch_count && !writes; k++)
				writes = launch_writes(n, &t->launches[k], b, chips->chip[c]);
			if (writes)
				overwritten(n, t, b, chips->chip[c]);
		}
}
