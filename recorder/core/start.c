/*
 * The first event of a process: its trace, its live file, its first ring. Also the first one
 * behind the normal end, and the first one in a forked child.
 *
 * Must not know: how events are drained, what they mean.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>
#include "futex.h"
#include "inherit_live.h"
#include "naming.h"
#include "ring.h"
#include "writer.h"

enum { OTHERS_WAIT_MS = 1000 };

static void set_phase(enum l1tr_phase phase)
{
	atomic_store(&l1tr_process.phase, phase);
	l1tr_futex_wake_all(&l1tr_process.phase);
}

static uint64_t new_session(const struct l1tr_recording *r)
{
	uint64_t session;

	if (getrandom(&session, sizeof(session), GRND_NONBLOCK) != sizeof(session) || !session)
		session = (r->wall_ns ^ r->ticks0 << 20 ^ (uint64_t)r->pid << 40) | 1;
	return session;
}

static void set_time_zero(struct l1tr_recording *r)
{
	struct timespec wall;

	clock_gettime(CLOCK_REALTIME, &wall);
	l1tr_clock_pair(&r->ticks0, &r->mono0_ns);
	if (l1tr_clock_kind)
		r->mono0_ns = (int64_t)r->ticks0;
	r->line = (struct l1t_anchor){r->ticks0, 0, l1tr_clock_ns_per_tick()};
	r->wall_ns = (uint64_t)wall.tv_sec * 1000000000u + (uint64_t)wall.tv_nsec;
}

static bool create_trace(struct l1tr_recording *r)
{
	uint8_t bytes[L1T_FILE_HEADER_BYTES];
	struct l1t_file_header h = {L1T_VERSION, r->session, r->wall_ns, (uint64_t)r->pid};
	const char *why = NULL;
	int fd = l1tr_naming_create(r->trace.path, &why);

	if (fd < 0) {
		l1tr_warn("create the trace", r->trace.path, why);
		return false;
	}
	l1tr_file_adopt(&r->trace, fd);
	l1t_write_file_header(bytes, &h);
	r->trace_end = sizeof(bytes);
	if (!l1tr_file_write(r->trace.fd, bytes, sizeof(bytes), 0) && !l1tr_live_create(r))
		return true;
	l1tr_warn("record into", r->trace.path, l1tr_why(errno));
	l1tr_file_close(&r->trace);
	unlink(r->trace.path);
	return false;
}

/* There is nothing in it yet. */
static void remove_trace(struct l1tr_recording *r)
{
	if (l1tr_file_fd(&r->live) >= 0)
		unlink(r->live.path);
	if (l1tr_file_fd(&r->trace) >= 0)
		unlink(r->trace.path);
	l1tr_file_close(&r->live);
	l1tr_file_close(&r->trace);
}

static void record_begin(const struct l1tr_recording *r)
{
	static char blob[L1T_BLOB_MAX - sizeof(struct l1t_begin)];      /* stacks may be small */
	struct l1t_begin begin = {
		.pid = (uint64_t)r->pid, .parent_pid = (uint64_t)getppid(), .wall_ns = r->wall_ns,
		.clock = l1tr_clock_kind,
		.ticks_per_s = l1tr_clock_kind ? L1T_UNKNOWN : (uint64_t)(1e9 / r->line.ns_per_tick),
		.forked = r->forked};

	l1tr_record_at(L1T_BEGIN, (const uint64_t *)&begin, sizeof(begin) / 8, blob,
		l1tr_describe_process(blob, sizeof(blob)), &r->ticks0);
}

/* From now on calls of this generation go to the rings. */
static void publish(void)
{
	static uint32_t last;   /* a child goes on from its parent's: never the same one twice */

	last = last + 1 == UINT32_MAX ? 1 : last + 1;
	l1tr_recording.generation = last;
	atomic_store(&l1tr_process.generation, last);
}

static bool begin(bool in_handler)
{
	struct l1tr_recording *r = &l1tr_recording;
	bool inherited = r->pid != 0;

	if (inherited) {
		l1tr_inherit_remember(r);
		l1tr_live_disown(r);
	}
	r->pid = getpid();
	r->forked = inherited;
	r->reopened = false;
	r->first_slot = r->next_block = 0;
	set_time_zero(r);
	r->session = new_session(r);
	if (!create_trace(r))
		return false;
	publish();
	if (!l1tr_ring_attach(&l1tr_thread)) {
		l1tr_warn("record into", r->trace.path, l1tr_why(errno));
		remove_trace(r);
		return false;
	}
	record_begin(r);
	l1tr_ring_announce(&l1tr_thread);
	if (in_handler)
		return true;
	l1tr_writer_start();
	/* a child's trace must know what was defined before the fork, whatever happens next */
	if (inherited && l1tr_writer_lives())
		l1tr_futex_wait(&l1tr_process.ready, 0, OTHERS_WAIT_MS * 1000000ll);
	return true;
}

/* Behind the normal end: a live file again, for the reader or l1record to join. */
static bool reopen(void)
{
	struct l1tr_recording *r = &l1tr_recording;
	uint32_t threads = r->threads_before;

	r->reopened = true;
	memset(r->rings, 0, sizeof(r->rings));
	if (l1tr_live_create(r))
		return false;
	r->header->ended = 1;
	r->header->thread_count = threads;
	publish();
	return l1tr_ring_attach(&l1tr_thread);
}

/* Waits until somebody else's change of phase is done. */
static void wait_while(uint32_t phase, int64_t until)
{
	int64_t left = until - l1tr_monotonic_ns();

	if (left > 0)
		l1tr_futex_wait(&l1tr_process.phase, phase, left);
}

bool l1tr_ended(void)
{
	int64_t until = l1tr_monotonic_ns() + 2 * OTHERS_WAIT_MS * 1000000ll;
	uint32_t phase;

	while ((phase = atomic_load(&l1tr_process.phase)) == PHASE_ENDING &&
		l1tr_monotonic_ns() < until)
		wait_while(phase, until);
	return phase == PHASE_ENDED ||
		((phase == PHASE_STARTING || phase == PHASE_RUNNING) && l1tr_recording.reopened);
}

bool l1tr_start(bool in_handler)
{
	int64_t until = l1tr_monotonic_ns() + OTHERS_WAIT_MS * 1000000ll;

	for (;;) {
		uint32_t phase = atomic_load(&l1tr_process.phase);

		switch (phase) {
		case PHASE_RUNNING:
			return true;
		case PHASE_FAILED:
			return false;
		case PHASE_NONE:
		case PHASE_ENDED:
			if (!atomic_compare_exchange_strong(&l1tr_process.phase, &phase,
				    PHASE_STARTING))
				break;
			if (phase == PHASE_NONE ? begin(in_handler) : reopen()) {
				set_phase(PHASE_RUNNING);
				return true;
			}
			atomic_store(&l1tr_process.generation, 0);
			atomic_store(&l1tr_switch.on, 0);
			set_phase(PHASE_FAILED);
			return false;
		default:
			if (l1tr_monotonic_ns() >= until)
				return false;
			wait_while(phase, until);
			break;
		}
	}
}
