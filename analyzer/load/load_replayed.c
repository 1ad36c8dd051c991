/*
 * Rows of table replayed: see load_replayed.h. A decode loop replays a thousand launches a thousand
 * times. Almost always a launch uses as many bytes as at the replay before; such replays share a
 * row.
 *
 * Must not know: records, what is asked of the rows.
 */
#include <stdlib.h>
#include "id_map.h"
#include "load_replayed.h"
#include "row_writer.h"
#include "xalloc.h"

struct pending {
	struct account_replayed row;    /* of the first replay that shares it */
	uint64_t last_replay;
};

struct replayed {
	uint64_t run;
	const struct load_window *window;
	struct table pending;           /* (captured op, class) -> struct pending */
	struct row_writer rows;
};

struct replayed *replayed_new(sqlite3 *db)
{
	struct replayed *p = xcalloc(1, sizeof(*p));

	p->rows = row_writer(db, "replayed");
	return p;
}

void replayed_begin(struct replayed *p, uint64_t run, const struct load_window *window)
{
	p->run = run;
	p->window = window;
}

static void insert(struct replayed *p, const struct pending *w)
{
	const struct account_replayed *r = &w->row;

	WRITE_ROW(&p->rows, NUMBER(run, p->run), NUMBER(op, r->op), NUMBER(opening, r->opening),
		NUMBER(class, r->class_id), NUMBER(device, r->chip), NUMBER(core_x, r->core_x),
		NUMBER(core_y, r->core_y), ID(name, r->name), NUMBER(first_replay, r->replay),
		NUMBER(last_replay, w->last_replay), NUMBER(runs, r->runs),
		NUMBER(buffer_bytes, r->buffer_bytes), NUMBER(l1_small_bytes, r->l1_small_bytes),
		NUMBER(program_bytes, r->program_bytes), NUMBER(persistent_bytes, r->persistent_bytes),
		NUMBER(total_bytes, r->buffer_bytes + r->l1_small_bytes + r->program_bytes +
			r->persistent_bytes),
		NUMBER(handle, r->device), NUMBER(trace, r->trace));
}

static bool is_same(const struct account_replayed *a, const struct account_replayed *b)
{
	return a->buffer_bytes == b->buffer_bytes && a->l1_small_bytes == b->l1_small_bytes &&
		a->program_bytes == b->program_bytes && a->persistent_bytes == b->persistent_bytes;
}

void replayed_row(struct replayed *p, const struct account_replayed *r)
{
	uint64_t key = r->op * 0x9e3779b97f4a7c15u ^ r->class_id << 1;
	struct pending *w = table_get(&p->pending, key);

	if (!load_window_has_op(p->window, r->op, r->name) &&
		!load_window_has_op(p->window, r->replay, 0))
		return;
	if (w && w->row.op == r->op && w->row.class_id == r->class_id && is_same(&w->row, r)) {
		w->last_replay = r->replay;
		return;
	}
	if (w)
		insert(p, w);
	else
		w = xmalloc(sizeof(*w));
	table_put(&p->pending, key, w);
	*w = (struct pending){*r, r->replay};
}

void replayed_finish(struct replayed *p)
{
	for (size_t i = 0; i < p->pending.capacity; i++)
		if (p->pending.at[i].value) {
			insert(p, p->pending.at[i].value);
			free(p->pending.at[i].value);
		}
	table_free(&p->pending);
	p->pending = (struct table){0};
}

void replayed_free(struct replayed *p)
{
	replayed_finish(p);
	row_writer_free(&p->rows);
	free(p);
}
