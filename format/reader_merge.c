/*
 * The reader's window: records of several blocks and threads, kept in order of (time, thread,
 * sequence). Blocks are made of long ascending stretches, so a natural merge sort is near linear.
 *
 * Must not know: files, marks, what records mean.
 */
#include <stdlib.h>
#include "reader_parts.h"

static int before(const struct l1t_ref *a, const struct l1t_ref *b)
{
	if (a->time_ns != b->time_ns)
		return a->time_ns < b->time_ns;
	if (a->thread != b->thread)
		return a->thread < b->thread;
	return a->seq < b->seq;
}

static int make_room(struct l1t_window *w, size_t more)
{
	size_t capacity;
	struct l1t_ref *grown;

	if (w->next) {
		memmove(w->refs, w->refs + w->next, (w->count - w->next) * sizeof(*w->refs));
		w->count -= w->next;
		w->next = 0;
	}
	if (w->count + more <= w->capacity)
		return 0;
	capacity = (w->count + more) * 2;
	grown = realloc(w->refs, capacity * sizeof(*grown));
	if (!grown)
		return -1;
	w->refs = grown;
	grown = realloc(w->scratch, capacity * sizeof(*grown));
	if (!grown)
		return -1;
	w->scratch = grown;
	w->capacity = capacity;
	return 0;
}

/* End of the ascending stretch that begins at `from`. */
static size_t stretch_end(const struct l1t_ref *refs, size_t from, size_t count)
{
	size_t i = from + 1;

	while (i < count && !before(&refs[i], &refs[i - 1]))
		i++;
	return i < count ? i : count;
}

static void merge(const struct l1t_ref *in, size_t a, size_t b, size_t c, struct l1t_ref *out)
{
	size_t i = a, j = b, k = a;

	while (i < b && j < c)
		out[k++] = before(&in[j], &in[i]) ? in[j++] : in[i++];
	while (i < b)
		out[k++] = in[i++];
	while (j < c)
		out[k++] = in[j++];
}

static void sort(struct l1t_window *w)
{
	for (;;) {
		size_t from = 0, stretches = 0;
		struct l1t_ref *swap;

		if (w->count < 2 || stretch_end(w->refs, 0, w->count) == w->count)
			return;
		while (from < w->count) {
			size_t middle = stretch_end(w->refs, from, w->count);
			size_t end = middle < w->count ? stretch_end(w->refs, middle, w->count)
						       : middle;

			merge(w->refs, from, middle, end, w->scratch);
			from = end;
			stretches++;
		}
		swap = w->refs;
		w->refs = w->scratch;
		w->scratch = swap;
		if (stretches == 1)
			return;
	}
}

static void let_go(struct l1t_window *w, struct l1t_block *block)
{
	w->bytes -= block->bytes;
	l1t_block_free(block);
}

int l1t_window_add(struct l1t_window *w, struct l1t_block *block)
{
	if (make_room(w, block->count)) {
		l1t_block_free(block);
		return -1;
	}
	block->pending = 0;
	w->bytes += block->bytes;
	for (uint32_t i = 0; i < block->count; i++) {
		const struct l1t_entry *e = &block->entries[i];

		if (!e->kind)
			continue;
		w->refs[w->count++] = (struct l1t_ref){e->time_ns, e->seq, e->thread, i, block};
		block->pending++;
	}
	if (!block->pending)
		let_go(w, block);
	sort(w);
	return 0;
}

const struct l1t_ref *l1t_window_first(const struct l1t_window *w)
{
	return w->next < w->count ? &w->refs[w->next] : NULL;
}

void l1t_window_pop(struct l1t_window *w)
{
	struct l1t_block *block = w->refs[w->next++].block;

	if (!--block->pending)
		let_go(w, block);
}

void l1t_window_free(struct l1t_window *w)
{
	while (l1t_window_first(w))
		l1t_window_pop(w);
	free(w->refs);
	free(w->scratch);
}
