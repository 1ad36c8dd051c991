/*
 * Chips that do the same share an account of it. Two accountings get the same random records: one
 * whose sink takes what every chip did, so that each chip is accounted alone, and one whose chips may
 * share. Openings, peaks of cores, classes and findings must be the same rows.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "accounting.h"
#include "random_mesh.h"

enum { STREAMS = 600, STEPS = 600 };

struct rows {
	char *text;
	size_t bytes, capacity, peaks, findings;
};

static size_t row_bytes(char kind)
{
	return 1 + (kind == 'o' ? sizeof(struct account_opening) : kind == 'p'
		? sizeof(struct account_peak) : 10 * sizeof(uint64_t));
}

static void add(struct rows *r, char kind, const void *row, size_t bytes)
{
	while (r->bytes + bytes + 1 > r->capacity) {
		r->capacity = r->capacity ? r->capacity * 2 : 65536;
		r->text = realloc(r->text, r->capacity);
		if (!r->text)
			abort();
	}
	r->text[r->bytes++] = kind;
	memcpy(r->text + r->bytes, row, bytes);
	r->bytes += bytes;
}

static void on_opening(void *context, const struct account_opening *o)
{
	add(context, 'o', o, sizeof(*o));
}

static void on_peak(void *context, const struct account_peak *p)
{
	struct rows *r = context;

	r->peaks += p->peak_bytes > 0;
	add(r, 'p', p, sizeof(*p));
}

static void on_finding(void *context, const struct account_finding *f)
{
	const uint64_t row[] = {f->kind, f->time_ns, f->chip, f->id, f->other, f->address, f->bytes,
		f->type, f->replays, f->op};
	struct rows *r = context;

	r->findings++;
	add(r, 'f', row, sizeof(row));
}

struct both {
	struct accounting *alone, *sharing;
};

static void tell_both(void *context, const struct l1t_record *r)
{
	struct both *b = context;

	accounting_record(b->alone, r);
	accounting_record(b->sharing, r);
}

static void on_change(void *context, const struct account_change *c)
{
	(void)context;
	(void)c;
}

/* Prints both rows that differ first. */
static void fail_at_difference(uint64_t seed, const struct rows *alone, const struct rows *sharing)
{
	const struct rows *both[] = {alone, sharing};
	size_t at = 0;

	while (at < alone->bytes && at < sharing->bytes && !memcmp(alone->text + at,
			sharing->text + at, row_bytes(alone->text[at])))
		at += row_bytes(alone->text[at]);
	for (unsigned k = 0; k < 2 && at < both[k]->bytes; k++) {
		printf("%s: %c", k ? "sharing" : "alone", both[k]->text[at]);
		for (size_t i = 1; i < row_bytes(both[k]->text[at]); i += 8) {
			int64_t value;

			memcpy(&value, both[k]->text + at + i, 8);
			printf(" %lld", (long long)value);
		}
		printf("\n");
	}
	fail_msg("rows of seed %llu differ", (unsigned long long)seed);
}

/* Two accountings, and what they give. */
struct pair {
	struct rows alone, sharing;
	struct both both;
	int64_t now_ns;
};

static void begin(struct pair *p)
{
	static const struct account_sink of_each = {.opening = on_opening, .peak = on_peak,
		.finding = on_finding, .change = on_change};
	static const struct account_sink of_all = {.opening = on_opening, .peak = on_peak,
		.finding = on_finding};

	*p = (struct pair){.now_ns = 0};
	p->both.alone = accounting_new(&of_each, &p->alone);
	p->both.sharing = accounting_new(&of_all, &p->sharing);
}

/* Their rows must be the same. */
static void end(struct pair *p, uint64_t seed)
{
	accounting_finish(p->both.alone);
	accounting_finish(p->both.sharing);
	if (p->alone.bytes != p->sharing.bytes ||
		memcmp(p->alone.text, p->sharing.text, p->alone.bytes))
		fail_at_difference(seed, &p->alone, &p->sharing);
	accounting_free(p->both.alone);
	accounting_free(p->both.sharing);
	free(p->alone.text);
	free(p->sharing.text);
}

static void a_chip_that_shares_has_the_rows_of_one_that_does_not(void **unused)
{
	size_t peaks = 0, findings = 0;

	(void)unused;
	for (uint64_t seed = 1; seed <= STREAMS; seed++) {
		struct pair p;
		struct random_mesh m = {.tell = tell_both, .context = &p.both, .state = seed,
			.odd = (unsigned)(seed % 8 * 5), .wild = seed % 3 ? 0 : 10};

		begin(&p);
		random_mesh_begin(&m);
		for (unsigned i = 0; i < STEPS * (1 + seed % 5) / 5; i++)
			random_mesh_step(&m);
		end(&p, seed);
		peaks += p.alone.peaks;
		findings += p.alone.findings;
	}
	assert_true(peaks > STREAMS * MESH_CHIPS && findings > STREAMS);
}

