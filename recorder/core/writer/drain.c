/*
 * From the rings' slots to records in the encoder. Slots are given back only later, when the block
 * is in the file.
 *
 * Must not know: files; what is done with records, except that they are written or, while paused,
 * only seen.
 */
#include <string.h>
#include "clock.h"
#include "live_table.h"
#include "process_state.h"
#include "recording.h"
#include "timeline.h"
#include "unfinished.h"
#include "writer_state.h"

enum {
	/*
	 * A block is written early when a ring is this full: about what a block of the usual size
	 * holds.
	 */
	EARLY_SLOTS = RING_SLOTS * 5 / 8,
	/* Where threads record so little that making a block takes a fraction of the rest's time. */
	EARLY_CALM_SLOTS = RING_SLOTS * 6 / 8,
	/* Leaves the ring's thread room for what it records until the next block is written. */
	EARLY_HURRIED_SLOTS = RING_SLOTS * 4 / 8,
	/*
	 * Prefetched this far ahead, since the slots are in the owner's processor. Measured: costs
	 * least.
	 */
	AHEAD_SLOTS = 24,
	RINGS_ASKED = 64,       /* whether they are empty; where there are more, times are fine */
};

/* A ring in the middle of being drained. */
struct source {
	struct l1t_ring_header *ring;
	uint32_t number;
	uint64_t slot, head;
	const struct l1t_slot_head *before;     /* the event before `slot`; NULL: not there any more */
	bool in_run;
};

/* What there is no memory to encode for stays where it is. */
static int no_memory(const struct l1tr_writer *w)
{
	l1tr_say_no_memory(w);
	return -1;
}

static int begin_run(struct l1tr_writer *w, struct source *s)
{
	struct l1t_run run = {.ring = s->number + 1,
		.thread = atomic_load_explicit(&s->ring->thread, memory_order_relaxed),
		.first_slot = s->slot, .end_slot = s->slot};

	w->own_run = false;
	if (l1t_encoder_begin_run(w->encoder, &run))
		return no_memory(w);
	s->in_run = true;
	return 0;
}

static void stop_here(struct l1tr_writer *w, struct source *s)
{
	if (s->in_run)
		l1t_encoder_end_run(w->encoder, s->slot);
	s->in_run = false;
	atomic_store_explicit(&w->r->rings[s->number].drained, s->slot, memory_order_relaxed);
}

static bool is_late(const struct l1tr_writer *w, const struct source *s)
{
	uint64_t slots = s->slot - atomic_load_explicit(&s->ring->tail, memory_order_relaxed);

	return slots > (w->is_calm ? EARLY_CALM_SLOTS : EARLY_SLOTS) || (slots > EARLY_HURRIED_SLOTS && l1tr_is_hurried(w));
}

static const struct l1t_slot_head *event_at(struct l1t_ring_header *ring, uint64_t slot)
{
	return (const void *)(l1tr_slots(ring) + slot % RING_SLOTS * L1T_SLOT_BYTES);
}

/* The first bytes of an event in one load: its owner may be writing it. */
static uint32_t kind_and_slots(const struct l1t_slot_head *event)
{
	return atomic_load_explicit((const _Atomic uint32_t *)(const void *)event,
		memory_order_acquire);
}

/* No event gets a time before this: the mark (see event.h), or the last pause or resume. */
static int64_t first_ns(const struct l1tr_writer *w)
{
	return w->mark_ns > w->floor_ns ? w->mark_ns : w->floor_ns;
}

static int64_t time_of(struct l1tr_writer *w, uint64_t ticks)
{
	return l1tr_event_time(&w->times, l1tr_timeline_exact_ns(&w->timeline, ticks), first_ns(w));
}

/* Converts the times of a batch, which are ticks so far. */
static void ticks_to_times(struct l1tr_writer *w, struct l1t_batch *b)
{
	const struct l1t_anchor line = *l1tr_timeline_newest(&w->timeline);
	struct l1tr_event_times times = w->times;
	int64_t least_ns = first_ns(w);

	for (uint32_t i = 0; i < b->count; i++) {
		uint64_t ticks = (uint64_t)b->times_ns[i];
		int64_t time_ns = likely(l1tr_line_has(&line, ticks)) ? l1tr_line_ns(&line, ticks)
			: l1tr_timeline_old_ns(&w->timeline, ticks);

		b->times_ns[i] = l1tr_event_time(&times, time_ns, least_ns);
	}
	w->times = times;
}

/* The next event, if it is complete and will be taken in this round. */
static const struct l1t_slot_head *event_after(const struct source *s,
	const struct l1t_slot_head *event, uint64_t until_ticks)
{
	uint64_t slot = s->slot + event->slots;
	const struct l1t_slot_head *after = event_at(s->ring, slot);
	uint32_t first;

	if (slot >= s->head)
		return NULL;
	first = kind_and_slots(after);
	return l1t_plain_of((uint8_t)first, (uint8_t)(first >> 8)) != L1T_PLAIN_NONE &&
		(uint8_t)(first >> 8) <= s->head - slot && after->ticks < until_ticks ? after : NULL;
}

