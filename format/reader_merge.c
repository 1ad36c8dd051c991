/*
 * The reader's window: records of several blocks and threads, in order of (time, thread, sequence).
 * Blocks are made of long ascending stretches, so a heap of stretches has few entries, and what is in
 * order is given out as it lies there.
 *
 * Must not know: files, marks, what records mean.
 */
#include <stdlib.h>
#include "reader_parts.h"

enum { DONE_MAX = 1 };  /* a block is taken for each that is added */

/* What a stretch begins with. */
static const struct l1t_record *head(const struct l1t_stretch *s)
{
	return l1t_block_record(s->block, s->next);
}

static void sink(struct l1t_window *w, size_t at)
{
	struct l1t_stretch moved = w->heap[at];

	for (;;) {
		size_t child = 2 * at + 1;

		if (child >= w->count)
			break;
		if (child + 1 < w->count && l1t_is_before(head(&w->heap[child + 1]), head(&w->heap[child])))
			child++;
		if (!l1t_is_before(head(&w->heap[child]), head(&moved)))
			break;
		w->heap[at] = w->heap[child];
		at = child;
	}
	w->heap[at] = moved;
}

static void rise(struct l1t_window *w, size_t at)
{
	struct l1t_stretch moved = w->heap[at];

	while (at && l1t_is_before(head(&moved), head(&w->heap[(at - 1) / 2]))) {
		w->heap[at] = w->heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	w->heap[at] = moved;
}

static int put(struct l1t_window *w, struct l1t_block *block, uint32_t from, uint32_t end)
{
	if (w->count == w->capacity) {
		size_t capacity = w->capacity ? w->capacity * 2 : 64;
		struct l1t_stretch *grown = realloc(w->heap, capacity * sizeof(*grown));

		if (!grown)
			return -1;
		w->heap = grown;
		w->capacity = capacity;
	}
	w->heap[w->count] = (struct l1t_stretch){block, from, end};
	rise(w, w->count++);
	return 0;
}

int l1t_window_add(struct l1t_window *w, struct l1t_block *block)
{
	uint32_t from = 0;

	block->pending = block->count;
	w->bytes += block->bytes;
	w->waiting += block->count;
	if (!block->count)
		l1t_window_done(w, block, 0);
	for (uint32_t s = 0, count = block->stretch_count; s < count; s++) {
		const uint32_t end = block->ends[s];

		if (put(w, block, from, end)) {
			/* what of it is not in the heap is given up */
			l1t_window_done(w, block, block->count - from);
			return -1;
		}
		from = end;
	}
	return 0;
}

const struct l1t_record *l1t_window_first(const struct l1t_window *w)
{
	return w->count ? head(&w->heap[0]) : NULL;
}

/* What is taken at once: records that do not come after `other`, and are older than ready_ns. */
struct bound {
	const struct l1t_record *other; /* NULL: there is none */
	int64_t ready_ns;               /* INT64_MAX: of any time */
};

static int is_within(const struct bound *b, const struct l1t_record *r)
{
	return (r->time_ns < b->ready_ns || b->ready_ns == INT64_MAX) &&
		(!b->other || !l1t_is_before(b->other, r));
}

/* The end of those of records [from, end) that are within the bound; the first one is. */
static uint32_t end_of_run(const struct l1t_block *block, uint32_t from, uint32_t end,
	const struct bound *b)
{
	uint32_t in = from, out = end, step = 1;

	/* most runs are either short, or whole stretches */
	if (is_within(b, l1t_block_record(block, end - 1)))
		return end;
	while (in + step < out && is_within(b, l1t_block_record(block, in + step))) {
		in += step;
		step *= 2;
	}
	if (in + step < out)
		out = in + step;
	while (out - in > 1) {
		const uint32_t middle = in + (out - in) / 2;

		if (is_within(b, l1t_block_record(block, middle)))
			in = middle;
		else
			out = middle;
	}
	return out;
}

uint32_t l1t_window_take(struct l1t_window *w, int64_t ready_ns, uint64_t most,
	struct l1t_block **block, uint32_t *first)
{
	struct l1t_stretch *s = &w->heap[0];
	struct bound bound = {.ready_ns = ready_ns};
	uint32_t end = s->end - s->next > most ? s->next + (uint32_t)most : s->end, n;

	for (size_t k = 1; k < 3 && k < w->count; k++)
		if (!bound.other || l1t_is_before(head(&w->heap[k]), bound.other))
			bound.other = head(&w->heap[k]);
	end = end_of_run(s->block, s->next, end, &bound);
	*block = s->block;
	*first = s->next;
	n = end - s->next;
	s->next = end;
	if (s->next == s->end)
		*s = w->heap[--w->count];
	if (w->count)
		sink(w, 0);
	w->waiting -= n;
	return n;
}

void l1t_window_done(struct l1t_window *w, struct l1t_block *block, size_t count)
{
	block->pending -= (uint32_t)count;
	if (block->pending)
		return;
	w->bytes -= block->bytes;
	if (w->done_count == DONE_MAX) {
		l1t_block_free(block);
		return;
	}
	block->next = w->done;
	w->done = block;
	w->done_count++;
}

struct l1t_block *l1t_window_spare(struct l1t_window *w)
{
	struct l1t_block *block = w->done;

	if (block) {
		w->done = block->next;
		w->done_count--;
	}
	return block;
}

void l1t_window_free(struct l1t_window *w)
{
	for (size_t i = 0; i < w->count; i++)
		l1t_window_done(w, w->heap[i].block, w->heap[i].end - w->heap[i].next);
	while (w->done_count)
		l1t_block_free(l1t_window_spare(w));
	free(w->heap);
}
