/*
 * Events without a layout of their own, put into a ring that has room for them.
 *
 * Must not know: where room comes from, what the events mean.
 */
#include <string.h>
#include "event.h"
#include "recording.h"
#include "unwatched.h"

/*
 * Copies bytes and computes their check in one pass. Reading them back in other widths just after
 * the stores would stall the processor.
 */
static uint64_t copy_checked(uint8_t *to, const void *bytes, size_t n, uint64_t h)
{
	const uint8_t *from = bytes;
	uint64_t w;
	uint32_t half;

	for (; n >= sizeof(w); n -= sizeof(w), to += sizeof(w), from += sizeof(w)) {
		memcpy(&w, from, sizeof(w));
		memcpy(to, &w, sizeof(w));
		h = l1t_slot_check_step(h, w);
	}
	if (!n)
		return h;
	w = 0;
	if (n == sizeof(half)) {        /* an odd number of words; a constant size needs no call */
		memcpy(&half, from, sizeof(half));
		memcpy(to, &half, sizeof(half));
		memcpy(&w, &half, sizeof(half));
	} else {
		memcpy(&w, from, n);
		memcpy(to, &w, n);
	}
	return l1t_slot_check_step(h, w);
}

/* How much of a blob has room after this many fields. */
static size_t blob_kept(unsigned count, size_t blob_bytes)
{
	size_t most = L1T_EVENT_SLOTS_MAX * L1T_SLOT_BYTES - L1T_SLOT_CHECK_BYTES -
		sizeof(struct l1t_slot_head) - count * sizeof(uint64_t);

	return blob_bytes < most ? blob_bytes : most;
}

unsigned l1tr_event_slots(unsigned count, size_t blob_bytes)
{
	size_t bytes = sizeof(struct l1t_slot_head) + count * sizeof(uint64_t) +
		blob_kept(count, blob_bytes) + L1T_SLOT_CHECK_BYTES;

	return (unsigned)((bytes + L1T_SLOT_BYTES - 1) / L1T_SLOT_BYTES);
}

const void *l1tr_ring_put(struct l1t_ring_header *ring, uint8_t kind, const uint64_t *fields,
	unsigned count, const void *blob, size_t blob_bytes, uint64_t ticks)
{
	size_t fixed = sizeof(struct l1t_slot_head) + count * sizeof(*fields);
	size_t n = blob_kept(count, blob_bytes);
	uint8_t small = l1t_generic_small(kind, count);
	uint8_t *event = l1tr_reserve(ring, l1tr_event_slots(count, blob_bytes), small, (uint32_t)n,
		ticks);
	uint64_t h = l1t_slot_check_begin(kind, small, (uint32_t)n, ticks);
	uint32_t check;

	l1tr_unwatched_begin();
	h = copy_checked(event + sizeof(struct l1t_slot_head), fields, count * sizeof(*fields), h);
	h = copy_checked(event + fixed, blob, n, h);
	check = l1t_slot_check_end(h);
	memcpy(event + fixed + n, &check, sizeof(check));
	l1tr_unwatched_end();
	l1tr_commit_alone(event, l1t_slot_generic(kind));
	return event;
}
