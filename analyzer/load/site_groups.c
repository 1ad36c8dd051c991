/*
 * A group's bytes are a running sum. Of events of one time the queries take frees first; so what counts
 * is the sum after the last event of a time.
 *
 * Must not know: records, how texts are kept.
 */
#include <stdlib.h>
#include "buffer_words.h"
#include "grown_array.h"
#include "id_map.h"
#include "load.h"
#include "row_writer.h"
#include "site_groups.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { STEP_NS = 5 };

struct key {
	uint64_t type, chip;
	uint64_t site, name;    /* numbers of texts; name: the op's, else what the buffer is for */
};

struct group {
	struct group *next;     /* another one with this hash */
	struct key key;
	uint64_t callsite, purpose;     /* ids of one that has these texts */
	bool counts;            /* a time before now had events */
	uint64_t now_ns;
	int64_t now_bytes, most_bytes;  /* after the events of now; of all times before */
	uint64_t count, sum_bytes, left_bytes, largest_bytes;
	uint64_t number;                /* of the run's groups */
	struct held *held;              /* what the buffer that ended last holds; NULL: none has ended */
	uint64_t last_id, largest_before;       /* the last allocation, and largest_bytes before it */
};

/* Buffers of a group that hold the same. */
struct held {
	uint64_t group, tensor, count;
};

struct groups {
	struct table by_hash;
	struct group **all;     /* in the order in which they came */
	size_t count, capacity;
};

struct site_groups {
	const struct site_texts *texts;
	struct groups by_site, by_op;
	struct table held;      /* struct held, by group and tensor */
	uint64_t last;          /* number of the last group */
	struct row_writer row, held_row;
	bool exact;
};

struct site_groups *site_groups_new(sqlite3 *db, const struct site_texts *texts)
{
	struct site_groups *g = xcalloc(1, sizeof(*g));

	g->row = row_writer(db, "site_group");
	g->held_row = row_writer(db, "site_tensor");
	g->texts = texts;
	g->exact = true;
	return g;
}

static void forget(struct groups *g)
{
	for (size_t i = 0; i < g->count; i++)
		free(g->all[i]);
	g->count = 0;
	table_free(&g->by_hash);
}

void site_groups_free(struct site_groups *g)
{
	forget(&g->by_site);
	forget(&g->by_op);
	free(g->by_site.all);
	free(g->by_op.all);
	table_free_values(&g->held);
	row_writer_free(&g->row);
	row_writer_free(&g->held_row);
	free(g);
}

static bool is_equal(const struct key *a, const struct key *b)
{
	return a->type == b->type && a->chip == b->chip && a->site == b->site && a->name == b->name;
}

static struct group *group_of(struct groups *g, const struct key *key)
{
	uint64_t hash = ((key->site << 20 ^ key->name) << 20) + key->chip * 8 + key->type;
	struct group *first = table_get(&g->by_hash, hash), *made;

	for (struct group *at = first; at && work_spend(STEP_NS); at = at->next)
		if (is_equal(&at->key, key))
			return at;
	made = xcalloc(1, sizeof(*made));
	made->next = first;
	made->key = *key;
	table_put(&g->by_hash, hash, made);
	GROW(g->all, g->count, g->capacity);
	g->all[g->count++] = made;
	return made;
}

/* Both groups of a buffer that is for `purpose`. False: it is in none, or that is not known. */
static bool groups_of(struct site_groups *g, const struct account_buffer *b, uint64_t purpose,
	struct group *out[2])
{
	const struct l1t_alloc *a = &b->alloc;
	struct site_numbers n = {0};
	struct key key = {.type = a->type};

	if ((a->type != L1T_L1 && a->type != L1T_L1_SMALL) || l1t_part_of(a) || !g->exact)
		return false;
	key.chip = g->texts->first_chip(g->texts->context, b->chips);
	if (key.chip == L1T_UNKNOWN || a->bytes_per_core >= (uint64_t)1 << 40 || (a->callsite &&
			!g->texts->site(g->texts->context, a->callsite, &n)))
		g->exact = false;
	if (purpose == L1T_UNKNOWN || n.op)
		purpose = 0;
	key.site = n.site;
	key.name = n.op;
	if (purpose) {
		key.name = g->texts->string(g->texts->context, purpose);
		g->exact &= key.name != 0;
	}
	if (!g->exact)
		return false;
	out[0] = group_of(&g->by_site, &key);
	key.site = 0;
	out[1] = group_of(&g->by_op, &key);
	for (int i = 0; i < 2; i++)
		if (!out[i]->callsite && !out[i]->purpose) {
			out[i]->callsite = a->callsite;
			out[i]->purpose = purpose;
		}
	return true;
}

