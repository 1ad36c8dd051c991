/*
 * For tests: a story told to the accounting, and its rows. See judge_accounting.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "judge_accounting.h"

/* Appends a row to one of the story's lists. */
static void *append(void *list, size_t *count, const void *row, size_t bytes)
{
	char *grown = realloc(list, (*count + 1) * bytes);

	if (!grown)
		abort();
	memcpy(grown + *count * bytes, row, bytes);
	(*count)++;
	return grown;
}

static void on_opening(void *context, const struct account_opening *o)
{
	struct story *s = context;

	s->openings = append(s->openings, &s->opening_count, o, sizeof(*o));
}

static void on_class_core(void *context, uint64_t opening, uint64_t class_id, uint64_t x,
	uint64_t y)
{
	struct story *s = context;
	struct class_core c = {opening, class_id, x, y};

	s->class_cores = append(s->class_cores, &s->class_core_count, &c, sizeof(c));
}

static void on_peak(void *context, const struct account_peak *p)
{
	struct story *s = context;

	s->peaks = append(s->peaks, &s->peak_count, p, sizeof(*p));
}

static void on_change(void *context, const struct account_change *c)
{
	struct story *s = context;

	s->changes = append(s->changes, &s->change_count, c, sizeof(*c));
}

static void on_op(void *context, const struct account_op *o)
{
	struct story *s = context;

	s->ops = append(s->ops, &s->op_count, o, sizeof(*o));
}

static void on_buffer(void *context, const struct account_buffer *b)
{
	struct story *s = context;

	s->buffers = append(s->buffers, &s->buffer_count, b, sizeof(*b));
}

static void on_finding(void *context, const struct account_finding *f)
{
	struct story *s = context;

	s->findings = append(s->findings, &s->finding_count, f, sizeof(*f));
}

/* Checked in every story: the free space fits its bank, in holes of which one is the largest. */
static void on_space(void *context, const struct account_space *r)
{
	(void)context;
	assert_true(r->capacity_bytes && r->free_bytes <= r->capacity_bytes);
	assert_true(r->largest_free_bytes <= r->free_bytes);
	assert_int_equal(!r->free_bytes, !r->holes);
	assert_int_equal(!r->free_bytes, !r->largest_free_bytes);
	if (r->holes == 1)
		assert_int_equal(r->largest_free_bytes, r->free_bytes);
	if (r->holes)
		assert_true(r->largest_free_bytes >= r->free_bytes / r->holes);
	if (!strcmp(r->event, "open"))
		assert_int_equal(r->free_bytes, r->capacity_bytes);
}

static const struct account_sink sink = {.opening = on_opening, .class_core = on_class_core,
	.peak = on_peak, .change = on_change, .op = on_op, .buffer = on_buffer,
	.space = on_space, .finding = on_finding};

void story_begin(struct story *s)
{
	memset(s, 0, sizeof(*s));
	s->thread = 1;
	s->accounting = accounting_new(&sink, s);
	assert_non_null(s->accounting);
	tell_cores(s, ALL_CORES, 0, 0, GRID_X - 1, GRID_Y - 1);
	tell_cores(s, LEFT_CORES, 0, 0, 1, 2);
	tell_cores(s, RIGHT_CORES, 2, 0, 3, 2);
	tell_cores(s, ONE_CORE, 0, 0, 0, 0);
	tell_chips(s, BOTH_CHIPS, 0, 2);
}

/* True when this row of a class is one of the core's. */
static bool is_of(const struct story *s, const struct account_change *c, uint64_t opening,
	uint64_t x, uint64_t y)
{
	for (size_t i = 0; i < s->class_core_count; i++) {
		const struct class_core *k = &s->class_cores[i];

		if (k->class_id == c->class_id && k->opening == opening && k->x == x && k->y == y)
			return true;
	}
	return false;
}

static void check_peak(const struct story *s, const struct account_peak *p)
{
	uint64_t most = 0;

	assert_int_equal(p->peak_bytes, p->buffer_bytes + p->l1_small_bytes + p->program_bytes +
		p->persistent_bytes);
	for (size_t i = 0; i < s->change_count; i++)
		if (s->changes[i].total_bytes > most &&
			is_of(s, &s->changes[i], p->opening, p->core_x, p->core_y))
			most = s->changes[i].total_bytes;
	if (most != p->peak_bytes)
		fail_msg("core %u,%u: peak %llu, but its timeline reaches %llu",
			(unsigned)p->core_x, (unsigned)p->core_y,
			(unsigned long long)p->peak_bytes, (unsigned long long)most);
}

void story_end(struct story *s)
{
	accounting_finish(s->accounting);
	for (size_t i = 0; i < s->peak_count; i++)
		check_peak(s, &s->peaks[i]);
}

void story_free(struct story *s)
{
	accounting_free(s->accounting);
	free(s->openings);
	free(s->class_cores);
	free(s->peaks);
	free(s->changes);
	free(s->ops);
	free(s->buffers);
	free(s->findings);
}

void tell(struct story *s, struct l1t_record r)
{
	r.time_ns = s->now_ns;
	r.thread = s->thread;
	s->now_ns += 10;
	accounting_record(s->accounting, &r);
}

void tell_cores(struct story *s, uint64_t id, unsigned x0, unsigned y0, unsigned x1, unsigned y1)
{
	uint16_t range[4] = {(uint16_t)x0, (uint16_t)y0, (uint16_t)x1, (uint16_t)y1};

	tell(s, (struct l1t_record){.kind = L1T_CORES, .define = {id},
		.blob = (const uint8_t *)range, .blob_bytes = sizeof(range)});
}

