/*
 * Room for an event in its thread's ring, off the fast path: the first event of a thread, and what
 * happens when the ring is full.
 *
 * Must not know: what events mean, how they are drained.
 */
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include "clock.h"
#include "event.h"
#include "futex.h"
#include "intern_table.h"
#include "open_devices.h"
#include "process_state.h"
#include "recording.h"
#include "ring.h"
#include "signal_guard.h"
#include "slow_path.h"
#include "start.h"
#include "writer_thread.h"

enum {
	RINGS_ALONE = 32,       /* rings that all threads together may fill where nobody drains */
	LOOK_AGAIN = 1024,      /* without a writer, tries for a ring are this rare */
};

/*
 * Called in a child that may neither allocate nor start a thread: records the parent's definitions.
 */

static int record_definition(uint32_t id, const void *bytes, size_t length, void *kind)
{
	uint64_t field = id;

	l1tr_record_at(*(uint8_t *)kind, &field, 1, bytes, length, &l1tr_recording.ticks0);
	return 0;
}

static int record_device(const struct l1t_device *device, void *unused)
{
	struct l1t_device announced = *device;

	(void)unused;
	announced.flags |= L1T_DEVICE_ANNOUNCED;
	l1tr_record_at(L1T_DEVICE, (const uint64_t *)&announced, sizeof(announced) / 8, NULL, 0,
		&l1tr_recording.ticks0);
	return 0;
}

static void inherit(struct l1tr_recording *r)
{
	static const char text[] = INHERITED_UNKNOWN;
	uint64_t note[] = {L1T_NOTE_UNKNOWN, 0, 0};

	r->inherits = false;
	for (unsigned i = 0; i < L1TR_DEFINITIONS; i++) {
		uint8_t kind = l1tr_definitions[i];

		l1tr_intern_each(kind, record_definition, &kind);
	}
	l1tr_open_devices_each(record_device, NULL);
	if (r->forked)
		l1tr_record(L1T_NOTE, note, 3, text, sizeof(text) - 1);
}

/* Either the thread is new to the recording, or the process has no recording yet. */
static bool enter(struct l1tr_thread *t)
{
	struct l1tr_signal_guard guard;
	bool running;

	l1tr_guard_up(&guard);
	running = l1tr_start(guard.in_handler);
	if (running && t->generation != atomic_load(&l1tr_process.generation)) {
		uint64_t known = t->serial_session;

		if (!l1tr_ring_attach(t, !guard.in_handler && !l1tr_switch.drop_when_full)) {
			/* the writer prints its own warning */
			if (!l1tr_writer_lives())
				l1tr_say_no_ring(errno);
		} else if (known != l1tr_recording.session) {
			const struct l1t_ring_header *ring = t->ring;

			l1tr_commit_check(ring, l1tr_ring_announce(t));
		}
	}
	if (running && l1tr_recording.inherits)
		inherit(&l1tr_recording);
	l1tr_guard_down(&guard);
	return running;
}

/*
 * Moves the limit as far as it may go. Without a time stamp counter it stays 0, since the fast path
 * has no other clock. Wakes the writer when it has much to do.
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
 * A handler may jump out of here: so the sign that somebody waits is no count, and the writer
 * clears it itself.
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
	int64_t last_ns = l1tr_monotonic_ns(), waited_ns = t->stalled_ms * 1000000ll;
	bool room = false;

	t->in_wait = 1;
	while (!room && !atomic_load(&l1tr_process.writer_stuck)) {
		int64_t ms;

		room = wait_a_little(t, slots);
		waited_ns += l1tr_waited_ns(&last_ns);
		ms = waited_ns / 1000000;
		if (!room)
			t->stalled_ms = (uint8_t)(ms < WAIT_MAX_MS ? ms : WAIT_MAX_MS);
		if (ms >= WAIT_MAX_MS)
			break;
	}
	t->in_wait = 0;
	return room;
}

/*
 * Where nobody ever drains: takes another ring, as long as the live file may grow. The full ring
 * stays as it is.
 */
static bool has_room_alone(struct l1tr_thread *t, unsigned slots)
{
	struct l1tr_thread before = *t;
	struct l1tr_signal_guard guard;
	bool room = false;

	if (!l1tr_recording.alone ||
		atomic_load(&l1tr_recording.header->ring_count) >= RINGS_ALONE)
		return false;
	l1tr_guard_up(&guard);
	if (l1tr_ring_attach(t, false)) {
		atomic_store_explicit(&before.ring->state, L1T_RING_EXITED, memory_order_release);
		room = has_room(t, slots);
	} else {
		*t = before;
	}
	l1tr_guard_down(&guard);
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

/*
 * The thread got no ring before. Tries again when one is free, or now and then where there is no
 * writer.
 */
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

	/* a handler jumped out of the wait, unless that handler is running now */
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
 * Nothing to do in a child, since its parent has the event, too, or while the recording runs on.
 * Else the recording ended: the event is in the trace if the last block took its slots; if not, it
 * is recorded again.
 */
void l1tr_ring_straggler(const struct l1t_ring_header *ring, const void *event)
{
	enum { BYTES = L1T_EVENT_SLOTS_MAX * L1T_SLOT_BYTES };
	uint64_t at = (uint64_t)((const uint8_t *)event - l1tr_slots(ring)) / L1T_SLOT_BYTES;
	uint64_t head = atomic_load(&ring->head), slot = head - 1 - (head - 1 - at) % RING_SLOTS;
	const struct l1t_slot_head *from = event;
	struct l1t_ring_header *other;
	struct l1t_slot_head *to;
	uint8_t copy[BYTES];

	if (ring == &l1tr_no_ring || !l1tr_ended() || atomic_load(&ring->tail) > slot)
		return;
	memcpy(copy, event, from->slots * (size_t)L1T_SLOT_BYTES);
	from = (const void *)copy;
	other = l1tr_ring_room(from->slots);
	if (!other)
		return;
	to = l1tr_reserve(other, from->slots, from->small, from->word, from->ticks);
	memcpy(to + 1, from + 1, from->slots * (size_t)L1T_SLOT_BYTES - sizeof(*from));
	l1tr_commit(other, to, from->kind);
}

bool l1tr_record_at(uint8_t kind, const uint64_t *fields, unsigned count, const void *blob,
	size_t blob_bytes, const uint64_t *ticks)
{
	unsigned slots = l1tr_event_slots(count, blob_bytes);
	struct l1t_ring_header *ring = l1tr_fits(&l1tr_thread, slots) ? l1tr_thread.ring
		: l1tr_ring_room(slots);
	const void *event;

	if (!ring)
		return false;
	event = l1tr_ring_put(ring, kind, fields, count, blob, blob_bytes,
		ticks ? *ticks : l1tr_ticks());
	l1tr_commit_check(ring, event);
	return true;
}

bool l1tr_record(uint8_t kind, const uint64_t *fields, unsigned count, const void *blob,
	size_t blob_bytes)
{
	return l1tr_record_at(kind, fields, count, blob, blob_bytes, NULL);
}
