/* What a trace has of a device at a moment: see recorded_state.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "grown_array.h"
#include "recorded_state.h"
#include "statement.h"
#include "work_allowance.h"
#include "xalloc.h"

const char *const bank_names[BANK_KINDS] = {"dram", "l1", "l1_small"};

static uint64_t sum(uint64_t a, uint64_t b)
{
	return a == UINT64_MAX || b == UINT64_MAX || a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static uint64_t less(uint64_t a, uint64_t b)
{
	return a == UINT64_MAX || b == UINT64_MAX || b > a ? UINT64_MAX : a - b;
}

/* What the allocator has of a bank of this size; sub-devices take a part at its begin. */
static uint64_t capacity(const struct recorded_state *s, int kind, uint64_t bytes)
{
	sqlite3_stmt *q = statement_kept(s->db, "reported_capacity");
	uint64_t now = UINT64_MAX;

	bind_named(q, ":run", s->at.run);
	bind_named(q, ":handle", s->at.handle);
	bind_named_text(q, ":kind", bank_names[kind]);
	bind_named(q, ":time_ns", s->at.time_ns);
	if (database_next(q))
		now = column_number(q, 0);
	statement_let_go(q);
	return now <= bytes ? now : bytes;
}

static void count_blocks(struct recorded_bank *b)
{
	struct holders inside = {.at = xarray(b->live.count + 1, sizeof(*b->live.at))};

	b->allocated = 0;
	for (size_t i = 0; i < b->live.count; i++) {
		const struct holder *h = &b->live.at[i];

		b->per_core += h->on_cores != NULL;
		if (h->address < b->begin || h->address >= b->end) {
			b->outside++;
			continue;
		}
		inside.at[inside.count++] = *h;
		b->allocated = sum(b->allocated, h->bytes);
	}
	b->largest = b->begin == UINT64_MAX || b->end == UINT64_MAX ? UINT64_MAX
		: holders_hole(&inside, b->begin, b->end);
	free(inside.at);
}

static void load_bank(struct recorded_state *s, int kind, uint64_t base, uint64_t bytes, uint64_t count)
{
	const struct instant at = {.run = s->at.run, .time_ns = s->at.time_ns, .moment = UINT64_MAX,
		.handle = s->at.handle, .device = s->device, .program = UINT64_MAX};
	struct recorded_bank *b = &s->banks[kind];

	*b = (struct recorded_bank){.base = base, .end = sum(base, bytes), .count = count};
	b->begin = less(b->end, capacity(s, kind, bytes));
	holders_load(&b->live, s->db, &at, bank_names[kind]);
	count_blocks(b);
}

static void load_cores(struct recorded_state *s)
{
	enum { DEVICE, CORE_X, CORE_Y, BUFFER_BYTES, L1_SMALL_BYTES, PERSISTENT_BYTES, RESIDENT_BYTES,
		PROGRAM, RAN_NS, TEXT_BYTES, CONFIG_BYTES, HAS_RUN };   /* columns of reported_cores.sql */
	sqlite3_stmt *q = statement(s->db, "reported_cores");

	bind_named(q, ":run", s->at.run);
	bind_named(q, ":time_ns", s->at.time_ns);
	bind_named_text(q, ":chips", s->chips);
	while (database_next(q)) {
		GROW(s->cores, s->core_count, s->core_capacity);
		s->cores[s->core_count++] = (struct recorded_core){.device = column_number(q, DEVICE),
			.x = column_number(q, CORE_X), .y = column_number(q, CORE_Y),
			.buffer_bytes = column_number(q, BUFFER_BYTES),
			.l1_small_bytes = column_number(q, L1_SMALL_BYTES),
			.persistent_bytes = column_number(q, PERSISTENT_BYTES),
			.program_bytes = column_number(q, RESIDENT_BYTES),
			.program = column_number(q, PROGRAM), .ran_ns = column_number(q, RAN_NS),
			.kernel_bytes = sum(column_number(q, TEXT_BYTES), column_number(q, CONFIG_BYTES)),
			.has_run = sqlite3_column_int(q, HAS_RUN)};
	}
	sqlite3_finalize(q);
}

/* Binds the parameters of reported_devices. */
static sqlite3_stmt *devices(const struct recorded_state *s, uint64_t chip)
{
	sqlite3_stmt *q = statement(s->db, "reported_devices");

	bind_named(q, ":run", s->at.run);
	bind_named(q, ":time_ns", s->at.time_ns);
	bind_named(q, ":handle", s->at.handle);
	bind_named(q, ":chip", chip);
	return q;
}

/* The reason why it is not clear which device is meant. */
static void say_devices(const struct recorded_state *s, int count, uint64_t chip, char *why, size_t room)
{
	double ms = (double)s->at.time_ns / 1e6;

	if (!count)
		snprintf(why, room, "is about a device, and none%s was open at %.3f ms",
			chip == UINT64_MAX ? "" : " with that chip", ms);
	else
		snprintf(why, room, "does not say which device it is about, and %d were open at %.3f ms: %s",
			count, ms, chip == UINT64_MAX ? "name one of its chips with --device"
			: "the name under which it was written would tell");
}

bool recorded_state_load(struct recorded_state *s, sqlite3 *db, const struct report_instant *i,
	uint64_t chip, char *why, size_t room)
{
	enum { HANDLE, MESH, CHIPS, DEVICE, UNRESERVED_BASE, L1_BYTES, L1_SMALL_BYTES, BANK_COUNT, BANK_BYTES,
		DRAM_BANK_COUNT, DRAM_BANK_BYTES, DRAM_BASE };  /* columns of reported_devices.sql */
	sqlite3_stmt *q;
	int count = 0;

	*s = (struct recorded_state){.db = db, .at = *i};
	q = devices(s, chip);
	while (database_next(q))
		count++;
	if (count != 1) {
		sqlite3_finalize(q);
		say_devices(s, count, chip, why, room);
		return false;
	}
	sqlite3_reset(q);
	database_next(q);
	s->at.handle = column_number(q, HANDLE);
	s->device = column_number(q, DEVICE);
	s->chips = xstrdup((const char *)sqlite3_column_text(q, CHIPS));
	load_bank(s, BANK_DRAM, column_number(q, DRAM_BASE), column_number(q, DRAM_BANK_BYTES),
		column_number(q, DRAM_BANK_COUNT));
	load_bank(s, BANK_L1, column_number(q, UNRESERVED_BASE), column_number(q, BANK_BYTES),
		column_number(q, BANK_COUNT));
	load_bank(s, BANK_L1_SMALL, less(column_number(q, L1_BYTES), column_number(q, L1_SMALL_BYTES)),
		column_number(q, L1_SMALL_BYTES), column_number(q, BANK_COUNT));
	sqlite3_finalize(q);
	load_cores(s);
	return true;
}

void recorded_state_free(struct recorded_state *s)
{
	for (int i = 0; i < BANK_KINDS; i++)
		holders_free(&s->banks[i].live);
	free(s->cores);
	free(s->chips);
	*s = (struct recorded_state){0};
}
