/* See address_ranges.h. */
#include <stddef.h>
#include "address_ranges.h"

static uint64_t random_rank(struct address_ranges *m)
{
	m->seed = m->seed * 6364136223846793005u + 1442695040888963407u;
	return m->seed >> 16;
}

static void settle(struct address_range *r)
{
	r->most_to = r->to;
	if (r->low && r->low->most_to > r->most_to)
		r->most_to = r->low->most_to;
	if (r->high && r->high->most_to > r->most_to)
		r->most_to = r->high->most_to;
}

static int is_before(const struct address_range *a, const struct address_range *b)
{
	return a->from != b->from ? a->from < b->from : a->order < b->order;
}

/* Cuts a tree in two: `low` gets the ranges before `at`, `high` gets the others. */
static void split(struct address_range *r, const struct address_range *at,
	struct address_range **low, struct address_range **high)
{
	if (!r) {
		*low = *high = NULL;
	} else if (is_before(r, at)) {
		split(r->high, at, &r->high, high);
		settle(*low = r);
	} else {
		split(r->low, at, low, &r->low);
		settle(*high = r);
	}
}

static struct address_range *join(struct address_range *low, struct address_range *high)
{
	if (!low || !high)
		return low ? low : high;
	if (low->rank > high->rank) {
		low->high = join(low->high, high);
		settle(low);
		return low;
	}
	high->low = join(low, high->low);
	settle(high);
	return high;
}

static struct address_range *insert(struct address_range *top, struct address_range *r)
{
	if (!top || r->rank > top->rank) {
		split(top, r, &r->low, &r->high);
		top = r;
	} else if (is_before(r, top)) {
		top->low = insert(top->low, r);
	} else {
		top->high = insert(top->high, r);
	}
	settle(top);
	return top;
}

static struct address_range *take(struct address_range *top, struct address_range *r)
{
	if (top == r)
		return join(r->low, r->high);
	if (!top)
		return NULL;
	if (is_before(r, top))
		top->low = take(top->low, r);
	else
		top->high = take(top->high, r);
	settle(top);
	return top;
}

void address_ranges_add(struct address_ranges *m, struct address_range *r)
{
	r->waits = true;
	r->low = m->waiting;
	r->high = NULL;
	if (m->waiting)
		m->waiting->high = r;
	m->waiting = r;
}

static void leave_waiting(struct address_ranges *m, struct address_range *r)
{
	if (r->low)
		r->low->high = r->high;
	if (r->high)
		r->high->low = r->low;
	else
		m->waiting = r->low;
	r->waits = false;
	r->low = r->high = NULL;
}

static void insert_waiting(struct address_ranges *m)
{
	while (m->waiting) {
		struct address_range *r = m->waiting;

		leave_waiting(m, r);
		r->rank = random_rank(m);
		m->top = insert(m->top, r);
	}
}

void address_ranges_take(struct address_ranges *m, struct address_range *r)
{
	if (r->waits)
		leave_waiting(m, r);
	else
		m->top = take(m->top, r);
}

static unsigned find(struct address_range *r, uint64_t address, struct address_range **out,
	unsigned room)
{
	unsigned n = 0;

	if (!r || r->most_to <= address || !room)
		return 0;
	n = find(r->low, address, out, room);
	if (r->from > address)
		return n;
	if (address < r->to && n < room)
		out[n++] = r;
	return n + find(r->high, address, out + n, room - n);
}

unsigned address_ranges_find(struct address_ranges *m, uint64_t address,
	struct address_range **out, unsigned room)
{
	insert_waiting(m);
	return find(m->top, address, out, room);
}
