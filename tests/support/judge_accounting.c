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
	struct accounted *s = context;

	s->openings = append(s->openings, &s->opening_count, o, sizeof(*o));
}

static void on_class_core(void *context, uint64_t opening, uint64_t class_id, uint64_t x,
	uint64_t y)
{
	struct accounted *s = context;
	struct class_core c = {opening, class_id, x, y};

	s->class_cores = append(s->class_cores, &s->class_core_count, &c, sizeof(c));
}

static void on_peak(void *context, const struct account_peak *p)
{
	struct accounted *s = context;

	s->peaks = append(s->peaks, &s->peak_count, p, sizeof(*p));
}

static void on_change(void *context, const struct account_change *c)
{
	struct accounted *s = context;

	s->changes = append(s->changes, &s->change_count, c, sizeof(*c));
}

static void on_op(void *context, const struct account_op *o)
{
	struct accounted *s = context;

	s->ops = append(s->ops, &s->op_count, o, sizeof(*o));
}

static void on_buffer(void *context, const struct account_buffer *b)
{
	struct accounted *s = context;

	s->buffers = append(s->buffers, &s->buffer_count, b, sizeof(*b));
}

static void on_finding(void *context, const struct account_finding *f)
{
	struct accounted *s = context;

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

/* True when this row of a class is one of the core's. */
static bool is_of(const struct accounted *s, const struct account_change *c, uint64_t opening,
	uint64_t x, uint64_t y)
{
	for (size_t i = 0; i < s->class_core_count; i++) {
		const struct class_core *k = &s->class_cores[i];

		if (k->class_id == c->class_id && k->opening == opening && k->x == x && k->y == y)
			return true;
	}
	return false;
}

static void check_peak(const struct accounted *s, const struct account_peak *p)
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

static void listen(struct story *s, const struct l1t_record *r)
{
	accounting_record(s->rows->accounting, r);
}

void accounted_begin(struct story *s)
{
	s->rows = calloc(1, sizeof(*s->rows));
	if (!s->rows)
		abort();
	s->rows->accounting = accounting_new(&sink, s->rows);
	assert_non_null(s->rows->accounting);
	story_listener(s, listen);
}

void accounted_end(struct story *s)
{
	accounting_finish(s->rows->accounting);
	for (size_t i = 0; i < s->rows->peak_count; i++)
		check_peak(s->rows, &s->rows->peaks[i]);
}

void accounted_free(struct story *s)
{
	accounting_free(s->rows->accounting);
	free(s->rows->openings);
	free(s->rows->class_cores);
	free(s->rows->peaks);
	free(s->rows->changes);
	free(s->rows->ops);
	free(s->rows->buffers);
	free(s->rows->findings);
	free(s->rows);
	s->rows = NULL;
}

const struct account_peak *peak_of(const struct story *s, uint64_t opening, uint64_t x, uint64_t y)
{
	for (size_t i = 0; i < s->rows->peak_count; i++)
		if (s->rows->peaks[i].opening == opening && s->rows->peaks[i].core_x == x &&
			s->rows->peaks[i].core_y == y)
			return &s->rows->peaks[i];
	fail_msg("no peak of core %u,%u in opening %u", (unsigned)x, (unsigned)y,
		(unsigned)opening);
	return NULL;
}

const struct account_op *op_of(const struct story *s, uint64_t op, uint64_t chip)
{
	for (size_t i = 0; i < s->rows->op_count; i++)
		if (s->rows->ops[i].op == op && s->rows->ops[i].chip == chip)
			return &s->rows->ops[i];
	fail_msg("no op %u on chip %u", (unsigned)op, (unsigned)chip);
	return NULL;
}

const struct account_buffer *buffer_of(const struct story *s, uint64_t id)
{
	for (size_t i = 0; i < s->rows->buffer_count; i++)
		if (s->rows->buffers[i].alloc.id == id)
			return &s->rows->buffers[i];
	fail_msg("no row of buffer %u", (unsigned)id);
	return NULL;
}

const struct account_change *change_of(const struct story *s, uint64_t opening, uint64_t x,
	uint64_t y, const char *event)
{
	for (size_t i = s->rows->change_count; i-- > 0;)
		if (!strcmp(account_event_word(s->rows->changes[i].event), event) &&
			is_of(s->rows, &s->rows->changes[i], opening, x, y))
			return &s->rows->changes[i];
	return NULL;
}

size_t changes_of(const struct story *s, uint64_t opening, uint64_t x, uint64_t y)
{
	size_t n = 0;

	for (size_t i = 0; i < s->rows->change_count; i++)
		n += is_of(s->rows, &s->rows->changes[i], opening, x, y);
	return n;
}

size_t findings_of(const struct story *s, enum account_finding_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < s->rows->finding_count; i++)
		n += s->rows->findings[i].kind == kind;
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
