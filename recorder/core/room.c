/*
 * Room for an event in its thread's ring, off the fast path: the first event of a thread, and what
 * happens when the ring is full.
 *
 * Must not know: what events mean, how they are drained.
 */
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include "futex.h"
#include "ring.h"
#include "unwatched.h"
#include "writer.h"

enum {
	RINGS_ALONE = 32,       /* where nobody drains all threads together may fill so many */
	LOOK_AGAIN = 1024,      /* where there is no writer a thread without a ring asks so seldom */
};

/* This thread is new to the recording, or the recording to this process. */
static bool enter(struct l1tr_thread *t)
{
	struct l1tr_shield shield;
	bool running;

	l1tr_shield_up(&shield);
	running = l1tr_start(shield.in_handler);
	if (running && t->generation != atomic_load(&l1tr_process.generation)) {
		uint64_t known = t->serial_session;

		if (!l1tr_ring_attach(t, !shield.in_handler && !l1tr_switch.drop_when_full)) {
			/* the writer says so itself */
			if (!l1tr_writer_lives())
				l1tr_say_no_ring(errno);
		} else if (known != l1tr_recording.session) {
			l1tr_ring_announce(t);
		}
	}
	l1tr_shield_down(&shield);
	return running;
}

/*
 * Moves the limit as far as it may go (without a time stamp counter: nowhere, since the fast path
 * has no other clock); wakes the writer when there is much for it to do.
 */
static bool has_room(struct l1tr_thread *t, unsigned slots)
{
	struct l1tr_recording *r = &l1tr_recording;
	uint64_t want = atomic_load_explicit(&t->ring->head, memory_order_relaxed) + slots;
	uint64_t end = atomic_load_explicit(&t->ring->tail, memory_order_acquire) + RING_SLOTS -
		RING_SLACK;
	uint64_t drained = atomic_load_explicit(&r->rings[t->number].drained, memory_order_relaxed);
	uint64_t limit = drained + RING_QUARTER;

	if (want > end)
		return false;
	if (unlikely(!l1tr_writer_ensure(want - drained > RING_QUARTER)))
		limit = want;
	if (want > limit) {
		if (atomic_load_explicit(&l1tr_process.asleep, memory_order_relaxed))
			l1tr_writer_wake();
		limit = want + RING_STEP;
	}
	t->limit = l1tr_clock_kind ? 0 : limit < end ? limit : end;
	t->stalled_ms = 0;
	return true;
}

static bool may_wait(const struct l1tr_thread *t)
{
	return !l1tr_switch.drop_when_full && !t->in_wait && t->stalled_ms < WAIT_MAX_MS &&
		!l1tr_recording.reopened && !atomic_load(&l1tr_process.writer_stuck) &&
		l1tr_writer_lives() && !l1tr_in_handler();
}

/*
 * A handler may jump out of here: so what says that somebody waits is no count, and the writer takes
 * it back itself.
 */
static bool wait_a_little(struct l1tr_thread *t, unsigned slots)
{
	uint32_t seen = atomic_load(&l1tr_process.room);

	atomic_store(&l1tr_process.waiting, 1);
	l1tr_writer_wake();
	if (has_room(t, slots))
		return true;
	l1tr_futex_wait(&l1tr_process.room, seen, 2000000);
	return has_room(t, slots);
}

static bool wait_for_room(struct l1tr_thread *t, unsigned slots)
{
	int64_t from = l1tr_monotonic_ns(), before = t->stalled_ms;
	bool room = false;

	t->in_wait = 1;
	while (!room && !atomic_load(&l1tr_process.writer_stuck)) {
		int64_t ms;

		room = wait_a_little(t, slots);
		ms = before + (l1tr_monotonic_ns() - from) / 1000000;
		if (!room)
			t->stalled_ms = (uint8_t)(ms < WAIT_MAX_MS ? ms : WAIT_MAX_MS);
		if (ms >= WAIT_MAX_MS)
			break;
	}
	t->in_wait = 0;
	return room;
}

/*
 * Where nobody ever drains: another ring, as long as the live file may grow. The full one stays as
 * it is.
 */
static bool has_room_alone(struct l1tr_thread *t, unsigned slots)
{
	struct l1tr_thread before = *t;
	struct l1tr_shield shield;
	bool room = false;

	if (!l1tr_recording.alone ||
		atomic_load(&l1tr_recording.header->ring_count) >= RINGS_ALONE)
		return false;
	l1tr_shield_up(&shield);
	if (l1tr_ring_attach(t, false)) {
		atomic_store_explicit(&before.ring->state, L1T_RING_EXITED, memory_order_release);
		room = has_room(t, slots);
	} else {
		*t = before;
	}
	l1tr_shield_down(&shield);
	return room;
}

static void drop(struct l1tr_thread *t)
{
	enum l1t_lost_reason reason = atomic_load(&l1tr_process.writer_stuck) ? L1T_LOST_DISK
		: l1tr_recording.reopened || !l1tr_writer_lives() ? L1T_LOST_NO_WRITER
		: L1T_LOST_RING_FULL;

	atomic_store_explicit(&t->ring->lost_reason, reason, memory_order_relaxed);
	l1tr_add(&t->ring->lost, 1);
	for (unsigned k = 0; k < 2; k++) {
		struct l1t_ring_facts *facts = l1tr_facts(&l1tr_recording, t->number, k);

		atomic_store_explicit(&facts->lost_reason, reason, memory_order_relaxed);
		l1tr_add(&facts->lost, 1);
	}
}

