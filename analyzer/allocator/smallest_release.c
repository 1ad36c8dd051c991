/*
 * The search for the smallest set of buffers to release: see smallest_release.h.
 *
 * Must not know: whose the buffers are, SQL.
 */
#include <stdlib.h>
#include <string.h>
#include "grown_array.h"
#include "smallest_release.h"
#include "xalloc.h"

/*
 * A set to be tried: a base and further candidates. The base has the candidates that must be in
 * every set, and the neighbours by address with indexes first to first + run - 1. The others are
 * added one by one, smaller ones first: `extra` is the last of them, `before` the set without it.
 */
struct node {
	uint64_t bytes;         /* of all buffers of the set, per core */
	size_t first, run, count;       /* count: of all buffers of the set */
	size_t extra;           /* index in by_bytes; NONE: there is none */
	size_t before;          /* index of a node */
};

struct search {
	const struct call_replay *worlds;
	size_t world_count;
	const uint64_t *ages;
	const struct call_replay_block *blocks;
	size_t *by_address;     /* candidates: indexes of blocks, by address */
	size_t *by_bytes;       /* the same, smallest first: indexes in by_address */
	size_t n;               /* of candidates */
	bool *must;             /* by candidate: it is in every set */
	uint64_t must_bytes;
	size_t must_count;
	struct node *nodes;
	size_t node_count, node_capacity;
	size_t *heap;           /* nodes to be tried, the smallest first */
	size_t heap_count, heap_capacity;
	bool *in;               /* the set that is being tried, by candidate */
	unsigned char *changes;
	size_t replays, most;
	struct smallest_release best;
	bool *best_in;
};

#define NONE SIZE_MAX

static uint64_t bytes_of(const struct search *s, size_t candidate)
{
	return s->blocks[s->by_address[candidate]].bytes;
}

static bool smaller(const struct node *a, const struct node *b)
{
	return a->bytes != b->bytes ? a->bytes < b->bytes : a->count < b->count;
}

static void push(struct search *s, struct node node)
{
	size_t i = s->heap_count;

	GROW(s->nodes, s->node_count, s->node_capacity);
	GROW(s->heap, s->heap_count, s->heap_capacity);
	s->heap_count++;
	s->nodes[s->node_count] = node;
	for (; i && smaller(&node, &s->nodes[s->heap[(i - 1) / 2]]); i = (i - 1) / 2)
		s->heap[i] = s->heap[(i - 1) / 2];
	s->heap[i] = s->node_count++;
}

static size_t pop(struct search *s)
{
	size_t top = s->heap[0], last = s->heap[--s->heap_count], i = 0;

	for (;;) {
		size_t child = 2 * i + 1;

		if (child >= s->heap_count)
			break;
		if (child + 1 < s->heap_count &&
			smaller(&s->nodes[s->heap[child + 1]], &s->nodes[s->heap[child]]))
			child++;
		if (!smaller(&s->nodes[s->heap[child]], &s->nodes[last]))
			break;
		s->heap[i] = s->heap[child];
		i = child;
	}
	s->heap[i] = last;
	return top;
}

/* Is candidate i in the base of this node? */
static bool in_base(const struct search *s, const struct node *node, size_t i)
{
	return s->must[i] || (i >= node->first && i < node->first + node->run);
}

static void unfold(struct search *s, const struct node *node)
{
	for (size_t i = 0; i < s->n; i++)
		s->in[i] = in_base(s, node, i);
	for (; node->extra != NONE; node = &s->nodes[node->before])
		s->in[s->by_bytes[node->extra]] = true;
}

static bool fits(struct search *s)
{
	bool all = true;

	for (size_t i = 0; i < s->n; i++)
		s->changes[s->by_address[i]] = s->in[i] ? REPLAY_GONE : REPLAY_AS_IT_WAS;
	for (size_t w = 0; w < s->world_count && all; w++, s->replays++)
		all = call_replay(&s->worlds[w], s->changes, 0).fits;
	return all;
}

/* Is the set that is being tried older than the best one? The older of two sets with equally many
 * buffers is the one that has the oldest buffer that is not in both. */
static bool older(const struct search *s)
{
	uint64_t mine = UINT64_MAX, its = UINT64_MAX;

	for (size_t i = 0; i < s->n; i++) {
		uint64_t age = s->ages[s->by_address[i]];

		if (s->in[i] && !s->best_in[i] && age < mine)
			mine = age;
		if (!s->in[i] && s->best_in[i] && age < its)
			its = age;
	}
	return mine < its;
}

