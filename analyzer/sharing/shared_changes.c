/*
 * Rows are kept until later ones push them out. Those of a chip's classes arrive in an order that
 * the next chip's repeat: so the row to join is mostly the one that was joined next the last time.
 *
 * Must not know: where the rows come from.
 */
#include <stdlib.h>
#include "member_lists.h"
#include "row_keeper.h"
#include "shared_changes.h"
#include "work_allowance.h"
#include "xalloc.h"

enum {
	KEPT_MAX = 64,          /* more classes than a chip mostly has */
	CHAINS = 128,
	MEMBERS_MAX = 1024,
	COMPARE_NS = 10,
};

struct span_of_row {
	uint64_t block, held_ns, held_seqs;
};

struct kept {
	bool is_there;
	struct span_of_row span;
	struct account_change row;      /* the first one */
	struct member_list members;
};

struct shared_changes {
	uint64_t run;
	struct row_keeper row;
	struct row_writer member;
	struct member_lists *lists;
	struct kept kept[KEPT_MAX];
	uint64_t keys[KEPT_MAX];        /* of each of them */
	/* by a part of its key: one of them + 1, 0: none; and after each of them the next */
	unsigned char first[CHAINS], others[KEPT_MAX];
	unsigned char after[KEPT_MAX];  /* which one was joined after each of them, the last time */
	size_t next, joined;    /* where the next row goes; which was joined last */
};

struct shared_changes *shared_changes_new(sqlite3 *db)
{
	struct shared_changes *c = xcalloc(1, sizeof(*c));

	c->row.table = row_writer(db, "change_shared");
	c->member = row_writer(db, "change_class");
	c->lists = member_lists_new();
	return c;
}

void shared_changes_free(struct shared_changes *c)
{
	row_writer_free(&c->row.table);
	row_writer_free(&c->member);
	member_lists_free(c->lists);
	for (size_t i = 0; i < KEPT_MAX; i++)
		free(c->kept[i].members.at);
	free(c);
}

void shared_changes_begin(struct shared_changes *c, uint64_t run)
{
	c->run = run;
	member_lists_clear(c->lists);
}

void shared_changes_columns(struct shared_changes *c, struct row_columns *columns, bool only)
{
	c->row.columns = columns;
	c->row.only_columns = only;
}

static void write_members(struct shared_changes *c, uint64_t number, const struct member_list *l)
{
	for (size_t i = 0; i < l->count; i++) {
		const struct member *m = &l->at[i];

		WRITE_ROW(&c->member, NUMBER(run, c->run), NUMBER(classes, number), NUMBER(nth, m->nth),
			NUMBER(class, m->class_id), NUMBER(opening, m->opening),
			NUMBER(device, m->chip), NUMBER(core_x, m->core_x),
			NUMBER(core_y, m->core_y));
	}
}

static void write(struct shared_changes *c, struct kept *k)
{
	const struct account_change *r = &k->row;
	bool is_new;
	uint64_t classes = member_lists_number(c->lists, &k->members, &is_new);

	if (is_new)
		write_members(c, classes, &k->members);
	KEEP_ROW(&c->row, NUMBER(run, c->run), NUMBER(block, k->span.block),
		NUMBER(part, k->members.at[0].nth), NUMBER(classes, classes),
		NUMBER(time_ns, r->time_ns), NUMBER(event, (uint64_t)r->event),
		NUMBER(buffer_bytes, r->buffer_bytes), NUMBER(l1_small_bytes, r->l1_small_bytes),
		NUMBER(program_bytes, r->program_bytes), NUMBER(resident_bytes, r->resident_bytes),
		NUMBER(persistent_bytes, r->persistent_bytes), ID(op, r->op), ID(name, r->name),
		NUMBER(headroom_bytes, r->headroom_bytes), NUMBER(held_ns, k->span.held_ns),
		NUMBER(held_seqs, k->span.held_seqs));
	k->is_there = false;
}

