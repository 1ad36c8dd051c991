/*
 * Ops as slices on their chips: each begins at its launch and ends where the chip's next one begins,
 * or the chip is closed, since a trace does not say when a program ended.
 *
 * Must not know: how tracks and events are written.
 */
#include "database.h"
#include "run_tracks.h"
#include "statement.h"

enum { RANK_OPS = 0 };
/* columns of perfetto_ops.sql */
enum { DEVICE, TIME_NS, CLOSE_NS, NEXT_NS, KIND, OP, PEAK_BYTES, HEADROOM_BYTES, BUFFER_BYTES,
	PROGRAM_BYTES, L1_SMALL_BYTES, PERSISTENT_BYTES, KERNEL_TEXT_BYTES, PROGRAM, CAPTURED_OP,
	CAPTURED_NAME, TYPE, NAME, CALLSITE };

static void end_op(struct chip_tracks *chip, int64_t time_ns)
{
	if (!chip->in_op)
		return;
	event_begin(&chip->ops, SLICE_ENDS, time_ns < chip->op_end_ns ? time_ns : chip->op_end_ns, NULL);
	event_end(&chip->ops);
	chip->in_op = false;
}

/* The latest end that is known: the earlier of the two that may be NULL, else the run's. */
static int64_t end_of(const struct run_tracks *r, sqlite3_stmt *s, int64_t time_ns)
{
	int64_t end_ns = r->duration_ns;

	for (int i = CLOSE_NS; i <= NEXT_NS; i++)
		if (sqlite3_column_type(s, i) != SQLITE_NULL && sqlite3_column_int64(s, i) < end_ns)
			end_ns = sqlite3_column_int64(s, i);
	return end_ns > time_ns ? end_ns : time_ns;
}

static struct event_track *track_of(struct run_tracks *r, struct chip_tracks *chip)
{
	if (!chip->has_ops) {
		event_track_begin(&chip->ops, r->list, &(struct track_words){.parent = chip->uuid,
			.name = "ops", .rank = RANK_OPS,
			.description = "each from its launch to the next one on this chip"},
			r->begin_ns);
		chip->has_ops = true;
	}
	return &chip->ops;
}

void put_ops(struct run_tracks *r)
{
	sqlite3_stmt *s = statement(r->db, "perfetto_ops");

	bind_number(s, 1, (uint64_t)r->run);
	bind_number(s, 2, !r->whole);
	while (database_next(s)) {
		struct chip_tracks *chip = chip_tracks_of(r, sqlite3_column_int64(s, DEVICE));
		struct event_track *t = track_of(r, chip);
		int64_t time_ns = sqlite3_column_int64(s, TIME_NS);
		const char *name = run_string(r, column_number(s, NAME));

		end_op(chip, time_ns);
		event_begin(t, SLICE_BEGINS, time_ns,
			name ? name : (const char *)sqlite3_column_text(s, KIND));
		put_arguments(t, s, KIND, CAPTURED_NAME);
		event_text(t, "captured_name", run_string(r, column_number(s, CAPTURED_NAME)));
		event_text(t, "type", run_string(r, column_number(s, TYPE)));
		event_text(t, "callsite", run_callsite(r, column_number(s, CALLSITE)));
		event_end(t);
		chip->in_op = true;
		chip->op_end_ns = end_of(r, s, time_ns);
	}
	sqlite3_finalize(s);
	for (size_t i = 0; i < r->chips.capacity; i++)
		if (r->chips.at[i].value)
			end_op(r->chips.at[i].value, INT64_MAX);
}
