/*
 * One bank of memory as a sorted array of free blocks: see bank_heap.h.
 *
 * Must not know: traces, buffers, SQL.
 */
#include <stdlib.h>
#include <string.h>
#include "bank_heap.h"
#include "grown_array.h"
#include "placement_policies.h"

void bank_heap_init(struct bank_heap *h, uint64_t from, uint64_t to)
{
	*h = (struct bank_heap){.from = from, .to = to, .free_bytes = to - from,
		.last = to};
	GROW(h->free, 0, h->capacity);
	if (from < to)
		h->free[h->count++] = (struct range){from, to};
}

void bank_heap_free(struct bank_heap *h)
{
	free(h->free);
	memset(h, 0, sizeof(*h));
}

static void insert(struct bank_heap *h, size_t i, struct range block)
{
	GROW(h->free, h->count, h->capacity);
	memmove(h->free + i + 1, h->free + i, (h->count - i) * sizeof(*h->free));
	h->free[i] = block;
	h->count++;
}

static void drop(struct bank_heap *h, size_t i)
{
	h->count--;
	memmove(h->free + i, h->free + i + 1, (h->count - i) * sizeof(*h->free));
}

/* Index of the first free block that ends after `address`. */
static size_t find(const struct bank_heap *h, uint64_t address)
{
	size_t low = 0, high = h->count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (h->free[middle].to <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Takes [from, from + bytes) out of block i, which holds it. */
static void cut(struct bank_heap *h, size_t i, uint64_t from, uint64_t bytes)
{
	struct range *b = &h->free[i];
	struct range above = {from + bytes, b->to};

	if (from > b->from && above.from < above.to) {
		insert(h, i + 1, above);
		h->free[i].to = from;
	} else if (from > b->from) {
		b->to = from;
	} else if (above.from < above.to) {
		*b = above;
	} else {
		drop(h, i);
	}
	h->free_bytes -= bytes;
	h->last = from;
}

bool bank_heap_take(struct bank_heap *h, const struct placement_policy *p, uint64_t bytes,
	uint64_t *address)
{
	size_t i;

	if (p->moves) {
		if (bytes > h->free_bytes)
			return false;
		h->free_bytes -= bytes;
		*address = h->from + h->free_bytes;
		return true;
	}
	i = p->choose(h, bytes);
	if (i == h->count)
		return false;
	*address = p->low ? h->free[i].from : h->free[i].to - bytes;
	cut(h, i, *address, bytes);
	return true;
}

bool bank_heap_take_at(struct bank_heap *h, uint64_t from, uint64_t bytes)
{
	size_t i = find(h, from);

	if (from + bytes < from || i == h->count || h->free[i].from > from ||
		h->free[i].to < from + bytes)
		return false;
	cut(h, i, from, bytes);
	return true;
}

void bank_heap_give(struct bank_heap *h, const struct placement_policy *p, uint64_t from,
	uint64_t bytes)
{
	size_t i = find(h, from);
	uint64_t to = from + bytes;

	h->free_bytes += bytes;
	if (p->moves)
		return;
	/* free block i lies above this one; the one below may end where this one begins */
	if (i && h->free[i - 1].to == from) {
		h->free[i - 1].to = to;
		if (i < h->count && h->free[i].from == to) {
			h->free[i - 1].to = h->free[i].to;
			drop(h, i);
		}
		return;
	}
	if (i < h->count && h->free[i].from == to)
		h->free[i].from = from;
	else
		insert(h, i, (struct range){from, to});
}

uint64_t bank_heap_largest(const struct bank_heap *h, const struct placement_policy *p)
{
	uint64_t most = 0;

	if (p->moves)
		return h->free_bytes;
	for (size_t i = 0; i < h->count; i++)
		if (range_bytes(&h->free[i]) > most)
			most = range_bytes(&h->free[i]);
	return most;
}

uint64_t bank_heap_lowest(const struct bank_heap *h, const struct placement_policy *p)
{
	uint64_t at = p->moves ? h->from + h->free_bytes
		: h->count && h->free[0].from == h->from ? h->free[0].to : h->from;

	return at < h->to ? at : UINT64_MAX;
}
