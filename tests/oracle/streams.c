/*
 * Random valid event streams: see streams.h. A flavour says which parts of the world a stream
 * plays with and how often; then one action after the other is drawn.
 * Must not know: files, accounting.
 */
#include <stdlib.h>
#include "streams.h"
#include "world.h"

struct action {
	void (*run)(struct world *w);
	unsigned weight;
};

/* Either not at all or about this often. */
static unsigned sometimes(struct prng *p, unsigned percent_of_streams, unsigned low, unsigned high)
{
	return prng_percent(p, percent_of_streams) ? (unsigned)prng_between(p, low, high) : 0;
}

static struct flavour random_flavour(struct prng *p, const struct stream_limits *limits)
{
	struct flavour f = {.recordable = limits->recordable};

	f.threads = (unsigned)prng_between(p, 1, 4);
	f.tie = sometimes(p, limits->recordable ? 0 : 50, 5, 40);
	f.odd_sizes = prng_percent(p, 80) ? 100 : 30;
	f.bare_chips = prng_percent(p, 50) ? 100 : 20;
	f.submeshes = sometimes(p, 30, 1, 4);
	f.overlap = prng_percent(p, 20) ? 1 : 0;
	f.small = sometimes(p, 60, 5, 25);
	f.per_core = sometimes(p, 40, 5, 50);
	f.persistent = sometimes(p, 35, 5, 25);
	f.other_types = sometimes(p, 60, 5, 30);
	f.announced = sometimes(p, 25, 1, 4);
	f.reuse_ids = sometimes(p, 60, 10, 60);
	f.captures = sometimes(p, 35, 4, 12);
	f.reopen = sometimes(p, 50, 1, 4);
	f.sub_grid = sometimes(p, 75, 20, 100);
	f.mesh_launch = (unsigned)prng_between(p, 20, 100);
	f.throws = sometimes(p, 40, 3, 25);
	f.same_op = sometimes(p, 40, 5, 40);
	f.kernels = sometimes(p, 50, 10, 60);
	f.outside = sometimes(p, 10, 3, 20);
	f.lost_frees = sometimes(p, 10, 1, 3);
	f.unknown_cores = sometimes(p, 10, 2, 10);
	f.pauses = limits->recordable ? 0 : sometimes(p, 20, 1, 4);
	f.real_sizes = prng_percent(p, 1);
	f.still = limits->recordable ? 0 : sometimes(p, 50, 3, 10);
	return f;
}

static void run_actions(struct world *w, unsigned events)
{
	const struct flavour *f = &w->flavour;
	const struct action actions[] = {
		{allocate_buffer, 30}, {free_buffer, 24}, {free_unknown, 2}, {new_program, 7},
		{launch_program, 18}, {launch_same_op, f->same_op}, {replace_program, 3},
		{free_regions, 1}, {destroy_program, 2}, {capture, f->captures},
		{replay, f->captures * 2}, {release_trace, f->captures / 4}, {remark, 2},
		{announce_buffer, f->announced}, {announce_again, f->announced},
		{lose_free, f->lost_frees}, {pause_and_resume, f->pauses}, {open_root_device, 3},
		{open_submesh, f->submeshes},
		{close_device, f->reopen}, {stand_still, f->still},
	};
	unsigned total = 0;

	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++)
		total += actions[i].weight;
	for (unsigned n = 0; n < events; n++) {
		unsigned drawn = (unsigned)prng_below(&w->random, total);
		size_t i = 0;

		while (drawn >= actions[i].weight)
			drawn -= actions[i++].weight;
		actions[i].run(w);
		/* a pass that begins or ends at the same instant */
		if (w->still && prng_percent(&w->random, 30))
			mark_now(w);
	}
}

void stream_generate(struct stream *s, uint64_t seed, const struct stream_limits *limits)
{
	struct world *w = calloc(1, sizeof(*w));
	struct l1t_record begin = {.kind = L1T_BEGIN}, end = {.kind = L1T_END};
	unsigned events;

	if (!w)
		abort();
	w->out = s;
	w->random = prng_seeded(seed);
	w->flavour = random_flavour(&w->random, limits);
	w->next_buffer_id = prng_between(&w->random, 1, 1000);
	w->next_mesh = w->next_trace = 1;
	w->chips = (unsigned)prng_between(&w->random, 1, CHIPS_MAX);
	events = (unsigned)prng_between(&w->random, limits->events_min, limits->events_max);
	if (prng_percent(&w->random, 2))
		events *= 5;
	begin.begin = (struct l1t_begin){4711, 1, 1700000000000000000, 1, L1T_UNKNOWN, 0};
	world_emit(w, &begin);
	open_root_device(w);
	for (unsigned n = w->flavour.announced; n > 0; n--)
		announce_buffer(w);
	run_actions(w, events);
	if (prng_percent(&w->random, 30))
		for (unsigned n = 0; n < HANDLES_MAX; n++)
			close_device(w);
	w->thread = 0;
	w->now++;
	end.end.events = s->count;
	world_emit(w, &end);
	free(w);
}
