/*
 * From rings to blocks: every ring is read up to a common moment, so that after a round nothing
 * older can come.
 *
 * Must not know: files, sleeping.
 */
#include <string.h>
#include "ring.h"
#include "writer.h"

enum {
	/*
	 * A call takes its place, then reads the clock; the place becomes visible to this thread when
	 * the store leaves the other processor's store buffer. That takes well under a microsecond;
	 * this much is allowed for before a moment counts as complete.
	 */
	VISIBLE_NS = 100000,
	PRESS_SLOTS = RING_SLOTS / 2,
	PRESS_EXITED = 8,
};

int64_t l1tr_to_ns(const struct l1tr_writer *w, uint64_t ticks)
{
	const struct l1t_anchor *a;

	if (ticks == w->r->ticks0)
		return 0;
	a = (int64_t)(ticks - w->now.ticks0) >= 0 ? &w->now : &w->before;

	return a->ns0 + (int64_t)((double)(int64_t)(ticks - a->ticks0) * a->ns_per_tick);
}

void l1tr_own_record(struct l1tr_writer *w, struct l1t_record *r, int64_t time_ns)
{
	struct l1t_run run = {.thread = r->thread, .first_slot = w->own_seq++};

	r->time_ns = time_ns;
	if (l1t_encoder_begin_run(w->encoder, &run) || l1t_encoder_add(w->encoder, r))
		return;
	w->events++;
}

/* The event at `slot` if it is whole; *skip: slots to pass over when there never will be one. */
static const struct l1t_slot_head *event_at(const struct l1t_ring_header *ring, uint64_t slot,
	uint64_t end, unsigned *skip)
{
	const uint8_t *slots = (const uint8_t *)ring + L1T_PAGE;
	const struct l1t_slot_head *head =
		(const void *)(slots + (slot & (RING_SLOTS - 1)) * L1T_SLOT_BYTES);
	uint8_t kind = __atomic_load_n(&head->kind, __ATOMIC_ACQUIRE);

	*skip = 0;
	if (kind && kind != L1T_SLOT_RESERVED && head->slots)
		return head;
	/* its thread is gone: this call was left by a longjmp or an asynchronous cancellation */
	if (ring->state == L1T_RING_EXITED)
		*skip = kind == L1T_SLOT_RESERVED && head->slots && head->slots <= end - slot
			? head->slots : 1;
	return NULL;
}

struct run {
	struct l1tr_writer *w;
	uint32_t index;
	uint32_t thread;
	uint64_t seq;           /* of the next record: slot of its event */
	bool open;
};

/* Adds one record; -1 when the disk does not take a full block. */
static int add(struct run *run, struct l1t_record *r, uint64_t slot)
{
	struct l1tr_writer *w = run->w;

	if (!run->open) {
		struct l1t_run at = {run->index + 1, run->thread, slot, slot};

		if (l1t_encoder_begin_run(w->encoder, &at))
			return -1;
		run->open = true;
	}
	if (l1t_encoder_add(w->encoder, r))
		return -1;
	w->events++;
	return 0;
}

static bool drain_ring(struct l1tr_writer *w, uint32_t index, uint64_t until_ticks)
{
	struct l1t_ring_header *ring = w->r->rings[index];
	uint64_t head = atomic_load_explicit(&ring->head, memory_order_acquire);
	uint64_t slot = w->drained[index];
	struct run run = {.w = w, .index = index, .thread = ring->thread};
	bool complete = true;

	while (slot < head) {
		struct l1t_record r = {0};
		unsigned skip;
		const struct l1t_slot_head *event = event_at(ring, slot, head, &skip);

		if (!event && !skip) {
			complete = false;
			break;
		}
		if (!event) {
			slot += skip;
			w->drained[index] = slot;
			continue;
		}
		if ((int64_t)(event->ticks - until_ticks) > 0)
			break;
		r.time_ns = l1tr_to_ns(w, event->ticks);
		r.thread = run.thread;
		if (!l1t_slot_unpack(&r, event) && l1tr_live_see(&w->live, &r, w->paused) &&
			add(&run, &r, slot))
			break;
		slot += event->slots;
		w->drained[index] = slot;
		if (l1t_encoder_full(w->encoder)) {
			l1t_encoder_end_run(w->encoder, slot);
			run.open = false;
			if (!l1tr_write_block(w, w->mark_ns))
				return false;
		}
	}
	if (run.open)
		l1t_encoder_end_run(w->encoder, slot);
	return complete;
}

static void report_lost(struct l1tr_writer *w, uint32_t index)
{
	struct l1t_ring_header *ring = w->r->rings[index];
	uint64_t lost = ring->lost;
	struct l1t_record r = {.kind = L1T_LOST, .thread = ring->thread};

	if (lost == w->lost_seen[index])
		return;
	r.lost = (struct l1t_lost){lost - w->lost_seen[index], ring->lost_reason};
	w->lost_seen[index] = lost;
	l1tr_own_record(w, &r, w->now.ns0);
}

static void report_lost_without_ring(struct l1tr_writer *w)
{
	uint64_t lost = w->r->header->lost_no_ring;
	struct l1t_record r = {.kind = L1T_LOST};

	if (lost == w->lost_no_ring_seen)
		return;
	r.lost = (struct l1t_lost){lost - w->lost_no_ring_seen, L1T_LOST_NO_RING};
	w->lost_no_ring_seen = lost;
	l1tr_own_record(w, &r, w->now.ns0);
}

bool l1tr_drain(struct l1tr_writer *w)
{
	uint32_t rings = atomic_load_explicit(&w->r->header->ring_count, memory_order_acquire);
	bool complete = true;

	for (uint32_t i = 0; i < rings && !w->unwritten; i++) {
		if (w->r->rings[i]->state == L1T_RING_FREE)
			continue;
		complete &= drain_ring(w, i, w->now.ticks0);
		report_lost(w, i);
	}
	report_lost_without_ring(w);
	if (complete && !w->unwritten)
		w->mark_ns = w->now.ns0 - VISIBLE_NS;
	return complete;
}

bool l1tr_rings_press(const struct l1tr_writer *w)
{
	uint32_t rings = w->r->header->ring_count, exited = 0;

	for (uint32_t i = 0; i < rings; i++) {
		const struct l1t_ring_header *ring = w->r->rings[i];

		exited += ring->state == L1T_RING_EXITED;
		if (ring->head - ring->tail > PRESS_SLOTS)
			return true;
	}
	return exited >= PRESS_EXITED;
}