void tell_chips(struct story *s, uint64_t id, uint32_t first, uint32_t count)
{
	uint32_t chips[32];

	assert_true(count <= 32);
	for (uint32_t i = 0; i < count; i++)
		chips[i] = first + i;
	tell(s, (struct l1t_record){.kind = L1T_CHIPS, .define = {id},
		.blob = (const uint8_t *)chips, .blob_bytes = count * 4});
}

void tell_open(struct story *s, uint64_t handle, uint64_t chips)
{
	tell(s, (struct l1t_record){.kind = L1T_DEVICE, .device = {.device = handle,
		.mesh = handle + 100, .chips = chips, .grid_x = GRID_X, .grid_y = GRID_Y,
		.l1_bytes = L1_BYTES, .unreserved_base = BASE, .l1_small_bytes = SMALL_BYTES,
		.kernel_config_bytes = 70656, .bank_count = GRID_CORES,
		.bank_bytes = TOP - BASE}});
}

void tell_close(struct story *s, uint64_t handle)
{
	tell(s, (struct l1t_record){.kind = L1T_DEVICE_CLOSE, .device_close = {handle}});
}

static struct l1t_record alloc_record(uint64_t id, uint64_t handle, uint64_t type,
	uint64_t address, uint64_t bytes)
{
	return (struct l1t_record){.kind = L1T_ALLOC, .alloc = {.id = id, .device = handle,
		.type = type, .size_bytes = bytes * GRID_CORES, .address = address,
		.bytes_per_core = bytes, .page_bytes = 32, .core_count = L1T_UNKNOWN}};
}

void tell_alloc(struct story *s, uint64_t id, uint64_t handle, uint64_t type, uint64_t address,
	uint64_t bytes)
{
	tell(s, alloc_record(id, handle, type, address, bytes));
}

void tell_alloc_on(struct story *s, uint64_t id, uint64_t handle, uint64_t type,
	uint64_t address, uint64_t bytes, uint64_t cores)
{
	struct l1t_record r = alloc_record(id, handle, type, address, bytes);

	r.alloc.cores = cores;
	r.alloc.flags = type == L1T_PERSISTENT ? 0 : L1T_ALLOC_PER_CORE;
	tell(s, r);
}

void tell_free(struct story *s, uint64_t id, uint64_t handle, uint64_t type)
{
	tell(s, (struct l1t_record){.kind = L1T_FREE, .free = {id, handle, type, 0}});
}

void tell_region(struct story *s, uint64_t program, uint64_t chips, uint64_t flags,
	uint64_t address, uint64_t bytes, uint64_t cores)
{
	tell(s, (struct l1t_record){.kind = L1T_REGION, .region = {.program = program,
		.chips = chips, .type = L1T_CB, .flags = flags, .address = address,
		.size_bytes = bytes, .cores = cores}});
}

void tell_launch(struct story *s, uint64_t program, uint64_t handle, uint64_t chips, uint64_t name)
{
	tell(s, (struct l1t_record){.kind = L1T_LAUNCH, .launch = {.program = program,
		.device = handle, .chips = chips, .name = name}});
}

void tell_gone(struct story *s, uint64_t program)
{
	tell(s, (struct l1t_record){.kind = L1T_PROGRAM_GONE, .program_gone = {program}});
}

void tell_trace(struct story *s, uint8_t kind, uint64_t handle, uint64_t trace)
{
	tell(s, (struct l1t_record){.kind = kind, .mesh_trace = {.device = handle,
		.trace = trace}});
}

const struct account_peak *peak_of(const struct story *s, uint64_t opening, uint64_t x, uint64_t y)
{
	for (size_t i = 0; i < s->peak_count; i++)
		if (s->peaks[i].opening == opening && s->peaks[i].core_x == x &&
			s->peaks[i].core_y == y)
			return &s->peaks[i];
	fail_msg("no peak of core %u,%u in opening %u", (unsigned)x, (unsigned)y,
		(unsigned)opening);
	return NULL;
}

const struct account_op *op_of(const struct story *s, uint64_t op, uint64_t chip)
{
	for (size_t i = 0; i < s->op_count; i++)
		if (s->ops[i].op == op && s->ops[i].chip == chip)
			return &s->ops[i];
	fail_msg("no op %u on chip %u", (unsigned)op, (unsigned)chip);
	return NULL;
}

const struct account_buffer *buffer_of(const struct story *s, uint64_t id)
{
	for (size_t i = 0; i < s->buffer_count; i++)
		if (s->buffers[i].alloc.id == id)
			return &s->buffers[i];
	fail_msg("no row of buffer %u", (unsigned)id);
	return NULL;
}

const struct account_change *change_of(const struct story *s, uint64_t opening, uint64_t x,
	uint64_t y, const char *event)
{
	for (size_t i = s->change_count; i-- > 0;)
		if (!strcmp(s->changes[i].event, event) && is_of(s, &s->changes[i], opening, x, y))
			return &s->changes[i];
	return NULL;
}

size_t changes_of(const struct story *s, uint64_t opening, uint64_t x, uint64_t y)
{
	size_t n = 0;

	for (size_t i = 0; i < s->change_count; i++)
		n += is_of(s, &s->changes[i], opening, x, y);
	return n;
}

size_t findings_of(const struct story *s, enum account_finding_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < s->finding_count; i++)
		n += s->findings[i].kind == kind;
	return n;
}

void assert_peak(const struct story *s, uint64_t opening, uint64_t x, uint64_t y,
	uint64_t buffer, uint64_t small, uint64_t program, uint64_t persistent)
{
	const struct account_peak *p = peak_of(s, opening, x, y);

	assert_int_equal(p->buffer_bytes, buffer);
	assert_int_equal(p->l1_small_bytes, small);
	assert_int_equal(p->program_bytes, program);
	assert_int_equal(p->persistent_bytes, persistent);
	assert_int_equal(p->peak_bytes, buffer + small + program + persistent);
}
