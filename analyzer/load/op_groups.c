/*
 * Rows of table op_group: the launches of one name on one chip, and their worst instant, which
 * SQLite would sort a row for each launch to find.
 *
 * Must not know: records.
 */
#include <stdlib.h>
#include "grown_array.h"
#include "id_map.h"
#include "op_groups.h"
#include "row_writer.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { STEP_NS = 3 };           /* work of looking at one chip's group */

struct op_group {
	struct op_group *next;          /* the same name on another chip, in a circle */
	struct account_op worst;
	uint64_t launches, headroom_bytes, kernel_text_bytes;   /* number; the least; the most */
};

struct op_groups {
	struct table names;             /* string id + 1 -> the group met last */
	struct op_group **all;          /* in the order in which they came */
	size_t count, capacity;
	struct row_writer row;
};

struct op_groups *op_groups_new(sqlite3 *db)
{
	struct op_groups *g = xcalloc(1, sizeof(*g));

	g->row = row_writer(db, "op_group");
	return g;
}

static void forget(struct op_groups *g)
{
	for (size_t i = 0; i < g->count; i++)
		free(g->all[i]);
	g->count = 0;
	table_free(&g->names);
}

void op_groups_free(struct op_groups *g)
{
	forget(g);
	free(g->all);
	row_writer_free(&g->row);
	free(g);
}

/* The name's group on this chip. A launch names its chips in order: mostly it is the next one. */
static struct op_group *group_of(struct op_groups *g, const struct account_op *o)
{
	struct op_group *last = table_get(&g->names, o->name + 1), *at = last, *made;

	while (at) {
		at = at->next;
		work_spend(STEP_NS);
		if (at->worst.chip == o->chip)
			return at;
		if (at == last)
			break;
	}
	made = xcalloc(1, sizeof(*made));
	made->worst = *o;
	made->headroom_bytes = made->kernel_text_bytes = L1T_UNKNOWN;
	made->next = last ? last->next : made;
	if (last)
		last->next = made;
	GROW(g->all, g->count, g->capacity);
	g->all[g->count++] = made;
	return made;
}

/* Whether an instant comes before another by the order of view op_peaks: the fullest, the first. */
static bool is_worse(const struct account_op *a, const struct account_op *b)
{
	if (a->peak_bytes != b->peak_bytes)
		return b->peak_bytes == L1T_UNKNOWN || (a->peak_bytes != L1T_UNKNOWN &&
			(int64_t)a->peak_bytes > (int64_t)b->peak_bytes);
	return a->time_ns != b->time_ns ? (int64_t)a->time_ns < (int64_t)b->time_ns : a->op < b->op;
}

void op_groups_add(struct op_groups *g, const struct account_op *o)
{
	struct op_group *group = group_of(g, o);

	table_put(&g->names, o->name + 1, group);
	group->launches++;
	if (is_worse(o, &group->worst))
		group->worst = *o;
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
		const struct account_op *o = &group->worst;

		WRITE_ROW(&g->row, NUMBER(run, run), NUMBER(device, o->chip), ID(name, o->name),
			NUMBER(launches, group->launches), NUMBER(headroom_bytes, group->headroom_bytes),
			NUMBER(kernel_text_bytes, group->kernel_text_bytes), NUMBER(op, o->op),
			NUMBER(time_ns, o->time_ns), NUMBER(peak_bytes, o->peak_bytes),
			NUMBER(buffer_bytes, o->buffer_bytes), NUMBER(l1_small_bytes, o->l1_small_bytes),
			NUMBER(program_bytes, o->program_bytes),
			NUMBER(persistent_bytes, o->persistent_bytes));
	}
	forget(g);
}
