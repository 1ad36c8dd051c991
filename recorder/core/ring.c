/*
 * Rings from the side of the threads that fill them, off the fast path: getting one, giving it
 * back, and what happens when it is full.
 *
 * Must not know: what events mean, how they are drained.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include "futex.h"
#include "ring.h"
#include "writer.h"

enum {
	WAIT_MAX_MS = 100,
	EXITED_MANY = 16,       /* so many rings about to be free: wait for one */
	EXITED_WAIT_MS = 20,
	RINGS_MANY = 32,        /* so many and none is free: see who is still there */
	LOOK_AGAIN = 1024,      /* a thread without a ring asks again after so many events */
	KEYS_PREALLOCATED = 32, /* glibc allocates memory for the values of keys from here on */
};

/* What a thread has that got no ring: never any room. */
static struct l1t_ring_header no_ring;

_Thread_local struct l1tr_thread l1tr_thread __attribute__((tls_model("initial-exec"))) = {
	.ring = &no_ring, .generation = UINT32_MAX};

static pthread_key_t exit_key;
static bool has_exit_key;

/* A thread ends. Events that other destructors of the thread record later get another ring. */
static void thread_exits(void *value)
{
	struct l1tr_thread *t = value;
	struct l1t_ring_header *ring = t->ring;
	bool ours = t->generation == atomic_load(&l1tr_process.generation);

	t->generation = UINT32_MAX;
	t->ring = &no_ring;
	t->limit = 0;
	atomic_signal_fence(memory_order_seq_cst);
	if (!ours || ring == &no_ring)
		return;
	atomic_store_explicit(&ring->state, L1T_RING_EXITED, memory_order_release);
	if (atomic_fetch_add(&l1tr_process.exited_rings, 1) + 1 == EXITED_MANY / 2)
		l1tr_writer_wake();
}

void l1tr_ring_load(void)
{
	has_exit_key = !pthread_key_create(&exit_key, thread_exits);
}

static int take_free_ring(struct l1tr_recording *r)
{
	uint32_t count = atomic_load(&r->header->ring_count);

	for (uint32_t i = 0; i < count; i++) {
		uint32_t expected = L1T_RING_FREE;

		if (atomic_load_explicit(&r->rings[i].header->state, memory_order_relaxed) ==
				L1T_RING_FREE &&
			atomic_compare_exchange_strong(&r->rings[i].header->state, &expected,
				L1T_RING_USED))
			return (int)i;
	}
	return -1;
}

/* Threads that come and go leave rings to the writer: have it free one rather than make more. */
static int wait_for_free_ring(struct l1tr_recording *r)
{
	int64_t until = l1tr_monotonic_ns() + EXITED_WAIT_MS * 1000000;
	int i = -1;

	while (i < 0 && atomic_load(&l1tr_process.exited_rings) >= EXITED_MANY &&
		l1tr_writer_lives() && l1tr_monotonic_ns() < until) {
		uint32_t seen = atomic_load(&l1tr_process.room);

		l1tr_writer_wake();
		atomic_fetch_add(&l1tr_process.waiting, 1);
		l1tr_futex_wait(&l1tr_process.room, seen, 1000000);
		atomic_fetch_sub(&l1tr_process.waiting, 1);
		i = take_free_ring(r);
	}
	return i;
}

/* Threads can leave by a bare system call, without a word: the kernel knows who is there. */
static void give_up_rings_of_lost_threads(struct l1tr_recording *r, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		struct l1t_ring_header *ring = r->rings[i].header;
		uint32_t used = L1T_RING_USED, tid = atomic_load(&ring->tid);

		if (tid && syscall(SYS_tgkill, getpid(), tid, 0) && errno == ESRCH &&
			atomic_compare_exchange_strong(&ring->state, &used, L1T_RING_EXITED))
			atomic_fetch_add(&l1tr_process.exited_rings, 1);
	}
}

static int get_ring(struct l1tr_recording *r)
{
	uint32_t count = atomic_load(&r->header->ring_count);
	int i = take_free_ring(r);

	if (i < 0 && count && count % RINGS_MANY == 0)
		give_up_rings_of_lost_threads(r, count);
	if (i < 0)
		i = wait_for_free_ring(r);
	return i < 0 ? l1tr_live_add_ring(r) : i;
}

