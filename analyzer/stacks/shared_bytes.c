/*
 * Bytes that several holders have: see shared_bytes.h.
 *
 * Must not know: SQL, who the holders are.
 */
#include <stdlib.h>
#include "shared_bytes.h"
#include "xalloc.h"

static int by_address(const void *a, const void *b)
{
	const struct holding *p = *(struct holding *const *)a, *q = *(struct holding *const *)b;

	if (p->group != q->group)
		return p->group < q->group ? -1 : 1;
	if (p->has_address != q->has_address)
		return p->has_address ? -1 : 1;
	if (p->address != q->address)
		return p->address < q->address ? -1 : 1;
	return (p > q) - (p < q);
}

static int by_bytes(const void *a, const void *b)
{
	const struct holding *p = *(struct holding *const *)a, *q = *(struct holding *const *)b;

	if (p->bytes != q->bytes)
		return p->bytes > q->bytes ? -1 : 1;
	return (p > q) - (p < q);
}

static uint64_t less_of(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* Takes what `too_many` counts off the bytes that lie below `end`, where an earlier one ends. */
static void cut(struct holding *h, uint64_t end, uint64_t *too_many)
{
	uint64_t both = end > h->address ? less_of(end - h->address, (uint64_t)h->bytes) : 0;

	both = less_of(both, *too_many);
	h->bytes -= (int64_t)both;
	*too_many -= both;
}

/* Of the holders of a group, in the order of their addresses. */
static void once(struct holding **of, size_t count)
{
	uint64_t too_many = 0, end = 0;

	for (size_t i = 0; i < count; i++)
		if (of[i]->bytes < 0) {
			const uint64_t more = -(uint64_t)of[i]->bytes;

			too_many = too_many > UINT64_MAX - more ? UINT64_MAX : too_many + more;
			of[i]->bytes = 0;
		}
	for (size_t i = 0; i < count && too_many; i++) {
		uint64_t own_end = of[i]->address + (uint64_t)of[i]->bytes;

		if (!of[i]->has_address)
			continue;
		own_end = own_end < of[i]->address ? UINT64_MAX : own_end;
		cut(of[i], end, &too_many);
		end = own_end > end ? own_end : end;
	}
	if (!too_many)
		return;
	qsort(of, count, sizeof(*of), by_bytes);
	for (size_t i = 0; i < count && too_many; i++) {
		uint64_t taken = less_of((uint64_t)of[i]->bytes, too_many);

		of[i]->bytes -= (int64_t)taken;
		too_many -= taken;
	}
}

void shared_bytes_once(struct holding *at, size_t count)
{
	struct holding **of = xarray(count + 1, sizeof(struct holding *));

	for (size_t i = 0; i < count; i++)
		of[i] = &at[i];
	qsort(of, count, sizeof(*of), by_address);
	for (size_t i = 0, n; i < count; i += n) {
		for (n = 1; i + n < count && of[i + n]->group == of[i]->group; n++)
			;
		once(of + i, n);
	}
	free(of);
}