static void tell(struct pair *p, struct l1t_record r)
{
	r.time_ns = ++p->now_ns;
	r.thread = 1;
	tell_both(&p->both, &r);
}

enum { BOTH_CHIPS = L1T_CHIPS_FIRST, ALL_CORES = 1, SOME_CORES };

/* Device 1 is chips 0 and 1; devices 2 and 3 are one of them each. */
static void two_chips(struct pair *p)
{
	static const uint32_t chips[] = {0, 1};
	static const uint16_t all[] = {0, 0, 3, 0}, some[] = {1, 0, 1, 0};

	begin(p);
	tell(p, (struct l1t_record){.kind = L1T_CHIPS, .define.id = BOTH_CHIPS,
		.blob = (const uint8_t *)chips, .blob_bytes = sizeof(chips)});
	tell(p, (struct l1t_record){.kind = L1T_CORES, .define.id = ALL_CORES,
		.blob = (const uint8_t *)all, .blob_bytes = sizeof(all)});
	tell(p, (struct l1t_record){.kind = L1T_CORES, .define.id = SOME_CORES,
		.blob = (const uint8_t *)some, .blob_bytes = sizeof(some)});
	for (uint64_t i = 0; i < 3; i++)
		tell(p, (struct l1t_record){.kind = L1T_DEVICE, .device = {.device = i + 1,
			.chips = i ? i - 1 : BOTH_CHIPS, .grid_x = 4, .grid_y = 1,
			.l1_bytes = 1000000, .unreserved_base = 1000}});
}

static void allocate(struct pair *p, uint64_t id, uint64_t device, uint64_t address, uint64_t cores)
{
	tell(p, (struct l1t_record){.kind = L1T_ALLOC, .alloc = {.id = id, .device = device,
		.type = L1T_L1, .address = address, .bytes_per_core = 100, .cores = cores,
		.flags = cores ? L1T_ALLOC_PER_CORE : 0}});
}

static void release(struct pair *p, uint64_t id, uint64_t device)
{
	tell(p, (struct l1t_record){.kind = L1T_FREE, .free = {.id = id, .device = device,
		.type = L1T_L1}});
}

static void place(struct pair *p, uint64_t program, uint64_t chips, uint64_t cores, uint64_t bytes)
{
	tell(p, (struct l1t_record){.kind = L1T_REGION, .region = {.program = program, .chips = chips,
		.flags = L1T_REGION_FIRST, .address = 1000, .size_bytes = bytes, .cores = cores}});
}

static void launch(struct pair *p, uint64_t program, uint64_t chips)
{
	tell(p, (struct l1t_record){.kind = L1T_LAUNCH, .launch = {.program = program, .device = 1,
		.chips = chips, .name = program}});
}

static void what_a_chip_reached_alone_is_kept_when_a_class_is_split(void **unused)
{
	struct pair p;

	(void)unused;
	two_chips(&p);
	place(&p, 1, BOTH_CHIPS, ALL_CORES, 5000);
	place(&p, 2, BOTH_CHIPS, SOME_CORES, 100);
	launch(&p, 1, 0);
	launch(&p, 2, BOTH_CHIPS);
	end(&p, 0);
}

/* Chip 0 has run a program that chip 1 has not; then they hold the same, and both run it. */
static void a_chip_that_joins_another_has_not_reached_what_that_has(void **unused)
{
	struct pair p;

	(void)unused;
	two_chips(&p);
	place(&p, 1, BOTH_CHIPS, ALL_CORES, 5000);
	allocate(&p, 1, 2, 90000, 0);
	launch(&p, 1, 0);
	launch(&p, 1, 0);
	release(&p, 1, 2);
	for (uint64_t id = 2; id < 9; id++)
		allocate(&p, id, 1, 80000 + id * 100, 0);
	launch(&p, 1, BOTH_CHIPS);
	end(&p, 0);
}

/* Each has a buffer of its own at the same address. */
static void chips_with_other_buffers_do_not_join(void **unused)
{
	struct pair p;

	(void)unused;
	two_chips(&p);
	allocate(&p, 1, 2, 90000, SOME_CORES);
	allocate(&p, 2, 3, 90000, SOME_CORES);
	for (uint64_t id = 3; id < 10; id++)
		allocate(&p, id, 1, 80000 + id * 100, 0);
	release(&p, 2, 3);
	release(&p, 1, 2);
	for (uint64_t id = 10; id < 20; id++)
		allocate(&p, id, 1, 70000 + id * 100, 0);
	end(&p, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_chip_that_shares_has_the_rows_of_one_that_does_not),
		cmocka_unit_test(what_a_chip_reached_alone_is_kept_when_a_class_is_split),
		cmocka_unit_test(a_chip_that_joins_another_has_not_reached_what_that_has),
		cmocka_unit_test(chips_with_other_buffers_do_not_join),
	};

	return cmocka_run_group_tests_name("shared_chips", tests, NULL, NULL);
}