/* No ring could be had. When there is one, or once in a while where there is no writer: again. */
static bool get_ring_at_last(struct l1tr_thread *t)
{
	static _Atomic uint32_t asked;

	if (atomic_load(&l1tr_process.free_rings) || (!l1tr_writer_lives() &&
			atomic_fetch_add(&asked, 1) % LOOK_AGAIN == LOOK_AGAIN - 1)) {
		t->generation = UINT32_MAX;
		if (enter(t) && t->ring != &l1tr_no_ring)
			return true;
	}
	for (unsigned i = 0; i < L1TR_HEADERS && l1tr_header(&l1tr_recording, i); i++)
		atomic_fetch_add(&l1tr_header(&l1tr_recording, i)->lost_no_ring, 1);
	return false;
}

struct l1t_ring_header *l1tr_ring_room(unsigned slots)
{
	struct l1tr_thread *t = &l1tr_thread;
	int saved = errno;
	bool room = true;

	/* a handler jumped out of the wait, unless it is one that runs now */
	if (t->in_wait && !l1tr_in_handler())
		t->in_wait = 0;
	if (t->generation != atomic_load(&l1tr_process.generation) && !enter(t))
		room = false;
	else if (t->ring == &l1tr_no_ring && !get_ring_at_last(t))
		room = false;
	else if (!has_room(t, slots) && !(may_wait(t) && wait_for_room(t, slots)) &&
		!has_room_alone(t, slots)) {
		drop(t);
		room = false;
	}
	errno = saved;
	return room ? t->ring : NULL;
}

/*
 * Nothing to do in a child (its parent has the event, too), or while the rings stay as they are.
 * Else the recording ended: the event is in the trace when the last block took its slots.
 */
void l1tr_ring_straggler(struct l1t_ring_header *ring, const void *event)
{
	enum { BYTES = L1T_EVENT_SLOTS_MAX * L1T_SLOT_BYTES };
	uint64_t at = (uint64_t)((const uint8_t *)event - l1tr_slots(ring)) / L1T_SLOT_BYTES;
	uint64_t head = atomic_load(&ring->head), slot = head - 1 - (head - 1 - at) % RING_SLOTS;
	const struct l1t_slot_head *from = event;
	struct l1t_slot_head *to;
	uint8_t copy[BYTES];

	if (ring == &l1tr_no_ring || !l1tr_ended() || atomic_load(&ring->tail) > slot)
		return;
	memcpy(copy, event, from->slots * (size_t)L1T_SLOT_BYTES);
	from = (const void *)copy;
	ring = l1tr_ring_room(from->slots);
	if (!ring)
		return;
	to = l1tr_reserve(ring, from->slots, from->small, from->word, from->ticks);
	memcpy(to + 1, from + 1, from->slots * (size_t)L1T_SLOT_BYTES - sizeof(*from));
	l1tr_commit(ring, to, from->kind);
}

/* Copies and checks what it copied. What was stored just now and is read again in other widths would
 * hold the processor up. */
static uint64_t copy_checked(uint8_t *to, const void *bytes, size_t n, uint64_t h)
{
	const uint8_t *from = bytes;
	uint64_t w;

	for (; n >= sizeof(w); n -= sizeof(w), to += sizeof(w), from += sizeof(w)) {
		memcpy(&w, from, sizeof(w));
		memcpy(to, &w, sizeof(w));
		h = l1t_slot_check_step(h, w);
	}
	if (!n)
		return h;
	w = 0;
	memcpy(&w, from, n);
	memcpy(to, &w, n);
	return l1t_slot_check_step(h, w);
}

bool l1tr_record_at(uint8_t kind, const uint64_t *fields, unsigned count, const void *blob,
	size_t blob_bytes, const uint64_t *ticks)
{
	size_t fixed = sizeof(struct l1t_slot_head) + count * sizeof(*fields);
	size_t most = L1T_EVENT_SLOTS_MAX * L1T_SLOT_BYTES - L1T_SLOT_CHECK_BYTES - fixed;
	size_t n = blob_bytes < most ? blob_bytes : most;
	size_t bytes = fixed + n + L1T_SLOT_CHECK_BYTES;
	unsigned slots = (unsigned)((bytes + L1T_SLOT_BYTES - 1) / L1T_SLOT_BYTES);
	struct l1t_ring_header *ring = l1tr_fits(&l1tr_thread, slots) ? l1tr_thread.ring
		: l1tr_ring_room(slots);
	uint64_t now, h;
	uint8_t *event;
	uint32_t check;

	if (!ring)
		return false;
	now = ticks ? *ticks : l1tr_ticks();
	event = l1tr_reserve(ring, slots, (uint8_t)count, (uint32_t)n, now);
	l1tr_unwatched_begin();
	h = l1t_slot_check_begin(kind, (uint8_t)count, (uint32_t)n, now);
	h = copy_checked(event + sizeof(struct l1t_slot_head), fields, count * sizeof(*fields), h);
	h = copy_checked(event + fixed, blob, n, h);
	check = l1t_slot_check_end(h);
	memcpy(event + fixed + n, &check, sizeof(check));
	l1tr_unwatched_end();
	l1tr_commit(ring, event, l1t_slot_generic(kind));
	return true;
}

bool l1tr_record(uint8_t kind, const uint64_t *fields, unsigned count, const void *blob,
	size_t blob_bytes)
{
	return l1tr_record_at(kind, fields, count, blob, blob_bytes, NULL);
}
