/*
 * The calls that pause, resume and flush. Paused events still go through the rings (the fast path
 * does not know of the pause). The writer only looks at them, so that it can record what is live
 * when recording resumes.
 *
 * Must not know: how rings are drained.
 */
#include <errno.h>
#include <string.h>
#include "clock.h"
#include "futex.h"
#include "l1trace.h"
#include "pauses.h"
#include "process_state.h"
#include "recording.h"
#include "signal_guard.h"
#include "writer_thread.h"

enum { FLUSH_WAIT_MS = 1000 };

/* Guarded: the writer waits for a call that has begun, so no signal handler may jump out of one. */
static void toggle(uint64_t wanted)
{
	struct l1tr_signal_guard guard;
	uint64_t n;

	l1tr_guard_up(&guard);
	atomic_fetch_add(&l1tr_pauses.calling, 1);
	n = atomic_load(&l1tr_pauses.count);
	while ((n & 1) != wanted) {
		atomic_store(&l1tr_pauses.ticks[n % PAUSES_KEPT], l1tr_ticks());
		if (atomic_compare_exchange_weak(&l1tr_pauses.count, &n, n + 1))
			break;
	}
	atomic_fetch_sub(&l1tr_pauses.calling, 1);
	/* not in a child that does not record yet: the header it sees is its parent's */
	for (unsigned i = 0; atomic_load(&l1tr_process.generation) && i < L1TR_HEADERS; i++)
		if (l1tr_header(&l1tr_recording, i))
			l1tr_pauses_show(l1tr_header(&l1tr_recording, i));
	l1tr_guard_down(&guard);
}

L1TRACE_API void l1trace_pause(void)
{
	if (l1tr_is_on())
		toggle(1);
}

L1TRACE_API void l1trace_resume(void)
{
	if (l1tr_is_on())
		toggle(0);
}

L1TRACE_API const char *l1trace_version(void)
{
	return L1TRACE_VERSION;
}

L1TRACE_API int l1trace_enabled(void)
{
	return l1tr_is_on() &&
		!(atomic_load_explicit(&l1tr_pauses.count, memory_order_relaxed) & 1);
}

L1TRACE_API size_t l1trace_path(char *path, size_t bytes)
{
	size_t length;

	/* in a child that does not record yet it is its parent's */
	if (!atomic_load(&l1tr_process.generation))
		return 0;
	length = strlen(l1tr_recording.trace.path);
	if (length < bytes)
		memcpy(path, l1tr_recording.trace.path, length + 1);
	return length;
}

L1TRACE_API void l1trace_flush(void)
{
	int saved = errno;
	uint32_t wanted, done;
	int64_t until;

	if (!l1tr_is_on() || !atomic_load(&l1tr_process.generation) ||
		!l1tr_writer_ensure(true) || l1tr_recording.reopened)
		goto out;
	until = l1tr_monotonic_ns() + FLUSH_WAIT_MS * 1000000ll;
	wanted = atomic_fetch_add(&l1tr_process.flush_wanted, 1) + 1;
	l1tr_writer_wake();
	while ((done = atomic_load(&l1tr_process.flush_done)), (int32_t)(done - wanted) < 0) {
		int64_t left = until - l1tr_monotonic_ns();

		if (left <= 0 || !l1tr_writer_lives())
			break;
		l1tr_futex_wait(&l1tr_process.flush_done, done, left < 50000000 ? left : 50000000);
	}
out:
	errno = saved;
}
