/*
 * Recording paused and resumed: what happens in between is not in the stream; at the resume the
 * recorder announces everything that is live. Must not know: accounting, files.
 */
#include "world.h"

static void emit_own(struct world *w, unsigned kind)
{
	struct l1t_record r = {.kind = (uint8_t)kind};

	w->now += (int64_t)prng_between(&w->random, 1, 500);
	w->thread = 0;          /* the recorder's own */
	world_emit(w, &r);
}

static int is_capturing(const struct world *w)
{
	for (size_t i = 0; i < w->handle_count; i++)
		if (w->handles[i].open && w->handles[i].capturing)
			return 1;
	return 0;
}

void pause_and_resume(struct world *w)
{
	static void (*const actions[])(struct world *) = {allocate_buffer, allocate_buffer,
		free_buffer, free_buffer, free_buffer, new_program, replace_program,
		destroy_program, launch_program, free_regions, close_device, open_root_device,
		open_submesh};
	unsigned count = (unsigned)prng_below(&w->random, 12);

	if (is_capturing(w))
		return;
	emit_own(w, L1T_PAUSE);
	w->hidden = 1;
	for (unsigned i = 0; i < count; i++) {
		uint64_t which = prng_below(&w->random, sizeof(actions) / sizeof(*actions));

		actions[which](w);
	}
	w->hidden = 0;
	for (size_t i = 0; i <= THREADS_MAX; i++)
		w->last_launch[i].valid = 0;
	emit_own(w, L1T_RESUME);
	announce_devices(w);
	announce_buffers(w);
	announce_regions(w);
}