/* Rows with different keys are different. */
static uint64_t key_of(const struct account_change *r, const struct span_of_row *s)
{
	uint64_t h = s->block;

	h = (h ^ r->buffer_bytes) * 0x9e3779b97f4a7c15u;
	h = (h ^ r->program_bytes) * 0xbf58476d1ce4e5b9u;
	h = (h ^ r->resident_bytes ^ r->op << 32) * 0x94d049bb133111ebu;
	return h ^ s->held_seqs;
}

static bool is_equal(const struct kept *k, const struct account_change *b,
	const struct span_of_row *s)
{
	const struct account_change *a = &k->row;

	return k->is_there && k->span.block == s->block && k->span.held_ns == s->held_ns &&
		k->span.held_seqs == s->held_seqs && a->time_ns == b->time_ns && a->op == b->op &&
		a->name == b->name && a->buffer_bytes == b->buffer_bytes &&
		a->l1_small_bytes == b->l1_small_bytes && a->program_bytes == b->program_bytes &&
		a->resident_bytes == b->resident_bytes &&
		a->persistent_bytes == b->persistent_bytes &&
		a->headroom_bytes == b->headroom_bytes && a->event == b->event &&
		k->members.count < MEMBERS_MAX;
}

static unsigned char *chain_of(struct shared_changes *c, uint64_t key)
{
	return &c->first[key >> 57 & (CHAINS - 1)];
}

/* The number of the row that this one joins; KEPT_MAX: there is none. */
static size_t equal_row(struct shared_changes *c, const struct account_change *r,
	const struct span_of_row *s, uint64_t key)
{
	size_t guess = c->after[c->joined];

	work_spend(COMPARE_NS);
	if (c->keys[guess] == key && is_equal(&c->kept[guess], r, s))
		return guess;
	for (size_t i = *chain_of(c, key); i; i = c->others[i - 1])
		if (work_spend(COMPARE_NS) && c->keys[i - 1] == key && is_equal(&c->kept[i - 1], r, s))
			return i - 1;
	return KEPT_MAX;
}

static void chain(struct shared_changes *c, size_t at, uint64_t key)
{
	unsigned char *first = chain_of(c, key);

	c->keys[at] = key;
	c->others[at] = *first;
	*first = (unsigned char)(at + 1);
}

static void unchain(struct shared_changes *c, size_t at)
{
	unsigned char *i = chain_of(c, c->keys[at]);

	while (*i && *i != at + 1)
		i = &c->others[*i - 1];
	if (*i)
		*i = c->others[at];
}

static size_t keep(struct shared_changes *c, const struct account_change *r,
	const struct span_of_row *s, uint64_t key)
{
	size_t at = c->next;
	struct kept *k = &c->kept[at];

	if (k->is_there)
		write(c, k);
	unchain(c, at);
	k->is_there = true;
	k->span = *s;
	k->row = *r;
	k->members.count = 0;
	chain(c, at, key);
	c->next = (at + 1) % KEPT_MAX;
	return at;
}

void shared_changes_add(struct shared_changes *c, uint64_t block, uint64_t seq,
	const struct account_change *r, uint64_t held_ns, uint64_t held_seqs)
{
	const struct span_of_row s = {block, held_ns, held_seqs};
	uint64_t key = key_of(r, &s);
	size_t at = equal_row(c, r, &s, key);

	if (at == KEPT_MAX)
		at = keep(c, r, &s, key);
	c->after[c->joined] = (unsigned char)at;
	c->joined = at;
	member_list_add(&c->kept[at].members, (struct member){.nth = seq - block,
		.opening = r->opening, .class_id = r->class_id, .chip = r->chip, .core_x = r->core_x,
		.core_y = r->core_y});
}

void shared_changes_end(struct shared_changes *c)
{
	for (size_t i = 0; i < KEPT_MAX; i++) {
		struct kept *k = &c->kept[(c->next + i) % KEPT_MAX];

		if (k->is_there)
			write(c, k);
	}
}
