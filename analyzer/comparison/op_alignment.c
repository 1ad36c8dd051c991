/*
 * Two sequences of ops, matched: see op_alignment.h.
 *
 * Must not know: SQL, what an op is.
 */
#include <stdlib.h>
#include <string.h>
#include "op_alignment.h"
#include "xalloc.h"

enum { MOVES_MOST = 4096 };     /* of a stretch, in each direction */

struct search {
	const struct op_sequence *a, *b;
	int64_t *forth, *back;  /* how far each diagonal reaches from the begin, and from the end */
	int64_t offset;         /* of diagonal 0 */
	uint64_t steps;         /* left */
};

struct box {                    /* a[a0..a1) and b[b0..b1) */
	size_t a0, a1, b0, b1;
};

static void match(const struct search *s, size_t i, size_t j)
{
	s->a->partner[i] = j;
	s->b->partner[j] = i;
}

static bool same(const struct search *s, size_t i, size_t j)
{
	return s->a->names[i] == s->b->names[j];
}

static bool spend(struct search *s, uint64_t steps)
{
	if (s->steps < steps)
		return false;
	s->steps -= steps;
	return true;
}

/* One step of the paths from the begin: true where one of them meets a path from the end, at *x, *y. */
static bool step_forth(struct search *s, const struct box *box, int64_t d, int64_t delta, size_t *x,
	size_t *y)
{
	const int64_t n = (int64_t)(box->a1 - box->a0), m = (int64_t)(box->b1 - box->b0);
	int64_t *v = s->forth + s->offset, *w = s->back + s->offset;

	for (int64_t k = -d; k <= d; k += 2) {
		int64_t i = k == -d || (k != d && v[k - 1] < v[k + 1]) ? v[k + 1] : v[k - 1] + 1, j = i - k;

		for (; i < n && j < m && j >= 0 && same(s, box->a0 + (size_t)i, box->b0 + (size_t)j); i++) {
			j++;
			s->steps -= s->steps > 0;
		}
		v[k] = i;
		if (!(delta & 1) || k < delta - (d - 1) || k > delta + (d - 1) || i > n || j > m || j < 0 ||
			i + w[k - delta] < n)
			continue;
		*x = box->a0 + (size_t)i;
		*y = box->b0 + (size_t)j;
		return true;
	}
	return false;
}

/* The same from the end: w[k] counts how much of a is behind, on the diagonal k + delta. */
static bool step_back(struct search *s, const struct box *box, int64_t d, int64_t delta, size_t *x,
	size_t *y)
{
	const int64_t n = (int64_t)(box->a1 - box->a0), m = (int64_t)(box->b1 - box->b0);
	int64_t *v = s->forth + s->offset, *w = s->back + s->offset;

	for (int64_t k = -d; k <= d; k += 2) {
		int64_t i = k == d || (k != -d && w[k + 1] < w[k - 1]) ? w[k - 1] : w[k + 1] + 1, j = i + k;

		for (; i < n && j < m && j >= 0 &&
			same(s, box->a1 - 1 - (size_t)i, box->b1 - 1 - (size_t)j); i++) {
			j++;
			s->steps -= s->steps > 0;
		}
		w[k] = i;
		if (delta & 1 || k + delta < -d || k + delta > d || i > n || j > m || j < 0 ||
			i + v[k + delta] < n)
			continue;
		*x = box->a1 - (size_t)i;
		*y = box->b1 - (size_t)j;
		return true;
	}
	return false;
}

/* A point that a longest match goes through, so that each half costs less. False: too many steps. */
static bool middle(struct search *s, const struct box *box, size_t *x, size_t *y)
{
	const int64_t n = (int64_t)(box->a1 - box->a0), m = (int64_t)(box->b1 - box->b0), delta = n - m;
	const int64_t most = (n + m + 1) / 2;
	int64_t *v = s->forth + s->offset, *w = s->back + s->offset;

	v[1] = 0;
	w[-1] = 0;
	for (int64_t d = 0; d <= most; d++) {
		if (!spend(s, (uint64_t)(2 * d + 2)))
			return false;
		if (step_forth(s, box, d, delta, x, y) || step_back(s, box, d, delta, x, y))
			return true;
	}
	return false;
}