bool l1tr_ring_attach(struct l1tr_thread *t)
{
	struct l1tr_recording *r = &l1tr_recording;
	int i = get_ring(r);
	struct l1t_ring_header *ring = i < 0 ? &no_ring : r->rings[i].header;

	t->stalled_ms = 0;
	t->limit = 0;
	t->ring = ring;
	t->number = (uint16_t)i;
	atomic_signal_fence(memory_order_seq_cst);
	t->generation = atomic_load(&l1tr_process.generation);
	if (i < 0)
		return false;
	if (t->serial_session != r->session) {
		t->serial = atomic_fetch_add(&r->header->thread_count, 1) + 1;
		t->serial_session = r->session;
	}
	for (unsigned k = 0; k < 2; k++)
		atomic_store_explicit(&l1tr_facts(r, t->number, k)->thread, t->serial,
			memory_order_relaxed);
	atomic_store_explicit(&ring->thread, t->serial, memory_order_relaxed);
	atomic_store_explicit(&ring->tid, (uint32_t)syscall(SYS_gettid), memory_order_relaxed);
	if (has_exit_key && exit_key < KEYS_PREALLOCATED)
		pthread_setspecific(exit_key, t);
	return true;
}

void l1tr_ring_announce(struct l1tr_thread *t)
{
	uint64_t tid = atomic_load(&t->ring->tid);
	char name[16] = "";

	prctl(PR_GET_NAME, name);
	l1tr_record(L1T_THREAD, &tid, 1, name, strnlen(name, sizeof(name)));
}

/* This thread is new to the recording, or the recording to this process. */
static bool enter(struct l1tr_thread *t)
{
	struct l1tr_shield shield;
	bool running;

	l1tr_shield_up(&shield);
	running = l1tr_start(shield.in_handler);
	if (running && t->generation != atomic_load(&l1tr_process.generation)) {
		uint64_t known = t->serial_session;

		if (!l1tr_ring_attach(t))
			l1tr_warn("record a thread into", l1tr_recording.live.path,
				errno == EUSERS ? "all rings are taken" : l1tr_why(errno));
		else if (known != l1tr_recording.session)
			l1tr_ring_announce(t);
	}
	l1tr_shield_down(&shield);
	return running;
}

/*
 * Moves the limit as far as it may go (without a time stamp counter: nowhere, since the fast path
 * has no other clock); wakes the writer when there is much for it to
 * do.
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
	t->in_wait = 0;         /* a handler may have jumped out of the wait */
	return true;
}

static bool may_wait(const struct l1tr_thread *t)
{
	return !l1tr_switch.drop_when_full && !t->in_wait && t->stalled_ms < WAIT_MAX_MS &&
		!l1tr_recording.reopened && !atomic_load(&l1tr_process.writer_stuck) &&
		l1tr_writer_lives() && !l1tr_in_handler();
}

static bool wait_for_room(struct l1tr_thread *t, unsigned slots)
{
	int64_t from = l1tr_monotonic_ns(), before = t->stalled_ms;
	bool room = false;

	t->in_wait = 1;
	while (!room && !atomic_load(&l1tr_process.writer_stuck)) {
		uint32_t seen = atomic_load(&l1tr_process.room);
		int64_t ms;

		atomic_fetch_add(&l1tr_process.waiting, 1);
		l1tr_writer_wake();
		room = has_room(t, slots);
		if (!room)
			l1tr_futex_wait(&l1tr_process.room, seen, 2000000);
		atomic_fetch_sub(&l1tr_process.waiting, 1);
		room = room || has_room(t, slots);
		ms = before + (l1tr_monotonic_ns() - from) / 1000000;
		if (!room)
			t->stalled_ms = (uint8_t)(ms < WAIT_MAX_MS ? ms : WAIT_MAX_MS);
		if (ms >= WAIT_MAX_MS)
			break;
	}
	t->in_wait = 0;
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

/* No ring could be had. Once in a while it is asked for again. */
static bool get_ring_at_last(struct l1tr_thread *t)
{
	static _Atomic uint32_t asked;

	if (atomic_fetch_add(&asked, 1) % LOOK_AGAIN == LOOK_AGAIN - 1) {
		t->generation = UINT32_MAX;
		if (enter(t) && t->ring != &no_ring)
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

	if (t->generation != atomic_load(&l1tr_process.generation) && !enter(t))
		room = false;
	else if (t->ring == &no_ring && !get_ring_at_last(t))
		room = false;
	else if (!has_room(t, slots) && !(may_wait(t) && wait_for_room(t, slots))) {
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

	if (ring == &no_ring || !l1tr_ended() || atomic_load(&ring->tail) > slot)
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
	uint8_t *event;
	uint32_t check;

	if (!ring)
		return false;
	event = l1tr_reserve(ring, slots, (uint8_t)count, (uint32_t)n,
		ticks ? *ticks : l1tr_ticks());
	memcpy(event + sizeof(struct l1t_slot_head), fields, count * sizeof(*fields));
	if (n)
		memcpy(event + fixed, blob, n);
	check = l1t_slot_check(event, kind);
	memcpy(event + fixed + n, &check, sizeof(check));
	l1tr_commit(ring, event, l1t_slot_generic(kind));
	return true;
}

bool l1tr_record(uint8_t kind, const uint64_t *fields, unsigned count, const void *blob,
	size_t blob_bytes)
{
	return l1tr_record_at(kind, fields, count, blob, blob_bytes, NULL);
}
