/*
 * Pause and resume. Paused events still go through the rings (the fast path does not know), but
 * are only looked at, so that the trace can be told what is live when it goes on.
 *
 * Must not know: how rings are drained.
 */
#include <time.h>
#include "clock.h"
#include "l1trace.h"
#include "pausing.h"
#include "writer.h"
#include "writer_parts.h"

enum { TRIES_FOR_STRAGGLERS = 50, BETWEEN_TRIES_NS = 200000 };

struct l1tr_pauses l1tr_pauses;

void l1tr_pausing_show(struct l1t_live_header *h)
{
	uint64_t count = atomic_load(&l1tr_pauses.count), shown = atomic_load(&h->pauses);

	for (uint64_t n = count > L1T_PAUSES_KEPT ? count - L1T_PAUSES_KEPT : 0; n < count; n++)
		atomic_store(&h->pause_ticks[n % L1T_PAUSES_KEPT],
			atomic_load(&l1tr_pauses.ticks[n % PAUSES_KEPT]));
	while (shown < count && !atomic_compare_exchange_weak(&h->pauses, &shown, count))
		;
}

/* Behind the shield: the writer waits for calls that have begun, so nobody may jump out of one. */
static void toggle(uint64_t wanted)
{
	struct l1tr_shield shield;
	uint64_t n;

	l1tr_shield_up(&shield);
	atomic_fetch_add(&l1tr_pauses.calling, 1);
	n = atomic_load(&l1tr_pauses.count);
	while ((n & 1) != wanted) {
		atomic_store(&l1tr_pauses.ticks[n % PAUSES_KEPT], l1tr_ticks());
		if (atomic_compare_exchange_weak(&l1tr_pauses.count, &n, n + 1))
			break;
	}
	atomic_fetch_sub(&l1tr_pauses.calling, 1);
	/* not in a child that does not record yet: it has its parent's header */
	for (unsigned i = 0; atomic_load(&l1tr_process.generation) && i < L1TR_HEADERS; i++)
		if (l1tr_header(&l1tr_recording, i))
			l1tr_pausing_show(l1tr_header(&l1tr_recording, i));
	l1tr_shield_down(&shield);
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

L1TRACE_API int l1trace_enabled(void)
{
	return l1tr_is_on() &&
		!(atomic_load_explicit(&l1tr_pauses.count, memory_order_relaxed) & 1);
}

struct announcing {
	struct l1tr_writer *w;
	int64_t time_ns;
};

static int announce(struct l1t_record *record, void *context)
{
	struct announcing *a = context;

	return l1tr_drain_add_own(a->w, record, a->time_ns);
}

static int say_resumed(struct l1tr_writer *w, int64_t time_ns)
{
	static const char text[] = "more was live at a resume than could be remembered";
	struct announcing a = {w, time_ns};
	struct l1t_record record = {.kind = L1T_RESUME};
	struct l1t_record note = {.kind = L1T_NOTE, .note = {.code = L1T_NOTE_UNKNOWN},
		.blob = (const uint8_t *)text, .blob_bytes = sizeof(text) - 1};

	if (l1tr_drain_add_own(w, &record, time_ns) ||
		l1tr_live_table_each(&w->live, announce, &a))
		return -1;
	return w->live.incomplete ? l1tr_drain_add_own(w, &note, time_ns) : 0;
}

/* Everything from before the call, then the record of it. */
static int follow_one(struct l1tr_writer *w, uint64_t ticks)
{
	struct l1tr_round round = {.until_ticks = ticks};
	struct l1t_record record = {.kind = L1T_PAUSE};
	int64_t time_ns = l1tr_timeline_ns(&w->timeline, ticks);

	for (int i = 0; i < TRIES_FOR_STRAGGLERS; i++) {
		round.stopped = false;
		l1tr_drain(w, &round);
		if (round.failed)
			return -1;
		if (!round.stopped || atomic_load(&l1tr_process.waiting))
			break;
		nanosleep(&(struct timespec){0, BETWEEN_TRIES_NS}, NULL);
	}
	l1tr_live_table_settle(&w->live);
	if (time_ns < 0)
		time_ns = 0;    /* paused before the first event */
	w->floor_ns = time_ns > w->mark_ns ? time_ns : w->mark_ns;
	w->paused = !w->paused;
	w->pauses_done++;
	return w->paused ? l1tr_drain_add_own(w, &record, time_ns) : say_resumed(w, time_ns);
}

/*
 * To be called with ticks that were read before: a call that is not counted yet, with a stamp from
 * before them, has announced itself.
 */
void l1tr_pausing_follow(struct l1tr_writer *w, uint64_t until_ticks)
{
	atomic_thread_fence(memory_order_seq_cst);
	for (int i = 0; atomic_load(&l1tr_pauses.calling) && i < TRIES_FOR_STRAGGLERS; i++)
		nanosleep(&(struct timespec){0, BETWEEN_TRIES_NS}, NULL);
	while (w->pauses_done < atomic_load(&l1tr_pauses.count)) {
		uint64_t ticks = atomic_load(&l1tr_pauses.ticks[w->pauses_done % PAUSES_KEPT]);

		if (ticks >= until_ticks || follow_one(w, ticks))
			break;
	}
}
