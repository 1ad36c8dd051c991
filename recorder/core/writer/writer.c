/*
 * What the writer does: it drains the rings in rounds, and at the normal end completes the trace.
 *
 * Must not know: when it is woken; the fast path of the threads that record.
 */
#include <string.h>
#include <time.h>
#include "bus.h"
#include "clock.h"
#include "creation.h"
#include "futex.h"
#include "kept_file.h"
#include "live_file.h"
#include "live_table.h"
#include "pauses.h"
#include "process_state.h"
#include "recording.h"
#include "timeline.h"
#include "warn.h"
#include "writer_state.h"
#include "writer_thread.h"

enum {
	MARGIN_NS = 1000000,            /* see settle_mark() */
	LINE_WAIT_NS = 2000000000,      /* more than a call is waited for */
	END_STRAGGLERS = 40,            /* tries, 0.5 ms apart, for calls that have not returned */
};

/*
 * No event older than the mark can appear any more once a round found no unfinished call. A call
 * that had taken its stamp by then had also made its reservation, which could at most be still in
 * the store buffer of its processor, and nothing stays there for a millisecond.
 */
static void settle_mark(struct l1tr_writer *w, const struct l1tr_round *round, int64_t began_ns)
{
	if (round->stopped || round->failed)
		return;
	l1tr_live_table_settle(&w->live);
	if (began_ns - MARGIN_NS > w->mark_ns)
		w->mark_ns = began_ns - MARGIN_NS;
}

/* Begins a new line of the timeline: first everything from before it goes to the trace. */
static int follow_clock(struct l1tr_writer *w)
{
	struct l1tr_round round = {0};
	struct l1t_anchor line;

	if (!l1tr_timeline_due(&w->timeline, &line))
		return 0;
	round.until_ticks = line.ticks0;
	l1tr_writer_pauses_follow(w, round.until_ticks);
	l1tr_drain(w, &round);
	if (round.failed)
		return -1;
	if (!round.stopped)
		w->line_due_ns = 0;
	else if (!w->line_due_ns)
		w->line_due_ns = l1tr_monotonic_ns();
	/*
	 * events after a call that has not returned are from before the line, too: wait for the
	 * call
	 */
	if (round.stopped && l1tr_monotonic_ns() - w->line_due_ns < LINE_WAIT_NS)
		return 0;
	if (l1tr_block_write(w))
		return -1;
	/* the next one waits anew: few lines are kept, and what is in the rings needs its own */
	w->line_due_ns = 0;
	l1tr_timeline_add(&w->timeline, &line);
	l1tr_live_set_line(w->r, &line);
	return 0;
}

/* Other threads need the rings of exited threads, which a block frees. */
static bool block_is_wanted(const struct l1tr_writer *w)
{
	return w->unwritten || atomic_load(&l1tr_process.exited_rings) >= 8 ||
		atomic_load(&l1tr_process.waiting) || atomic_load(&l1tr_process.rings_wanted);
}

uint64_t l1tr_writer_round(struct l1tr_writer *w, bool write)
{
	struct l1tr_round round = {0};

	if (((w->unwritten || l1t_encoder_full(w->encoder)) && l1tr_block_write(w)) ||
		follow_clock(w))
		return 0;
	round.until_ticks = l1tr_ticks();
	l1tr_writer_pauses_follow(w, round.until_ticks);
	l1tr_drain(w, &round);
	settle_mark(w, &round, l1tr_timeline_ns(&w->timeline, round.until_ticks));
	if (!round.failed && !l1tr_drain_losses(w) && (write || block_is_wanted(w)))
		l1tr_block_write(w);
	return round.fullest;
}

static void forget_pauses_before(struct l1tr_writer *w, uint64_t ticks0)
{
	uint64_t count = atomic_load(&l1tr_pauses.count);

	while (w->pauses_done < count &&
		atomic_load(&l1tr_pauses.ticks[w->pauses_done % PAUSES_KEPT]) <= ticks0)
		w->pauses_done++;
	w->paused = w->pauses_done & 1;
}

static int note_shared_table(struct l1tr_writer *w)
{
	static const char text[] = "the kernel gave the recorder no descriptors of its own: it shares "
		"the program's";
	struct l1t_record note = {.kind = L1T_NOTE, .note = {.code = L1T_NOTE_TEXT},
		.blob = (const uint8_t *)text, .blob_bytes = sizeof(text) - 1};

	return l1tr_drain_add_own(w, &note, 0);
}

/* The first record is in the file before any event is in a ring. */
static int write_beginning(struct l1tr_writer *w)
{
	struct l1t_record record, pause = {.kind = L1T_PAUSE};

	l1tr_beginning(w->r, &record);
	if (l1tr_drain_add_own(w, &record, 0) ||
		(w->r->shares_table && note_shared_table(w)) ||
		(w->paused && l1tr_drain_add_own(w, &pause, 0)))
		return -1;
	w->events++;
	return l1tr_block_write(w);
}

/* Called when the recording's files exist. */
static int set_up(struct l1tr_writer *w)
{
	struct l1tr_recording *r = w->r;

	w->encoder = l1t_encoder_new(ZSTD_LEVEL);
	if (!w->encoder) {
		l1tr_say_no_memory(w);
		return -1;
	}
	l1tr_timeline_begin(&w->timeline, &r->header->anchors[0], r->mono0_ns);
	forget_pauses_before(w, r->ticks0);
	return 0;
}