/* Brings a group to a time. */
static void advance(struct site_groups *g, struct group *at, uint64_t time_ns)
{
	if (time_ns < at->now_ns)
		g->exact = false;
	if (time_ns > at->now_ns && at->count) {
		if (!at->counts || at->now_bytes > at->most_bytes)
			at->most_bytes = at->now_bytes;
		at->counts = true;
	}
	at->now_ns = time_ns;
}

static void add(struct site_groups *g, struct group *at, const struct account_buffer *b)
{
	uint64_t bytes = b->alloc.bytes_per_core;

	advance(g, at, b->alloc_ns);
	at->now_bytes += (int64_t)bytes;
	at->count++;
	at->sum_bytes += bytes;
	at->last_id = b->alloc.id;
	at->largest_before = at->largest_bytes;
	if (bytes > at->largest_bytes)
		at->largest_bytes = bytes;
}

/* As if it had not been added, which must have been the last thing that happened to the group. */
static void take_back(struct site_groups *g, struct group *at, const struct account_buffer *b)
{
	g->exact &= at->now_ns == b->alloc_ns && at->last_id == b->alloc.id && at->count;
	at->last_id = L1T_UNKNOWN;
	at->now_bytes -= (int64_t)b->alloc.bytes_per_core;
	at->count--;
	at->sum_bytes -= b->alloc.bytes_per_core;
	at->largest_bytes = at->largest_before;
}

void site_groups_allocated(struct site_groups *g, const struct account_buffer *b)
{
	struct group *at[2];

	if (!groups_of(g, b, b->purpose, at))
		return;
	add(g, at[0], b);
	add(g, at[1], b);
}

void site_groups_named(struct site_groups *g, const struct account_buffer *b)
{
	struct group *before[2], *now[2];

	if (!groups_of(g, b, 0, before) || !groups_of(g, b, b->purpose, now))
		return;
	for (int i = 0; i < 2; i++)
		if (before[i] != now[i]) {
			take_back(g, before[i], b);
			add(g, now[i], b);
		}
}

/* Counts what a buffer of the group held. */
static void add_held(struct site_groups *g, struct group *at, uint64_t tensor)
{
	const unsigned tensor_bits = 32;

	if (!at->held || at->held->tensor != tensor) {
		if (!at->number)
			at->number = ++g->last;
		g->exact &= tensor < (uint64_t)1 << tensor_bits;
		at->held = table_make(&g->held, at->number << tensor_bits | (uint32_t)tensor,
			sizeof(*at->held));
		at->held->group = at->number;
		at->held->tensor = tensor;
		work_spend(STEP_NS);
	}
	at->held->count++;
}

void site_groups_ended(struct site_groups *g, const struct account_buffer *b)
{
	struct group *at[2];

	if (!groups_of(g, b, b->purpose, at))
		return;
	for (int i = 0; i < 2; i++) {
		if (b->free_ns != L1T_UNKNOWN) {
			advance(g, at[i], b->free_ns);
			at[i]->now_bytes -= (int64_t)b->alloc.bytes_per_core;
		}
		if (b->reason)
			at[i]->left_bytes += b->alloc.bytes_per_core;
		if (b->tensor)
			add_held(g, at[i], b->tensor);
	}
}

static void write_rows(struct site_groups *g, struct groups *of, const char *by, uint64_t run)
{
	for (size_t i = 0; i < of->count; i++) {
		struct group *at = of->all[i];

		if (!at->count)
			continue;
		advance(g, at, UINT64_MAX);
		WRITE_ROW(&g->row, NUMBER(run, run), ID(id, at->number), TEXT(by, by),
			NUMBER(device, at->key.chip),
			TEXT(kind, buffer_kind(at->key.type)), ID(callsite, at->callsite),
			ID(purpose, at->purpose), NUMBER(count, at->count),
			NUMBER(sum_bytes, at->sum_bytes), NUMBER(most_bytes, (uint64_t)at->most_bytes),
			NUMBER(largest_bytes, at->largest_bytes), NUMBER(left_bytes, at->left_bytes));
	}
	forget(of);
}

static void write_held(struct site_groups *g, uint64_t run)
{
	for (size_t i = 0; i < g->held.capacity; i++) {
		const struct held *h = g->held.at[i].value;

		if (h)
			WRITE_ROW(&g->held_row, NUMBER(run, run), NUMBER(id, h->group),
				NUMBER(tensor, h->tensor), NUMBER(count, h->count));
	}
}

void site_groups_finish(struct site_groups *g, uint64_t run)
{
	if (g->exact) {
		write_rows(g, &g->by_site, "callsite", run);
		write_rows(g, &g->by_op, "op", run);
		write_held(g, run);
	}
	forget(&g->by_site);
	forget(&g->by_op);
	table_free_values(&g->held);
	g->last = 0;
	g->exact = true;
}
