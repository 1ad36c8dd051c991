/*
 * Passes of marks as slices on tracks of the host, one inside of the other. Passes of one thread
 * that overlap, and lie not one in the other, are on tracks of their own: a track's slices nest.
 *
 * Must not know: how tracks and events are written.
 */
#include <inttypes.h>
#include <stdlib.h>
#include "database.h"
#include "grown_array.h"
#include "run_tracks.h"
#include "statement.h"
#include "work_allowance.h"
#include "xalloc.h"

/* Passes that overlap more often than that are instants, which say when they end. */
enum { LANES_MOST = 32 };

struct lane {
	struct event_track track;
	int64_t *ends_ns;       /* of the passes that are open, the innermost last */
	size_t count, capacity;
};

struct marks {
	struct run_tracks *run;
	int64_t thread;
	struct lane lanes[LANES_MOST];
	size_t count;           /* of the thread's lanes */
	unsigned threads;       /* so far */
};

static void end_until(struct lane *l, int64_t time_ns)
{
	while (l->count && l->ends_ns[l->count - 1] <= time_ns) {
		event_begin(&l->track, SLICE_ENDS, l->ends_ns[--l->count], NULL);
		event_end(&l->track);
	}
}

static void end_thread(struct marks *m)
{
	for (size_t i = 0; i < m->count; i++) {
		end_until(&m->lanes[i], INT64_MAX);
		event_track_free(&m->lanes[i].track);
		free(m->lanes[i].ends_ns);
		m->lanes[i] = (struct lane){0};
	}
	m->count = 0;
}

static struct lane *new_lane(struct marks *m)
{
	struct lane *l = &m->lanes[m->count++];
	char *name = m->count > 1 ? xprintf("marks, thread %" PRId64 " (%zu)", m->thread, m->count)
		: m->threads > 1 ? xprintf("marks, thread %" PRId64, m->thread) : xstrdup("marks");

	event_track_begin(&l->track, m->run->list, &(struct track_words){
		.parent = host_track(m->run), .name = name, .rank = m->threads,
		.description = "phases that the program named"}, m->run->begin_ns);
	free(name);
	return l;
}

/* The first lane on which a pass lies in what is open; NULL: there are too many. */
static struct lane *lane_for(struct marks *m, int64_t begin_ns, int64_t end_ns)
{
	for (size_t i = 0; i < m->count; i++) {
		struct lane *l = &m->lanes[i];

		end_until(l, begin_ns);
		work_spend(20);
		if (!l->count || l->ends_ns[l->count - 1] >= end_ns)
			return l;
	}
	return m->count < LANES_MOST ? new_lane(m) : NULL;
}

void put_marks(struct run_tracks *r)
{
	enum { THREAD, BEGIN_NS, END_NS, NAME, UNFINISHED };    /* columns of perfetto_marks.sql */
	sqlite3_stmt *s = statement(r->db, "perfetto_marks");
	struct marks m = {.run = r};

	bind_number(s, 1, (uint64_t)r->run);
	while (database_next(s)) {
		int64_t begin_ns = sqlite3_column_int64(s, BEGIN_NS),
			end_ns = sqlite3_column_int64(s, END_NS);
		struct event_track *t;
		struct lane *l;

		if (!m.threads || sqlite3_column_int64(s, THREAD) != m.thread) {
			end_thread(&m);
			m.thread = sqlite3_column_int64(s, THREAD);
			m.threads++;
		}
		end_ns = end_ns > begin_ns ? end_ns : begin_ns;
		l = lane_for(&m, begin_ns, end_ns);
		t = l ? &l->track : &m.lanes[LANES_MOST - 1].track;
		event_begin(t, l ? SLICE_BEGINS : INSTANT, begin_ns,
			(const char *)sqlite3_column_text(s, NAME));
		if (!l)
			event_number(t, "end_ns", end_ns);
		if (sqlite3_column_int(s, UNFINISHED))
			event_text(t, "note", "it never ended");
		event_end(t);
		if (l) {
			GROW(l->ends_ns, l->count, l->capacity);
			l->ends_ns[l->count++] = end_ns;
		}
	}
	sqlite3_finalize(s);
	end_thread(&m);
}
