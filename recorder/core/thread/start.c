/*
 * The first event of a process: it starts the writer, waits until the writer has made the
 * recording's files, and gets a ring. The same for the first event after the normal end, and for
 * the first one in a forked child.
 *
 * Where there can be no writer yet (in a signal handler) or at all (no thread can be made; a child
 * of _Fork or a bare clone, in which locks of malloc and of libc may be lost for ever) an errand
 * makes the files, and events stay in the rings of the live file, which survives the process.
 *
 * Must not know: how events are drained, what they mean.
 */
#include <string.h>
#include <unistd.h>
#include "clock.h"
#include "creation.h"
#include "event.h"
#include "fork_watch.h"
#include "futex.h"
#include "inherit_live.h"
#include "kept_file.h"
#include "live_file.h"
#include "own_table.h"
#include "process_state.h"
#include "recording.h"
#include "ring.h"
#include "start.h"
#include "writer_thread.h"

enum { OTHERS_WAIT_MS = 1000 };

/* Until when threads wait for the writer to make the files: one limit for all threads together. */
static int64_t start_until(void)
{
	int64_t started_ns = atomic_load(&l1tr_process.started_ns);

	return (started_ns ? started_ns : l1tr_monotonic_ns()) + OTHERS_WAIT_MS * 1000000ll;
}

static bool wait_for_writer(const struct l1tr_recording *r)
{
	int64_t until = start_until();

	while (atomic_load(&l1tr_process.phase) == PHASE_STARTING && l1tr_monotonic_ns() < until)
		l1tr_wait_while(PHASE_STARTING, until);
	if (atomic_load(&l1tr_process.phase) == PHASE_STARTING)
		atomic_fetch_add(&l1tr_process.lost_early, 1);
	/*
	 * the definitions from before the fork must be in a child's trace first, whatever follows
	 */
	if (r->forked && l1tr_writer_lives() && atomic_load(&l1tr_process.phase) == PHASE_RUNNING)
		l1tr_futex_wait(&l1tr_process.ready, 0, OTHERS_WAIT_MS * 1000000ll);
	return atomic_load(&l1tr_process.phase) == PHASE_RUNNING;
}

struct creating {
	struct l1tr_recording *r;
	bool (*create)(struct l1tr_recording *r);
	bool created;
};

/* The descriptors are closed when the errand ends. */
static void create(void *context)
{
	struct creating *c = context;

	c->created = c->create(c->r);
	l1tr_file_close(&c->r->trace);
	l1tr_file_close(&c->r->live);
}

static bool create_by_errand(bool (*how)(struct l1tr_recording *))
{
	struct creating c = {&l1tr_recording, how, false};

	l1tr_own_table_run(create, &c);
	return c.created;
}

static void record_beginning(const struct l1tr_recording *r)
{
	struct l1t_record record;

	l1tr_beginning(r, &record);
	l1tr_ring_put(l1tr_thread.ring, L1T_BEGIN, record.f, sizeof(record.begin) / 8,
		record.blob, record.blob_bytes, r->ticks0);
}

/* Begins without the writer, for now or for good. */
static bool begin_alone(struct l1tr_recording *r)
{
	if (!create_by_errand(l1tr_create))
		return l1tr_fail();
	l1tr_publish();
	if (!l1tr_ring_attach(&l1tr_thread, false))
		return l1tr_fail();
	record_beginning(r);
	l1tr_ring_announce(&l1tr_thread);
	r->inherits = r->alone;
	l1tr_set_phase(PHASE_RUNNING);
	return true;
}

static bool begin(bool in_handler)
{
	struct l1tr_recording *r = &l1tr_recording;

	atomic_store(&l1tr_process.started_ns, l1tr_monotonic_ns());
	r->forked = r->pid != 0;
	if (r->forked) {
		l1tr_inherit_remember(r);
		l1tr_live_disown(r);
	}
	r->pid = getpid();
	r->parent_pid = getppid();
	r->alone = l1tr_fork_lost_locks();
	r->reopened = false;
	r->first_slot = r->next_block = 0;
	if (r->alone)
		atomic_store(&l1tr_process.writer, WRITER_GONE);
	else if (!in_handler && l1tr_writer_start())
		return wait_for_writer(r);
	return begin_alone(r);
}

/*
 * After the normal end: creates a live file again; the reader or l1record joins it with the trace.
 */
static bool reopen(void)
{
	struct l1tr_recording *r = &l1tr_recording;
	uint32_t threads = r->threads_before;

	r->reopened = true;
	memset(r->rings, 0, sizeof(r->rings));
	atomic_store(&l1tr_process.free_rings, 0);
	if (!create_by_errand(l1tr_create_again))
		return l1tr_fail();
	r->header->ended = 1;
	r->header->thread_count = threads;
	l1tr_publish();
	if (!l1tr_ring_attach(&l1tr_thread, false))
		return l1tr_fail();
	l1tr_set_phase(PHASE_RUNNING);
	return true;
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
			if (atomic_compare_exchange_strong(&l1tr_process.phase, &phase,
				    PHASE_STARTING))
				return phase == PHASE_NONE ? begin(in_handler) : reopen();
			break;
		default:
			if (phase == PHASE_STARTING)
				until = start_until();
			if (l1tr_monotonic_ns() >= until) {
				atomic_fetch_add(&l1tr_process.lost_early, phase == PHASE_STARTING);
				return false;
			}
			l1tr_wait_while(phase, until);
			break;
		}
	}
}