/* One whole event. 0; 1: the block is full; -1: out of memory, the event stays. */
static int take(struct l1tr_writer *w, struct source *s, const struct l1t_slot_head *event,
	uint64_t until_ticks)
{
	struct l1t_record record;
	int full;

	if (event->kind == L1T_SLOT_PAD)
		return 0;
	l1tr_live_table_see(&w->live, event);
	if (l1t_slot_unpack(&record, event) ||
		(unlikely(w->paused) && l1t_kinds[record.kind].is_event)) {
		w->events += !w->paused;        /* one that is not sound is left out */
		return 0;
	}
	if (!s->in_run && begin_run(w, s))
		return -1;
	record.time_ns = time_of(w, l1tr_shared_ticks(&record, event->ticks, s->before,
		event_after(s, event, until_ticks)));
	full = l1t_encoder_add(w->encoder, &record);
	if (full < 0)
		return no_memory(w);
	w->events++;
	return full;
}

/* How many slots an abandoned call takes. */
static uint64_t abandoned_slots(struct l1tr_writer *w, const struct source *s, uint8_t kind,
	uint64_t slots)
{
	w->torn++;
	return kind == L1T_SLOT_RESERVED && slots && slots <= s->head - s->slot ? slots : 1;
}

/*
 * Takes the next events of the frequent kinds together, as many as are complete. 0; 1: the block is
 * full; -1: out of memory.
 */
static int take_batch(struct l1tr_writer *w, struct source *s, struct l1tr_round *round)
{
	uint32_t room = L1T_BLOCK_RECORDS - l1t_encoder_records(w->encoder);
	uint32_t most = room < L1T_BATCH ? room : L1T_BATCH;
	struct l1t_batch *b = &w->batch;
	uint64_t slot = s->slot, last = slot;
	int full;

	l1t_batch_clear(b);
	while (b->count < most && slot < s->head) {
		const struct l1t_slot_head *event = event_at(s->ring, slot);
		uint32_t first = kind_and_slots(event);
		uint8_t length = (uint8_t)(first >> 8), plain = l1t_plain_of((uint8_t)first, length);

		if (plain == L1T_PLAIN_NONE || length > s->head - slot ||
			event->ticks >= round->until_ticks)
			break;
		if (slot + AHEAD_SLOTS < s->head)
			__builtin_prefetch(event_at(s->ring, slot + AHEAD_SLOTS));
		b->times_ns[b->count] = (int64_t)event->ticks;
		l1t_batch_add(b, plain, event);
		last = slot;
		slot += length;
	}
	if (!b->count)
		return 0;
	ticks_to_times(w, b);
	if ((!s->in_run && begin_run(w, s)) ||
		(full = l1t_encoder_add_batch(w->encoder, b)) < 0) {
		round->failed = true;
		return no_memory(w);
	}
	l1tr_live_table_see_batch(&w->live, b);
	w->events += b->count;
	s->before = event_at(s->ring, last);
	s->slot = slot;
	return full;
}

/* Takes the next event alone. 0; 1: the block is full; -1: nothing was taken, see *round. */
static int take_next(struct l1tr_writer *w, struct source *s, struct l1tr_round *round)
{
	const struct l1t_slot_head *event = event_at(s->ring, s->slot);
	uint32_t first = kind_and_slots(event);
	uint8_t kind = (uint8_t)first;
	uint64_t length = (uint8_t)(first >> 8);
	const struct l1t_slot_head *taken = NULL;
	int full = 0;

	if (kind == 0 || kind == L1T_SLOT_RESERVED) {
		if (!l1tr_unfinished_give_up(&w->unfinished[s->number], s->ring, s->slot)) {
			round->stopped = true;
			return -1;
		}
		length = abandoned_slots(w, s, kind, length);
	} else if (event->ticks >= round->until_ticks) {
		return -1;
	} else if (!length || length > s->head - s->slot) {
		length = 1;     /* not ours: somebody wrote into our pages */
	} else if ((full = take(w, s, event, round->until_ticks)) < 0) {
		round->failed = true;
		return -1;
	} else {
		taken = event;
	}
	s->before = taken;
	s->slot += length;
	return full;
}

/*
 * The live table orders events by ticks: a coarse clock could give two events of a batch the same.
 */
static bool takes_batches(const struct l1tr_writer *w)
{
	return likely(!w->paused && !l1tr_clock_kind);
}

static void drain_ring(struct l1tr_writer *w, struct source *s, struct l1tr_round *round)
{
	uint64_t from = s->slot;

	while (s->slot < s->head) {
		uint64_t before = s->slot;
		int full = takes_batches(w) ? take_batch(w, s, round) : 0;

		if (!full && s->slot == before)
			full = take_next(w, s, round);
		if (full < 0)
			break;
		if (unlikely(full || is_late(w, s))) {
			stop_here(w, s);
			s->before = NULL;       /* its slots are given back */
			if (l1tr_block_write(w)) {
				round->failed = true;
				break;
			}
		}
	}
	stop_here(w, s);
	round->slots += s->slot - from;
	if (s->slot - from > round->fullest)
		round->fullest = s->slot - from;
}

