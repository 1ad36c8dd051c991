/*
 * Counts uses by who used what: see taken_by.h.
 *
 * Must not know: records of uses, when buffers end.
 *
 * A use is like another if the buffer's call site, memory and layout, and the op's call site, name and type
 * are the same. Of a run with more kinds of them than are counted no row is written: a part of the users
 * would pass for all of them.
 */
#include <stdlib.h>
#include <string.h>
#include "buffer_words.h"
#include "grown_array.h"
#include "id_map.h"
#include "row_writer.h"
#include "taken_by.h"
#include "xalloc.h"

enum { KINDS_MAX = 1 << 17 };

struct taking {
	uint64_t callsite, type, layout;        /* of the buffer */
	const char *how;
	uint64_t by, name, op_type;             /* by: call site of the op */
	bool made;
};

struct counted {
	struct taking taking;
	uint64_t count, first_op;
};

struct taken_by {
	struct counted *at;             /* number 1 is at[0] */
	size_t count, capacity;
	struct table by_hash;           /* number of the last one with this hash */
	bool overflow;
	struct row_writer row;
};

struct taken_by *taken_by_new(sqlite3 *db)
{
	struct taken_by *t = xcalloc(1, sizeof(*t));

	t->row = row_writer(db, "taken_by");
	return t;
}

void taken_by_free(struct taken_by *t)
{
	free(t->at);
	table_free(&t->by_hash);
	row_writer_free(&t->row);
	free(t);
}

void taken_by_begin(struct taken_by *t)
{
	table_free(&t->by_hash);
	t->count = 0;
	t->overflow = false;
}

static uint64_t id_of(uint64_t id)
{
	return id == L1T_UNKNOWN ? 0 : id;
}

static struct taking taking_of(const struct l1t_alloc *a, const struct using *x, bool made)
{
	struct taking k = {.callsite = id_of(a->callsite), .type = a->type, .layout = a->layout,
		.how = x->how, .by = id_of(x->callsite), .made = made};

	if (x->launch) {
		k.by = id_of(x->launch->callsite);
		k.name = id_of(x->launch->name);
		k.op_type = id_of(x->launch->type);
	}
	return k;
}

static uint64_t hash_of(const struct taking *k)
{
	const uint64_t odd = 0x9e3779b97f4a7c15u;
	uint64_t h = (((k->callsite * odd ^ k->type) * odd ^ k->layout) * odd ^ (uint64_t)k->how[0]) * odd ^
		(uint64_t)k->how[strlen(k->how) - 1];

	return (((h * odd ^ k->by) * odd ^ k->name) * odd ^ k->op_type) * odd ^ k->made;
}

static bool is_equal(const struct taking *a, const struct taking *b)
{
	return a->callsite == b->callsite && a->type == b->type && a->layout == b->layout &&
		!strcmp(a->how, b->how) && a->by == b->by && a->name == b->name &&
		a->op_type == b->op_type && a->made == b->made;
}

void taken_by_add(struct taken_by *t, const struct l1t_alloc *a, const struct using *x, bool made)
{
	struct taking key;
	uint64_t hash;
	size_t last;

	if (!strcmp(x->how, "replay") || t->overflow)
		return;
	key = taking_of(a, x, made);
	hash = hash_of(&key);
	last = (size_t)(uintptr_t)table_get(&t->by_hash, hash);
	if (last && is_equal(&t->at[last - 1].taking, &key)) {
		t->at[last - 1].count++;
		return;
	}
	/* of two keys with one hash, which are made and not met, each is a new row when they take turns */
	if (t->count == KINDS_MAX) {
		t->overflow = true;
		return;
	}
	GROW(t->at, t->count, t->capacity);
	t->at[t->count] = (struct counted){key, 1, x->at.op};
	table_put(&t->by_hash, hash, (void *)(uintptr_t)++t->count);
}

void taken_by_finish(struct taken_by *t, uint64_t run)
{
	for (size_t i = 0; i < t->count && !t->overflow; i++) {
		const struct counted *c = &t->at[i];
		const struct taking *k = &c->taking;

		WRITE_ROW(&t->row, NUMBER(run, run), ID(callsite, k->callsite), TEXT(kind, buffer_kind(k->type)),
			TEXT(layout, buffer_layout(k->layout)), TEXT(how, k->how), ID(op_callsite, k->by),
			ID(name, k->name), ID(type, k->op_type), NUMBER(made, k->made),
			NUMBER(count, c->count), NUMBER(first_op, c->first_op));
	}
	taken_by_begin(t);
}
