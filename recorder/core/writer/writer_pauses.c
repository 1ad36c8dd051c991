/*
 * Follows the calls of pause and resume, each at its time.
 *
 * Must not know: how rings are drained.
 */
#include <time.h>
#include "live_table.h"
#include "pauses.h"
#include "process_state.h"
#include "timeline.h"
#include "writer_state.h"

enum { TRIES_FOR_STRAGGLERS = 50, BETWEEN_TRIES_NS = 200000 };

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

/* Drains everything from before the call, then records the call. */
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
 * The ticks must have been read before this call: a pause or resume with an earlier stamp is then
 * either counted, or shows in `calling`.
 */
void l1tr_writer_pauses_follow(struct l1tr_writer *w, uint64_t until_ticks)
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