/* Rings that a thread has taken at some time: a spare ring has no events yet. */
static uint32_t rings_in_use(const struct l1tr_writer *w, uint32_t count)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < count; i++)
		n += atomic_load(&w->r->rings[i].header->thread) != 0;
	return n;
}

/* Whether all rings but this one are empty. */
static bool is_alone(const struct l1tr_writer *w, uint32_t ring)
{
	uint32_t count = atomic_load_explicit(&w->r->header->ring_count, memory_order_acquire);
	bool alone = count <= RINGS_ASKED;

	for (uint32_t i = 0; i < count && alone; i++)
		alone = i == ring || atomic_load_explicit(&w->r->rings[i].header->head,
			memory_order_acquire) == atomic_load(&w->r->rings[i].drained);
	return alone;
}

void l1tr_drain(struct l1tr_writer *w, struct l1tr_round *round)
{
	uint32_t count = atomic_load_explicit(&w->r->header->ring_count, memory_order_acquire);

	w->live.one_ring = rings_in_use(w, count) == 1;
	for (uint32_t i = 0; i < count && !round->failed; i++) {
		struct l1tr_ring *ring = &w->r->rings[i];
		struct source s = {.ring = ring->header, .number = i,
			.slot = atomic_load_explicit(&ring->drained, memory_order_relaxed),
			.head = atomic_load_explicit(&ring->header->head, memory_order_acquire)};

		if (s.slot == s.head)
			continue;
		/* asked after the head: what came before these events was in its ring by then */
		l1tr_event_times_of(&w->times, i, is_alone(w, i));
		drain_ring(w, &s, round);
	}
}

/* 1: the block is full, 0, or -1: out of memory. */
static int add_alone(struct l1tr_writer *w, struct l1t_record *record, const struct l1t_run *run)
{
	int full = -1;

	if ((w->own_run && !run->thread) || !l1t_encoder_begin_run(w->encoder, run)) {
		w->own_run = !run->thread;
		full = l1t_encoder_add(w->encoder, record);
	}
	return full < 0 ? no_memory(w) : full;
}

int l1tr_drain_add_own(struct l1tr_writer *w, struct l1t_record *record, int64_t time_ns)
{
	struct l1t_run run = {.first_slot = w->own_seq++};
	int full;

	record->time_ns = time_ns > w->mark_ns ? time_ns : w->mark_ns;
	full = add_alone(w, record, &run);
	return full > 0 ? l1tr_block_write(w) : full;
}

/*
 * Puts `*count - *taken` into a record. *taken is updated once the record is in the block, whether
 * or not the block can be written now.
 */
static int add_loss(struct l1tr_writer *w, uint64_t count, uint64_t *taken,
	enum l1t_lost_reason reason, const struct l1t_run *run)
{
	struct l1t_record record = {.kind = L1T_LOST,
		.time_ns = l1tr_timeline_ns(&w->timeline, l1tr_ticks()),
		.lost = {count - *taken, reason}};
	int full;

	if (count == *taken)
		return 0;
	if (record.time_ns < w->mark_ns)
		record.time_ns = w->mark_ns;
	full = add_alone(w, &record, run);
	if (full >= 0)
		*taken = count;
	return full > 0 ? l1tr_block_write(w) : full;
}

static int add_own_loss(struct l1tr_writer *w, uint64_t count, uint64_t *taken,
	enum l1t_lost_reason reason)
{
	struct l1t_run run = {.first_slot = w->own_seq};

	if (count == *taken)
		return 0;
	w->own_seq++;
	return add_loss(w, count, taken, reason, &run);
}

int l1tr_drain_losses(struct l1tr_writer *w)
{
	uint32_t count = atomic_load_explicit(&w->r->header->ring_count, memory_order_acquire);

	for (uint32_t i = 0; i < count; i++) {
		struct l1t_ring_header *ring = w->r->rings[i].header;
		uint64_t slot = atomic_load(&w->r->rings[i].drained);
		struct l1t_run run = {i + 1, atomic_load(&ring->thread), slot, slot};

		if (add_loss(w, atomic_load(&ring->lost), &w->lost_taken[i],
			    atomic_load(&ring->lost_reason), &run))
			return -1;
	}
	if (add_own_loss(w, w->torn, &w->torn_taken, L1T_LOST_TORN) ||
		add_own_loss(w, atomic_load(&l1tr_process.lost_early), &w->early_taken,
			L1T_LOST_NO_RING))
		return -1;
	return add_own_loss(w, atomic_load(&w->r->header->lost_no_ring), &w->no_ring_taken,
		L1T_LOST_NO_RING);
}