static void keep(struct search *s, uint64_t bytes, size_t count)
{
	struct smallest_release *best = &s->best;

	if (best->found && (bytes > best->bytes || (bytes == best->bytes &&
		(count > best->count || (count == best->count && !older(s))))))
		return;
	best->found = true;
	best->bytes = bytes;
	best->count = count;
	memcpy(s->best_in, s->in, s->n * sizeof(*s->in));
}

/* Pushes the next larger sets: this one with the next candidate by bytes added, and with that one
 * in place of the last one added. */
static void push_next(struct search *s, size_t at)
{
	struct node node = s->nodes[at];
	size_t next = node.extra == NONE ? 0 : node.extra + 1;

	while (next < s->n && in_base(s, &node, s->by_bytes[next]))
		next++;
	if (next == s->n)
		return;
	push(s, (struct node){node.bytes + bytes_of(s, s->by_bytes[next]), node.first, node.run,
		node.count + 1, next, at});
	if (node.extra != NONE)
		push(s, (struct node){node.bytes - bytes_of(s, s->by_bytes[node.extra]) +
			bytes_of(s, s->by_bytes[next]), node.first, node.run, node.count, next,
			node.before});
}

/* Tries sets from the fewest bytes on. False: it ended before all smaller sets were tried. */
static bool try_all(struct search *s)
{
	while (s->heap_count) {
		size_t at = s->heap[0];
		struct node node = s->nodes[at];

		if (s->best.found && (node.bytes > s->best.bytes ||
			(node.bytes == s->best.bytes && node.count > s->best.count)))
			return true;
		if (s->replays >= s->most)
			return false;
		pop(s);
		unfold(s, &node);
		if (fits(s))
			keep(s, node.bytes, node.count);
		push_next(s, at);
	}
	return true;
}

/* Pushes a base: candidates first to end - 1, and those that are in every set. */
static void push_run(struct search *s, size_t first, size_t end)
{
	struct node node = {.bytes = s->must_bytes, .first = first, .run = end - first,
		.count = s->must_count, .extra = NONE};

	for (size_t i = first; i < end; i++)
		if (!s->must[i]) {
			node.bytes += bytes_of(s, i);
			node.count++;
		}
	push(s, node);
}

static uint64_t end_of(const struct call_replay_block *b)
{
	return b->address > UINT64_MAX - b->bytes ? UINT64_MAX : b->address + b->bytes;
}

/*
 * Pushes the bases between two blocks that stay, in [left, right): for each of the candidates first
 * to end - 1 the shortest run that begins with it and whose release leaves a hole of `need` bytes.
 */
static void push_runs(struct search *s, size_t first, size_t end, uint64_t left, uint64_t right,
	uint64_t need)
{
	for (size_t i = first, j = first; i <= end; i++) {
		uint64_t wall = right;

		for (j = j < i ? i : j;; j++) {
			uint64_t at = j < end ? s->blocks[s->by_address[j]].address : right;

			wall = at < right ? at : right;
			if (j == end || (wall > left && wall - left >= need))
				break;
		}
		if (wall <= left || wall - left < need)
			return;
		push_run(s, i, j);
		if (i < end && end_of(&s->blocks[s->by_address[i]]) > left)
			left = end_of(&s->blocks[s->by_address[i]]);
	}
}

/* Pushes all bases for a block of `need` bytes in [from, to). */
static void push_bases(struct search *s, const bool *stays, uint64_t from, uint64_t to, uint64_t need)
{
	size_t first = 0, i = 0;
	uint64_t left = from;

	for (size_t b = 0; b <= s->worlds->block_count; b++) {
		bool wall = b == s->worlds->block_count || stays[b];
		uint64_t right = b < s->worlds->block_count && s->blocks[b].address < to
			? s->blocks[b].address : to;

		if (!wall) {
			i += i < s->n && s->by_address[i] == b;
			continue;
		}
		if (right > left)
			push_runs(s, first, i, left, right, need);
		first = i;
		if (b < s->worlds->block_count && end_of(&s->blocks[b]) > left)
			left = end_of(&s->blocks[b]);
	}
}

static struct search *sorting;

