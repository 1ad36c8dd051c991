/*
 * Failures as instants on the chip where something did not fit; on the host where none is known.
 *
 * Must not know: how tracks and events are written.
 */
#include <stdlib.h>
#include "database.h"
#include "run_tracks.h"
#include "statement.h"
#include "xalloc.h"

enum { RANK_FAILURES = 1 };
/* columns of perfetto_failures.sql */
enum { DEVICE, TIME_NS, KIND, NAME, FAILURE, TIMES, BUFFER_KIND, SIZE_BYTES, BYTES_PER_BANK,
	BANK_COUNT, BANK_BYTES, ALLOCATED_BYTES, FREE_BYTES, LARGEST_FREE_BYTES, REGION_END, LOWEST_BUFFER,
	LIMIT_BYTES, PROGRAM, TEXT, VERDICT, CALLSITE };

static void begin(struct run_tracks *r, struct event_track *t, uint64_t parent)
{
	event_track_begin(t, r->list, &(struct track_words){.parent = parent, .name = "failures",
		.rank = RANK_FAILURES, .description = "what did not fit, in the runtime's words"},
		r->begin_ns);
}

static void put_failure(struct event_track *t, sqlite3_stmt *s)
{
	const char *kind = (const char *)sqlite3_column_text(s, KIND),
		*op = (const char *)sqlite3_column_text(s, NAME);
	char *name = xprintf("%s%s%s", kind ? kind : "failure", op ? " in " : "", op ? op : "");

	event_begin(t, INSTANT, sqlite3_column_int64(s, TIME_NS), name);
	put_arguments(t, s, KIND, CALLSITE + 1);
	event_end(t);
	free(name);
}

void put_failures(struct run_tracks *r)
{
	sqlite3_stmt *s = statement(r->db, "perfetto_failures");
	struct event_track of_host = {0};

	bind_number(s, 1, (uint64_t)r->run);
	while (database_next(s)) {
		struct chip_tracks *chip;

		if (sqlite3_column_type(s, DEVICE) == SQLITE_NULL) {
			if (!of_host.list)
				begin(r, &of_host, host_track(r));
			put_failure(&of_host, s);
			continue;
		}
		chip = chip_tracks_of(r, sqlite3_column_int64(s, DEVICE));
		if (!chip->has_failures)
			begin(r, &chip->failures, chip->uuid);
		chip->has_failures = true;
		put_failure(&chip->failures, s);
	}
	sqlite3_finalize(s);
	event_track_free(&of_host);
}