static bool align(struct search *s, struct box box)
{
	struct box first, second;
	size_t x, y;

	for (; box.a0 < box.a1 && box.b0 < box.b1 && same(s, box.a0, box.b0); box.a0++, box.b0++)
		match(s, box.a0, box.b0);
	for (; box.a0 < box.a1 && box.b0 < box.b1 && same(s, box.a1 - 1, box.b1 - 1); box.a1--, box.b1--)
		match(s, box.a1 - 1, box.b1 - 1);
	if (box.a0 == box.a1 || box.b0 == box.b1)
		return true;
	if (!middle(s, &box, &x, &y))
		return false;
	first = (struct box){box.a0, x, box.b0, y};
	second = (struct box){x, box.a1, y, box.b1};
	return align(s, first) && align(s, second);
}

static void forget(const struct op_sequence *a)
{
	for (size_t i = 0; i < a->count; i++)
		a->partner[i] = UNMATCHED;
}

/* The nth op of each name with the other's nth. */
static void match_by_number(const struct op_sequence *a, const struct op_sequence *b)
{
	uint32_t names = 0;
	size_t *next, *first;

	for (size_t j = 0; j < b->count; j++)
		names = b->names[j] >= names ? b->names[j] + 1 : names;
	/* of each name the places in b as a list: the first, and after each the next */
	first = xarray(names ? names : 1, sizeof(*first));
	next = xarray(b->count ? b->count : 1, sizeof(*next));
	for (uint32_t i = 0; i < names; i++)
		first[i] = UNMATCHED;
	for (size_t j = b->count; j--;) {
		next[j] = first[b->names[j]];
		first[b->names[j]] = j;
	}
	forget(a);
	forget(b);
	for (size_t i = 0; i < a->count; i++) {
		const size_t j = a->names[i] < names ? first[a->names[i]] : UNMATCHED;

		if (j == UNMATCHED)
			continue;
		first[a->names[i]] = next[j];
		a->partner[i] = j;
		b->partner[j] = i;
	}
	free(first);
	free(next);
}

/* False: it takes more than *steps, which are left otherwise; what is matched then means nothing. */
static bool align_exactly(const struct op_sequence *a, const struct op_sequence *b, uint64_t *steps)
{
	const size_t diagonals = a->count + b->count + 8;
	struct search s = {.a = a, .b = b, .offset = (int64_t)diagonals / 2, .steps = *steps};
	bool exact;

	s.forth = xarray(diagonals, sizeof(*s.forth));
	s.back = xarray(diagonals, sizeof(*s.back));
	forget(a);
	forget(b);
	exact = align(&s, (struct box){0, a->count, 0, b->count});
	free(s.forth);
	free(s.back);
	*steps = s.steps;
	return exact;
}

bool op_align(const struct op_sequence *a, const struct op_sequence *b, uint64_t most_steps)
{
	bool exact = align_exactly(a, b, &most_steps);

	if (!exact)
		match_by_number(a, b);
	return exact;
}

/* What lies between two matches: the ops [i, i_end) and [j, j_end). */
static bool align_gap(const struct op_sequence *a, const struct op_sequence *b, size_t i, size_t i_end,
	size_t j, size_t j_end, uint64_t *steps)
{
	const struct op_sequence x = {a->names + i, i_end - i, a->partner + i},
		y = {b->names + j, j_end - j, b->partner + j};

	if (!x.count || !y.count)
		return true;
	if (!align_exactly(&x, &y, steps))
		return false;
	for (size_t k = 0; k < x.count; k++)
		x.partner[k] += x.partner[k] == UNMATCHED ? 0 : j;
	for (size_t k = 0; k < y.count; k++)
		y.partner[k] += y.partner[k] == UNMATCHED ? 0 : i;
	return true;
}

