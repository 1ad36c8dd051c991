/*
 * A process's first event: trace file, live file, writer thread. Also the first one after a fork,
 * and after the normal end.
 *
 * Must not know: kinds of events beyond the beginning.
 */
#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "clock.h"
#include "events.h"
#include "l1t_wire.h"
#include "state.h"

enum { WAIT_NS_MAX = 100000000 };

static uint32_t last_generation;        /* survives forks: no child has its parent's number */
static _Atomic int begin_wanted;

static uint64_t wall_now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void first_anchor(struct l1tr_recording *r)
{
	r->mono0 = l1tr_monotonic_ns();
	r->ticks0 = l1tr_ticks();
	r->wall_ns = wall_now_ns();
}

static int write_header(struct l1tr_recording *r)
{
	uint8_t bytes[L1T_FILE_HEADER_BYTES];
	struct l1t_file_header h = {L1T_VERSION, r->session, r->wall_ns, (uint64_t)getpid()};
	int fd = l1tr_file_fd(&r->trace);

	l1t_write_file_header(bytes, &h);
	errno = 0;
	if (fd >= 0 && write(fd, bytes, sizeof(bytes)) == sizeof(bytes))
		return 0;
	if (!errno)
		errno = ENOSPC;
	return -1;
}

/* Live header: the anchors, then the magic that makes it valid. */
static void publish(struct l1tr_recording *r, uint64_t trace_bytes)
{
	r->header->anchors[0] = (struct l1t_anchor){r->ticks0, 0,
		l1tr_clock_ns_per_tick(r->ticks0, r->mono0)};
	r->header->trace_bytes = trace_bytes;
	r->header->lost_no_ring = atomic_exchange(&l1tr_process->lost_before, 0);
	atomic_thread_fence(memory_order_release);
	memcpy(r->header->magic, L1T_LIVE_MAGIC, sizeof(r->header->magic));
}

static int begin_new(struct l1tr_recording *r)
{
	int fd;

	if (r->header) {
		r->forked = true;
		l1tr_live_forget(r);
	}
	if (getrandom(&r->session, sizeof(r->session), GRND_NONBLOCK) != sizeof(r->session))
		r->session = l1tr_ticks() ^ (uint64_t)getpid() << 40;
	first_anchor(r);
	r->pid = getpid();
	if (l1tr_naming_create(r->trace.path, &fd)) {
		l1tr_warn("write the trace", r->trace.path, errno);
		return -1;
	}
	l1tr_file_adopt(&r->trace, fd);
	if (write_header(r) || l1tr_live_create(r)) {
		l1tr_warn("write the trace", r->trace.path, errno);
		unlink(r->trace.path);
		close(r->trace.fd);
		r->trace.fd = -1;
		return -1;
	}
	publish(r, L1T_FILE_HEADER_BYTES);
	begin_wanted = 1;
	return 0;
}

/* After the normal end: a live file again; l1record or the reader joins it. */
static int begin_again(struct l1tr_recording *r)
{
	uint64_t trace_bytes = r->header->trace_bytes, blocks = r->header->blocks;
	struct l1t_anchor anchor = r->header->anchors[r->header->anchor_index & 1];
	uint32_t threads = r->header->thread_count;

	for (uint32_t i = 0; i < L1T_RING_MAX && r->rings[i]; i++)
		r->begin_slot[i] = r->rings[i]->head;
	if (l1tr_live_create(r))
		return -1;
	publish(r, trace_bytes);
	r->header->anchors[0] = anchor;
	r->header->blocks = blocks;
	r->header->thread_count = threads;
	r->header->ended = 1;
	return 0;
}

static int run(uint32_t before)
{
	struct l1tr_recording *r = &l1tr_recording;

	if (before == PHASE_ENDED)
		return begin_again(r);
	if (begin_new(r))
		return -1;
	if (l1tr_writer_start(r))
		l1tr_warn("start the writer thread for", r->trace.path, errno);
	return 0;
}

static int wait_for_starter(void)
{
	int64_t until = l1tr_monotonic_ns() + WAIT_NS_MAX;

	if (l1tr_process->starter == (int)syscall(SYS_gettid))
		return 0;
	while (l1tr_process->phase == PHASE_STARTING && l1tr_monotonic_ns() < until)
		sched_yield();
	return l1tr_process->phase == PHASE_RUNNING;
}

int l1tr_start(void)
{
	uint32_t phase = l1tr_process->phase;

	if (phase == PHASE_RUNNING || (phase == PHASE_ENDED && l1tr_process->generation))
		return 1;
	if (phase == PHASE_FAILED)
		return 0;
	if (phase == PHASE_STARTING ||
		!atomic_compare_exchange_strong(&l1tr_process->phase, &phase, PHASE_STARTING)) {
		if (!wait_for_starter())
			atomic_fetch_add(&l1tr_process->lost_before, 1);
		return l1tr_process->phase == PHASE_RUNNING;
	}
	l1tr_process->starter = (int)syscall(SYS_gettid);
	if (run(phase)) {
		l1tr_process->phase = PHASE_FAILED;
		return 0;
	}
	l1tr_process->generation = ++last_generation;
	l1tr_process->phase = phase == PHASE_ENDED ? PHASE_ENDED : PHASE_RUNNING;
	return 1;
}

void l1tr_begin_record(void)
{
	uint8_t blob[L1T_BLOB_MAX / 2];
	struct l1tr_recording *r = &l1tr_recording;
	struct l1t_begin b;
	double ns_per_tick;

	if (!atomic_exchange(&begin_wanted, 0))
		return;
	ns_per_tick = r->header->anchors[0].ns_per_tick;
	b = (struct l1t_begin){.pid = (uint64_t)getpid(), .parent_pid = (uint64_t)getppid(),
		.wall_ns = r->wall_ns, .clock = l1tr_clock_kind,
		.ticks_per_s = l1tr_clock_kind ? L1T_UNKNOWN : (uint64_t)(1e9 / ns_per_tick),
		.forked = r->forked};
	l1tr_record_at(r->ticks0, L1T_BEGIN, (const uint64_t *)&b, sizeof(b) / 8, blob,
		l1tr_describe_process(blob, sizeof(blob)));
}
