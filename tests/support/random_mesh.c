/*
 * For tests: random records of a mesh. See random_mesh.h.
 */
#include <stdbool.h>
#include <stddef.h>
#include "random_mesh.h"
#include "splitmix.h"
#include "wild_record.h"

enum {
	SETS = 8, GRID_X = 4, GRID_Y = 3, CORE_SETS = 10, DEVICES = 9, PROGRAMS = 8,
	SLOTS = 24, SLOT_BYTES = 1000, BASE = 1000, FIRST_CORES = 100, HIGH_CHIP = 1000,
};

static unsigned pick(struct random_mesh *m, unsigned count)
{
	return (unsigned)(next_random(&m->state) % count);
}

static bool is_odd(struct random_mesh *m)
{
	return pick(m, 100) < m->odd;
}

static void tell_now(struct random_mesh *m, struct l1t_record r)
{
	r.time_ns = m->now_ns;
	m->tell(m->context, &r);
}

static void tell(struct random_mesh *m, struct l1t_record r)
{
	m->now_ns += pick(m, 3);
	r.thread = r.thread ? r.thread : 1 + pick(m, 2);
	tell_now(m, r);
}

static void define(struct random_mesh *m, uint8_t kind, uint64_t id, const void *blob, size_t bytes)
{
	tell(m, (struct l1t_record){.kind = kind, .blob = blob, .blob_bytes = (uint32_t)bytes,
		.define.id = id});
}

/* Sets of chips: 0 all, 1 and 2 the halves, 3 each second, 4 all backwards, 5 a pair, 6 with a high one,
 * 7 is never defined. */
static void define_chips(struct random_mesh *m)
{
	static const uint32_t sets[SETS - 1][MESH_CHIPS + 1] = {{8, 0, 1, 2, 3, 4, 5, 6, 7},
		{4, 0, 1, 2, 3}, {4, 4, 5, 6, 7}, {4, 1, 3, 5, 7}, {8, 7, 6, 5, 4, 3, 2, 1, 0}, {2, 6, 2},
		{3, 0, HIGH_CHIP, 1}};

	for (uint64_t i = 0; i < SETS - 1; i++)
		define(m, L1T_CHIPS, L1T_CHIPS_FIRST + i, &sets[i][1], sets[i][0] * sizeof(uint32_t));
}

/* Sets of cores: 0 all, then parts, the last one with cores outside of the grid. */
static void define_cores(struct random_mesh *m)
{
	static const uint16_t sets[CORE_SETS][4] = {{0, 0, GRID_X - 1, GRID_Y - 1}, {0, 0, 1, 1},
		{2, 0, 3, 2}, {1, 1, 2, 2}, {0, 0, 0, 0}, {3, 2, 3, 2}, {1, 0, 1, 2},
		{0, 2, 2, 2}, {2, 1, 2, 1}, {2, 1, 9, 9}};

	for (uint64_t i = 0; i < CORE_SETS; i++)
		define(m, L1T_CORES, FIRST_CORES + i, sets[i], sizeof(sets[i]));
}

/* Mostly all chips. */
static uint64_t any_chips(struct random_mesh *m)
{
	unsigned n = pick(m, 20);

	if (!is_odd(m))
		return L1T_CHIPS_FIRST;
	return n == 19 ? HIGH_CHIP : n > 8 ? n - 9u : L1T_CHIPS_FIRST + (n < SETS ? n : 0);
}

static uint64_t any_cores(struct random_mesh *m)
{
	if (!is_odd(m))
		return FIRST_CORES + pick(m, 3);
	/* findings part chips for good: not too often */
	return FIRST_CORES + pick(m, pick(m, 20) ? CORE_SETS - 1 : CORE_SETS + 1);
}

/* Device 1 is all chips, the others parts of it. */
static uint64_t any_device(struct random_mesh *m)
{
	return is_odd(m) ? 1 + pick(m, DEVICES) : 1;
}

static void open_device(struct random_mesh *m, uint64_t device)
{
	static const uint64_t chips[DEVICES] = {L1T_CHIPS_FIRST, L1T_CHIPS_FIRST + 1,
		L1T_CHIPS_FIRST + 2, L1T_CHIPS_FIRST + 3, L1T_CHIPS_FIRST + 4, 3, HIGH_CHIP,
		L1T_CHIPS_FIRST + 6, L1T_CHIPS_FIRST + 7};
	bool small = !pick(m, 4);

	tell(m, (struct l1t_record){.kind = L1T_DEVICE, .device = {.device = device, .mesh = device,
		.chips = chips[device - 1], .grid_x = GRID_X, .grid_y = GRID_Y,
		.l1_bytes = BASE + SLOT_BYTES * (small ? SLOTS / 4 : SLOTS * 2),
		.unreserved_base = BASE, .l1_small_bytes = 500,
		.bank_count = GRID_X * GRID_Y, .bank_bytes = SLOT_BYTES * SLOTS,
		.dram_base = 0, .dram_bank_count = 1, .dram_bank_bytes = 1 << 20}});
}