/* All gaps together may take as many steps as the finer names: where these differ, names may be equal. */
static bool align_finely(const struct op_sequence *a, const struct op_sequence *b, const uint32_t *finer_a,
	const uint32_t *finer_b, uint64_t steps)
{
	const struct op_sequence x = {finer_a, a->count, a->partner}, y = {finer_b, b->count, b->partner};
	uint64_t of_gaps = steps;
	size_t i = 0, j = 0;

	if (!align_exactly(&x, &y, &steps))
		return false;
	for (;;) {
		size_t i_end = i, j_end;

		while (i_end < a->count && a->partner[i_end] == UNMATCHED)
			i_end++;
		j_end = i_end < a->count ? a->partner[i_end] : b->count;
		if (!align_gap(a, b, i, i_end, j, j_end, &of_gaps))
			return false;
		if (i_end == a->count)
			return true;
		i = i_end + 1;
		j = j_end + 1;
	}
}

bool op_align_finely(const struct op_sequence *a, const struct op_sequence *b, const uint32_t *finer_a,
	const uint32_t *finer_b, uint64_t most_steps)
{
	return align_finely(a, b, finer_a, finer_b, most_steps) || op_align(a, b, most_steps);
}

struct stretches {              /* of `x` those that have no partner in `y` */
	const struct op_sequence *x, *y;
	op_likeness *alike;
	const void *data;
	bool swapped;           /* x is the second sequence */
};

static int likeness(const struct stretches *s, size_t i, size_t j)
{
	return s->swapped ? s->alike(s->data, j, i) : s->alike(s->data, i, j);
}

/*
 * How far x[begin..end) is to move: each step down gives the partner of the op after it to its first op,
 * each step up the partner of the op before it to its last. Negative: up.
 */
static int64_t best_move(const struct stretches *s, size_t begin, size_t end)
{
	const struct op_sequence *x = s->x;
	int64_t best = 0;
	int gain = 0, most = 0;

	for (size_t n = 0; n < MOVES_MOST && end + n < x->count; n++) {
		const size_t j = x->partner[end + n];

		if (j == UNMATCHED || x->names[begin + n] != x->names[end + n])
			break;
		gain += likeness(s, begin + n, j) - likeness(s, end + n, j);
		if (gain > most) {
			most = gain;
			best = (int64_t)n + 1;
		}
	}
	gain = 0;
	for (size_t n = 0; n < MOVES_MOST && n < begin; n++) {
		const size_t j = x->partner[begin - 1 - n];

		if (j == UNMATCHED || x->names[begin - 1 - n] != x->names[end - 1 - n])
			break;
		gain += likeness(s, end - 1 - n, j) - likeness(s, begin - 1 - n, j);
		if (gain > most) {
			most = gain;
			best = -(int64_t)n - 1;
		}
	}
	return best;
}

static void give(const struct stretches *s, size_t from, size_t to)
{
	const size_t j = s->x->partner[from];

	s->x->partner[from] = UNMATCHED;
	s->x->partner[to] = j;
	s->y->partner[j] = to;
}

static void move_stretches(const struct stretches *s)
{
	size_t *partner = s->x->partner;

	for (size_t begin = 0, end; begin < s->x->count; begin = end) {
		int64_t by;

		end = begin + 1;
		if (partner[begin] != UNMATCHED)
			continue;
		while (end < s->x->count && partner[end] == UNMATCHED)
			end++;
		by = best_move(s, begin, end);
		for (int64_t n = 0; n < by; n++)
			give(s, end++, begin++);
		for (size_t n = 0, up = by < 0 ? (size_t)-by : 0; n < up; n++)
			give(s, begin - 1 - n, end - 1 - n);
	}
}

void op_align_move(const struct op_sequence *a, const struct op_sequence *b, op_likeness *alike,
	const void *data)
{
	move_stretches(&(struct stretches){.x = b, .y = a, .alike = alike, .data = data, .swapped = true});
	move_stretches(&(struct stretches){.x = a, .y = b, .alike = alike, .data = data});
}