static int by_bytes(const void *a, const void *b)
{
	size_t p = *(const size_t *)a, q = *(const size_t *)b;
	uint64_t m = bytes_of(sorting, p), n = bytes_of(sorting, q);

	return m != n ? (m > n) - (m < n) : (p > q) - (p < q);
}

/* Bytes of the largest block that the call takes and still has at the end. */
static uint64_t largest_own(const struct call_replay *w, const bool *stays, const bool *may_go)
{
	bool *given = xcalloc(w->block_count, sizeof(*given));
	uint64_t most = 0;

	for (size_t i = 0; i < w->step_count; i++)
		if (w->steps[i].kind == REPLAY_GIVE)
			given[w->steps[i].block] = true;
	for (size_t i = 0; i < w->step_count; i++) {
		size_t b = w->steps[i].block;

		if (w->steps[i].kind == REPLAY_TAKE && !given[b] && !stays[b] && !may_go[b] &&
			w->blocks[b].bytes > most)
			most = w->blocks[b].bytes;
	}
	free(given);
	return most;
}

/* Finds the candidates and bases. False: no set can help, since what stays is in the way. */
static bool begin(struct search *s, const bool *may_go, const bool *stays)
{
	const struct call_replay *w = s->worlds;
	uint64_t from = w->end > w->from ? w->end : w->from;
	uint64_t need = w->end ? UINT64_MAX : w->need;

	for (size_t b = 0; b < w->block_count; b++) {
		if (w->end && stays[b] && s->blocks[b].address < w->end)
			return false;
		if (!may_go[b])
			continue;
		s->by_bytes[s->n] = s->n;
		s->by_address[s->n] = b;
		if (w->end && s->blocks[b].address < w->end) {
			s->must[s->n] = true;
			s->must_bytes += s->blocks[b].bytes;
			s->must_count++;
		}
		s->n++;
	}
	sorting = s;
	qsort(s->by_bytes, s->n, sizeof(*s->by_bytes), by_bytes);
	/* a clash: in every world the call has a block of its own of at least `need` bytes */
	for (size_t i = 0; w->end && i < s->world_count; i++) {
		uint64_t own = largest_own(&s->worlds[i], stays, may_go);

		if (own < need)
			need = own;
	}
	if (w->end && !need)
		push_run(s, 0, 0);
	else
		push_bases(s, stays, from, w->to, need);
	return true;
}

/* The search ended without a set: begins with all candidates, and takes out those that are not
 * needed, the largest first. */
static void take_away_from_all(struct search *s)
{
	uint64_t bytes = 0;
	size_t count = 0;

	for (size_t i = 0; i < s->n; i++)
		s->in[i] = true;
	if (!fits(s))
		return;
	for (size_t k = s->n; k-- > 0 && s->replays < 2 * s->most;) {
		s->in[s->by_bytes[k]] = false;
		if (!fits(s))
			s->in[s->by_bytes[k]] = true;
	}
	for (size_t i = 0; i < s->n; i++)
		if (s->in[i]) {
			bytes += bytes_of(s, i);
			count++;
		}
	keep(s, bytes, count);
}

struct smallest_release smallest_release(const struct call_replay *worlds, size_t world_count,
	const bool *may_go, const bool *stays, const uint64_t *ages, size_t replays)
{
	size_t blocks = worlds->block_count;
	struct search s = {.worlds = worlds, .world_count = world_count, .ages = ages,
		.blocks = worlds->blocks, .by_address = xcalloc(blocks, sizeof(size_t)),
		.by_bytes = xcalloc(blocks, sizeof(size_t)), .must = xcalloc(blocks, sizeof(bool)),
		.in = xcalloc(blocks, sizeof(bool)), .best_in = xcalloc(blocks, sizeof(bool)),
		.changes = xcalloc(blocks, 1), .most = replays};

	s.best.proved = true;
	if (begin(&s, may_go, stays) && !(s.best.proved = try_all(&s)) && !s.best.found)
		take_away_from_all(&s);
	s.best.chosen = xcalloc(s.best.count, sizeof(size_t));
	for (size_t i = 0, n = 0; s.best.found && i < s.n; i++)
		if (s.best_in[i])
			s.best.chosen[n++] = s.by_address[i];
	s.best.replays = s.replays;
	free(s.by_address);
	free(s.by_bytes);
	free(s.must);
	free(s.nodes);
	free(s.heap);
	free(s.in);
	free(s.best_in);
	free(s.changes);
	return s.best;
}