static void allocate(struct random_mesh *m)
{
	static const uint64_t types[] = {L1T_L1, L1T_L1_SMALL, L1T_PERSISTENT, L1T_DRAM};
	uint64_t device = any_device(m), type = types[is_odd(m) ? pick(m, 4) : 0];
	uint64_t slot = m->next_id % SLOTS;
	bool per_core = is_odd(m);

	if (m->live_count == MESH_LIVE_MAX)
		return;
	/* slots are used one after the other, so bytes are seldom shared */
	if (is_odd(m) && !pick(m, 10))
		slot = pick(m, SLOTS);
	m->live[m->live_count] = (struct l1t_alloc){.id = ++m->next_id, .device = device,
		.type = type, .address = BASE + (SLOTS + slot) * SLOT_BYTES,
		.bytes_per_core = 1 + pick(m, SLOT_BYTES - 1), .cores = any_cores(m),
		.flags = per_core ? L1T_ALLOC_PER_CORE : 0};
	tell(m, (struct l1t_record){.kind = L1T_ALLOC, .alloc = m->live[m->live_count++]});
}

static void release(struct random_mesh *m)
{
	unsigned i = m->live_count ? pick(m, m->live_count) : 0;

	if (!m->live_count)
		return;
	tell(m, (struct l1t_record){.kind = L1T_FREE, .free = {.id = m->live[i].id,
		.device = m->live[i].device, .type = m->live[i].type}});
	if (!is_odd(m) || pick(m, 20))  /* else it will be freed twice */
		m->live[i] = m->live[--m->live_count];
}

/* After a pause: some buffers were freed meanwhile. */
static void resume(struct random_mesh *m)
{
	m->now_ns++;
	tell_now(m, (struct l1t_record){.kind = L1T_RESUME});
	for (unsigned i = 0; i < m->live_count; i++) {
		struct l1t_record r = {.kind = L1T_ALLOC, .alloc = m->live[i]};

		r.alloc.flags |= L1T_ALLOC_ANNOUNCED;
		if (pick(m, 4))
			tell_now(m, r);
	}
	m->now_ns++;
}

static void place(struct random_mesh *m)
{
	uint64_t program = 1 + pick(m, PROGRAMS), chips = any_chips(m), at = BASE;
	unsigned regions = 1 + pick(m, 3);

	if (is_odd(m) && pick(m, 2)) {
		tell(m, (struct l1t_record){.kind = L1T_REGIONS_FREED, .regions_freed = {
			.program = program, .chips = chips, .types = 1 + pick(m, 7)}});
		return;
	}
	for (unsigned i = 0; i < regions; i++) {
		uint64_t bytes = 1 + pick(m, SLOT_BYTES * 4);

		tell(m, (struct l1t_record){.kind = L1T_REGION, .region = {.program = program,
			.chips = chips, .type = is_odd(m) ? pick(m, 3) : 0,
			.flags = (i ? 0 : L1T_REGION_FIRST) | (is_odd(m) ? L1T_REGION_ALIAS : 0),
			.address = at, .size_bytes = bytes, .cores = any_cores(m)}});
		at += bytes;
	}
}

/* One after the other on each chip, as the runtime compiles them. */
static void compile(struct random_mesh *m)
{
	uint64_t program = 1 + pick(m, PROGRAMS), cores = any_cores(m);

	for (uint64_t chip = 0; chip < MESH_CHIPS; chip++)
		if (!is_odd(m) || pick(m, 4))
			tell(m, (struct l1t_record){.kind = L1T_KERNEL, .kernel = {
				.program = program, .chips = chip, .cores = cores}});
}

static void launch_on(struct random_mesh *m, uint64_t program, uint64_t chips, uint64_t flags)
{
	tell(m, (struct l1t_record){.kind = L1T_LAUNCH, .thread = 1, .launch = {.program = program,
		.device = any_device(m), .chips = chips, .name = program, .flags = flags}});
}

static void launch(struct random_mesh *m)
{
	uint64_t program = 1 + pick(m, PROGRAMS);

	if (pick(m, 4)) {
		launch_on(m, program, any_chips(m), is_odd(m) ? pick(m, 4) : 0);
		return;
	}
	/* a collective operation: each chip runs a program of its own */
	for (uint64_t chip = 0; chip < MESH_CHIPS; chip++)
		launch_on(m, 1 + (program + chip) % PROGRAMS, chip, chip ? L1T_LAUNCH_SAME_OP : 0);
}

static void use_trace(struct random_mesh *m)
{
	static const uint8_t kinds[] = {L1T_CAPTURE_BEGIN, L1T_CAPTURE_END, L1T_CAPTURE_END, L1T_REPLAY,
		L1T_REPLAY, L1T_REPLAY, L1T_RELEASE};

	tell(m, (struct l1t_record){.kind = kinds[pick(m, 7)], .mesh_trace = {
		.device = any_device(m), .trace = 1 + pick(m, 2)}});
}

void random_mesh_step(struct random_mesh *m)
{
	unsigned n = pick(m, 100);

	if (pick(m, 100) < m->wild)
		tell(m, wild_record(&m->state));
	else if (n < 35)
		allocate(m);
	else if (n < 60)
		release(m);
	else if (n < 70)
		place(m);
	else if (n < 73)
		compile(m);
	else if (n < 88)
		launch(m);
	else if (n < 95)
		use_trace(m);
	else if (n < 96)
		tell(m, (struct l1t_record){.kind = L1T_PROGRAM_GONE,
			.program_gone.program = 1 + pick(m, PROGRAMS)});
	else if (n < 98)
		open_device(m, any_device(m));
	else if (n < 99 && is_odd(m))
		resume(m);
	else if (is_odd(m))
		tell(m, (struct l1t_record){.kind = L1T_DEVICE_CLOSE,
			.device_close.device = any_device(m)});
}

void random_mesh_begin(struct random_mesh *m)
{
	define_chips(m);
	define_cores(m);
	open_device(m, 1);
}
