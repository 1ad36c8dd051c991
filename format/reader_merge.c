/*
 * The reader's window: records of several blocks and threads, in order of (time, thread, sequence).
 * Blocks are made of long ascending stretches, so a heap of stretches has few entries, and what is in
 * order is given out as it lies there.
 *
 * Must not know: files, marks, what records mean.
 */
#include <stdlib.h>
#include "reader_parts.h"

/* What a stretch begins with. */
static struct l1t_entry *head(const struct l1t_stretch *s)
{
	return &s->block->entries[s->next];
}

static int before(const struct l1t_entry *a, const struct l1t_entry *b)
{
	if (a->time_ns != b->time_ns)
		return a->time_ns < b->time_ns;
	if (a->thread != b->thread)
		return a->thread < b->thread;
	return a->seq < b->seq;
}

static void sink(struct l1t_window *w, size_t at)
{
	struct l1t_stretch moved = w->heap[at];

	for (;;) {
		size_t child = 2 * at + 1;

		if (child >= w->count)
			break;
		if (child + 1 < w->count && before(head(&w->heap[child + 1]), head(&w->heap[child])))
			child++;
		if (!before(head(&w->heap[child]), head(&moved)))
			break;
		w->heap[at] = w->heap[child];
		at = child;
	}
	w->heap[at] = moved;
}

static void rise(struct l1t_window *w, size_t at)
{
	struct l1t_stretch moved = w->heap[at];

	while (at && before(head(&moved), head(&w->heap[(at - 1) / 2]))) {
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
	const struct l1t_entry *e = block->entries;
	uint32_t from = 0;

	block->pending = block->count;
	w->bytes += block->bytes;
	w->waiting += block->count;
	if (!block->count) {
		l1t_window_done(w, block, 0);
		return 0;
	}
	for (uint32_t i = 1; i <= block->count; i++)
		if (i == block->count || before(&e[i], &e[i - 1])) {
			if (put(w, block, from, i)) {
				/* what of it is not in the heap is given up */
				l1t_window_done(w, block, block->count - from);
				return -1;
			}
			from = i;
		}
	return 0;
}

const struct l1t_entry *l1t_window_first(const struct l1t_window *w)
{
	return w->count ? head(&w->heap[0]) : NULL;
}

/* The end of what of the first stretch comes before all others, and before `ready_ns` (INT64_MAX: at
 * any time). */
static uint32_t end_of_run(const struct l1t_window *w, int64_t ready_ns, uint32_t end)
{
	const struct l1t_stretch *s = &w->heap[0];
	const struct l1t_entry *e = s->block->entries, *other = NULL;
	const int all = ready_ns == INT64_MAX;
	uint32_t i = s->next;

	for (size_t k = 1; k < 3 && k < w->count; k++)
		if (!other || before(head(&w->heap[k]), other))
			other = head(&w->heap[k]);
	if (!other && all)
		return end;
	if (!other || (!all && other->time_ns >= ready_ns)) {
		while (i < end && e[i].time_ns < ready_ns)
			i++;
		return i;
	}
	while (i < end && e[i].time_ns < other->time_ns)
		i++;
	while (i < end && e[i].time_ns == other->time_ns && !before(other, &e[i]))
		i++;
	return i;
}

size_t l1t_window_take(struct l1t_window *w, int64_t ready_ns, size_t most,
	struct l1t_block **block, uint32_t *from)
{
	struct l1t_stretch *s = &w->heap[0];
	uint32_t end, n;

	end = s->end - s->next > most ? s->next + (uint32_t)most : s->end;
	end = end_of_run(w, ready_ns, end);
	*block = s->block;
	*from = s->next;
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
	l1t_block_free(block);
}

void l1t_window_free(struct l1t_window *w)
{
	for (size_t i = 0; i < w->count; i++)
		l1t_window_done(w, w->heap[i].block, w->heap[i].end - w->heap[i].next);
	free(w->heap);
}
