/*
 * Rows of table op_group: the launches of one op on one chip, and their worst instant, which SQLite
 * would sort a row for each launch to find. An op is one name, type and call site; ttnn.generic_op
 * runs whatever it is given, so that each of its programs is one.
 *
 * Must not know: records.
 */
#include <stdlib.h>
#include "generic_op.h"
#include "grown_array.h"
#include "id_map.h"
#include "op_groups.h"
#include "row_writer.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { STEP_NS = 3 };           /* work of looking at one chip's group */

struct key {
	uint64_t name, type, callsite, program;         /* program 0: whichever */
};

struct op_group {
	struct op_group *next;          /* the same hash, mostly another chip, in a circle */
	struct key key;
	uint64_t chip, launches, headroom_bytes, kernel_text_bytes;     /* number; the least; the most */
	/* the worst of them */
	uint64_t op, time_ns, peak_bytes, buffer_bytes, l1_small_bytes, program_bytes,
		persistent_bytes;
};

struct op_groups {
	const struct site_texts *texts;
	struct table by_hash;           /* the group met last */
	struct op_group **all;          /* in the order in which they came */
	size_t count, capacity;
	struct row_writer row;
};

struct op_groups *op_groups_new(sqlite3 *db, const struct site_texts *texts)
{
	struct op_groups *g = xcalloc(1, sizeof(*g));

	g->row = row_writer(db, "op_group");
	g->texts = texts;
	return g;
}

static void forget(struct op_groups *g)
{
	for (size_t i = 0; i < g->count; i++)
		free(g->all[i]);
	g->count = 0;
	table_free(&g->by_hash);
}

void op_groups_free(struct op_groups *g)
{
	forget(g);
	free(g->all);
	row_writer_free(&g->row);
	free(g);
}

static bool is_generic(const struct op_groups *g, uint64_t name)
{
	const char *text = g->texts->text(g->texts->context, name);

	return text && is_generic_op(text);
}

static uint64_t id_of(uint64_t id)
{
	return id == L1T_UNKNOWN ? 0 : id;
}

static struct key key_of(const struct op_groups *g, const struct account_op *o)
{
	return (struct key){.name = o->name, .type = id_of(o->type), .callsite = id_of(o->callsite),
		.program = is_generic(g, o->name) ? id_of(o->program) : 0};
}

static uint64_t hash_of(const struct key *k)
{
	const uint64_t odd = 0x9e3779b97f4a7c15u;

	return ((k->name * odd ^ k->type) * odd ^ k->callsite) * odd ^ k->program;
}

static bool is_equal(const struct key *a, const struct key *b)
{
	return a->name == b->name && a->type == b->type && a->callsite == b->callsite &&
		a->program == b->program;
}

static void set_worst(struct op_group *group, const struct account_op *o)
{
	group->op = o->op;
	group->time_ns = o->time_ns;
	group->peak_bytes = o->peak_bytes;
	group->buffer_bytes = o->buffer_bytes;
	group->l1_small_bytes = o->l1_small_bytes;
	group->program_bytes = o->program_bytes;
	group->persistent_bytes = o->persistent_bytes;
}

/* The op's group on this chip. A launch names its chips in order: mostly it is the next one. */
static struct op_group *group_of(struct op_groups *g, const struct account_op *o)
{
	const struct key key = key_of(g, o);
	uint64_t hash = hash_of(&key);
	struct op_group *last = table_get(&g->by_hash, hash), *at = last, *made;

	while (at) {
		at = at->next;
		work_spend(STEP_NS);
		if (at->chip == o->chip && is_equal(&at->key, &key)) {
			table_put(&g->by_hash, hash, at);
			return at;
		}
		if (at == last)
			break;
	}
	made = xcalloc(1, sizeof(*made));
	made->key = key;
	made->chip = o->chip;
	set_worst(made, o);
	made->headroom_bytes = made->kernel_text_bytes = L1T_UNKNOWN;
	made->next = last ? last->next : made;
	if (last)
		last->next = made;
	table_put(&g->by_hash, hash, made);
	GROW(g->all, g->count, g->capacity);
	g->all[g->count++] = made;
	return made;
}

/* Whether an instant comes before the group's by the order of view op_peaks: the fullest, the first. */
static bool is_worse(const struct account_op *a, const struct op_group *b)
{
	if (a->peak_bytes != b->peak_bytes)
		return b->peak_bytes == L1T_UNKNOWN || (a->peak_bytes != L1T_UNKNOWN &&
			(int64_t)a->peak_bytes > (int64_t)b->peak_bytes);
	return a->time_ns != b->time_ns ? (int64_t)a->time_ns < (int64_t)b->time_ns : a->op < b->op;
}

void op_groups_add(struct op_groups *g, const struct account_op *o)
{
	struct op_group *group = group_of(g, o);

	group->launches++;
	if (is_worse(o, group))
		set_worst(group, o);
	if (o->headroom_bytes != L1T_UNKNOWN && (group->headroom_bytes == L1T_UNKNOWN ||
			(int64_t)o->headroom_bytes < (int64_t)group->headroom_bytes))
		group->headroom_bytes = o->headroom_bytes;
	if (o->kernel_text_bytes != L1T_UNKNOWN && (group->kernel_text_bytes == L1T_UNKNOWN ||
			(int64_t)o->kernel_text_bytes > (int64_t)group->kernel_text_bytes))
		group->kernel_text_bytes = o->kernel_text_bytes;
}

void op_groups_finish(struct op_groups *g, uint64_t run)
{
	for (size_t i = 0; i < g->count; i++) {
		const struct op_group *group = g->all[i];

		WRITE_ROW(&g->row, NUMBER(run, run), NUMBER(device, group->chip),
			ID(name, group->key.name), ID(type, group->key.type),
			ID(callsite, group->key.callsite), ID(program, group->key.program),
			NUMBER(launches, group->launches), NUMBER(headroom_bytes, group->headroom_bytes),
			NUMBER(kernel_text_bytes, group->kernel_text_bytes), NUMBER(op, group->op),
			NUMBER(time_ns, group->time_ns), NUMBER(peak_bytes, group->peak_bytes),
			NUMBER(buffer_bytes, group->buffer_bytes), NUMBER(l1_small_bytes, group->l1_small_bytes),
			NUMBER(program_bytes, group->program_bytes),
			NUMBER(persistent_bytes, group->persistent_bytes));
	}
	forget(g);
}