static int begin_new(struct l1tr_writer *w)
{
	bool made = l1tr_create(w->r);

	if (made && (set_up(w) || write_beginning(w))) {
		l1tr_remove(w->r);
		made = false;
	}
	l1tr_start_done(made);
	return made ? 0 : -1;
}

/* A thread that could not wait for us made the files and recorded the beginning. */
static int take_over(struct l1tr_writer *w)
{
	struct l1t_record pause = {.kind = L1T_PAUSE};

	if (set_up(w))
		return -1;
	return w->paused ? l1tr_drain_add_own(w, &pause, 0) : 0;
}

int l1tr_writer_begin(struct l1tr_writer *w, struct l1tr_recording *r)
{
	memset(w, 0, sizeof(*w));
	w->r = r;
	if (atomic_load(&l1tr_process.phase) == PHASE_STARTING ? begin_new(w) : take_over(w)) {
		l1t_encoder_free(w->encoder);
		return -1;
	}
	if (r->forked && l1tr_inherit_write(w) && !atomic_load(&l1tr_process.writer_stuck))
		l1tr_say_no_memory(w);
	atomic_store(&l1tr_process.ready, 1);
	l1tr_futex_wake_all(&l1tr_process.ready);
	return 0;
}

/*
 * Drains what is left, then writes the end. 0: all is in the trace; 1: a call has not returned, so
 * the live file must stay; -1: it could not be written, so the live file stays, too.
 */
static int finish(struct l1tr_writer *w)
{
	struct l1tr_round round = {.until_ticks = UINT64_MAX, .stopped = true};
	struct l1t_record record = {.kind = L1T_END};

	for (int i = 0; i < END_STRAGGLERS && round.stopped; i++) {
		if (i)
			nanosleep(&(struct timespec){0, 500000}, NULL);
		round.stopped = false;
		if (w->unwritten && l1tr_block_write(w))
			return -1;
		l1tr_writer_pauses_follow(w, UINT64_MAX);
		l1tr_drain(w, &round);
		if (round.failed)
			return -1;
	}
	if (l1tr_drain_losses(w))
		return -1;
	record.end.events = w->events;
	if (!round.stopped)
		w->mark_ns = l1tr_timeline_ns(&w->timeline, l1tr_ticks());
	if (l1tr_drain_add_own(w, &record, l1tr_timeline_ns(&w->timeline, l1tr_ticks())) ||
		l1tr_block_write(w))
		return -1;
	return round.stopped;
}

static void close_recording(struct l1tr_writer *w)
{
	struct l1tr_recording *r = w->r;
	uint32_t count = atomic_load(&r->header->ring_count);

	r->threads_before = atomic_load(&r->header->thread_count);
	for (uint32_t i = 0; i < count; i++) {
		uint64_t head = atomic_load(&r->rings[i].header->head);

		if (head > r->first_slot)
			r->first_slot = head;
	}
	atomic_store(&r->header->ended, 1);
	l1tr_remove_live(r);
	l1tr_file_close(&r->trace);
}

/* The rings are no longer those of the file: the trace keeps what it has, and recording is over. */
static void end_without_rings(struct l1tr_writer *w)
{
	static const char text[] = "the live file was truncated while it was recorded into: what was not "
		"in the trace yet, and all that came later, is lost";
	struct l1t_record note = {.kind = L1T_NOTE, .note = {.code = L1T_NOTE_UNKNOWN},
		.blob = (const uint8_t *)text, .blob_bytes = sizeof(text) - 1};

	l1tr_warn("record into", w->r->live.path, "somebody truncated it");
	l1tr_block_write(w);    /* the one that was complete, if any; drops later records */
	w->without_rings = true;
	if (!l1tr_drain_add_own(w, &note, l1tr_timeline_ns(&w->timeline, l1tr_ticks())))
		l1tr_block_write(w);
	l1tr_file_close(&w->r->live);
	l1tr_file_close(&w->r->trace);
	l1t_encoder_free(w->encoder);
	l1tr_live_table_free(&w->live);
	atomic_store(&l1tr_process.phase, PHASE_FAILED);
	atomic_store(&l1tr_process.writer, WRITER_GONE);
	l1tr_futex_wake_all(&l1tr_process.phase);
}

static void end(struct l1tr_writer *w)
{
	static const enum l1tr_phase next[] = {PHASE_ENDED, PHASE_RUNNING};
	int left = finish(w);

	l1t_encoder_free(w->encoder);
	l1tr_live_table_free(&w->live);
	if (left < 0) {
		l1tr_turn_off();
	} else if (left) {
		/* every thread continues with its ring */
		w->r->reopened = true;
		atomic_store(&w->r->header->ended, 1);
		atomic_store(&l1tr_process.generation, w->r->generation);
	} else {
		close_recording(w);
	}
	atomic_store(&l1tr_process.phase, left < 0 ? PHASE_FAILED : next[left]);
	atomic_store(&l1tr_process.writer, WRITER_GONE);
	l1tr_futex_wake_all(&l1tr_process.phase);
}

void l1tr_writer_end(struct l1tr_writer *w)
{
	l1tr_bus_look();
	if (atomic_load(&l1tr_process.live_lost))
		end_without_rings(w);
	else
		end(w);
}
