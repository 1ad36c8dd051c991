/* Runs of a database as a trace for Perfetto: see perfetto_trace.h. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "grown_array.h"
#include "message.h"
#include "perfetto_trace.h"
#include "run_tracks.h"
#include "statement.h"
#include "xalloc.h"

enum { OP_BYTES = 140, VALUE_BYTES = 20, VALUES_OF_CHANGE = 2 };        /* about */
/* Later, a sum with times of the run would be no time. */
static const int64_t latest_ns = INT64_MAX / 2;

struct run {
	int64_t run, wall_ns, duration_ns, rank;
	bool has_wall, has_rank;
	char *label, *about, *command;
};

struct runs {
	struct run *at;
	size_t count, capacity;
	int64_t first_ns;               /* Unix time of the first; 0: none is known */
	bool any_known;
	uint64_t first_uuid;
};

/* Makes the number that tracks of this file count from, of what says which runs they are. */
static uint64_t mixed(uint64_t h, const char *text, uint64_t number)
{
	for (; text && *text; text++)
		h = (h ^ (unsigned char)*text) * 0x100000001b3u;
	h = (h ^ number) * 0xbf58476d1ce4e5b9u;
	return (h ^ h >> 29) >> 1;      /* so that none of them is 0, or greater than an int64 */
}

static char *about_run(const char *path, const char *host, int64_t pid, const char *version,
	const char *mock)
{
	return xprintf("%s; host %s, process %" PRId64 ", l1trace %s%s%s%s", path ? path : "a trace",
		host ? host : "unknown", pid, version ? version : "unknown", mock ? "; mock: " : "",
		mock ? mock : "", mock ? ", tensor contents are not real" : "");
}

static struct runs read_runs(sqlite3 *db)
{
	/* columns of perfetto_runs.sql */
	enum { RUN, PATH, WALL_NS, DURATION_NS, PID, HOST, COMMAND, MOCK, VERSION, RANK };
	sqlite3_stmt *s = statement(db, "perfetto_runs");
	struct runs runs = {.first_ns = INT64_MAX};

	while (database_next(s)) {
		const char *path = (const char *)sqlite3_column_text(s, PATH),
			*host = (const char *)sqlite3_column_text(s, HOST);
		struct run r = {.run = sqlite3_column_int64(s, RUN),
			.wall_ns = sqlite3_column_int64(s, WALL_NS),
			.duration_ns = sqlite3_column_int64(s, DURATION_NS),
			.command = xstrdup((const char *)sqlite3_column_text(s, COMMAND)),
			.about = about_run(path, host, sqlite3_column_int64(s, PID),
				(const char *)sqlite3_column_text(s, VERSION),
				(const char *)sqlite3_column_text(s, MOCK))};

		r.has_rank = sqlite3_column_type(s, RANK) != SQLITE_NULL;
		r.rank = sqlite3_column_int64(s, RANK);
		r.has_wall = r.wall_ns > 0 && r.wall_ns < latest_ns;
		if (r.has_wall && r.wall_ns < runs.first_ns)
			runs.first_ns = r.wall_ns;
		runs.any_known |= r.has_wall;
		runs.first_uuid = mixed(mixed(runs.first_uuid, path, column_number(s, PID)), host,
			column_number(s, WALL_NS));
		GROW(runs.at, runs.count, runs.capacity);
		runs.at[runs.count++] = r;
	}
	sqlite3_finalize(s);
	if (!runs.any_known)
		runs.first_ns = 0;
	for (size_t i = 0; i < runs.count; i++)
		runs.at[i].label = runs.count == 1 ? xstrdup("") : runs.at[i].has_rank
			? xprintf("run %" PRId64 ", rank %" PRId64 ": ", runs.at[i].run, runs.at[i].rank)
			: xprintf("run %" PRId64 ": ", runs.at[i].run);
	return runs;
}

static void free_runs(struct runs *runs)
{
	for (size_t i = 0; i < runs->count; i++) {
		free(runs->at[i].label);
		free(runs->at[i].about);
		free(runs->at[i].command);
	}
	free(runs->at);
}

/* When the run began; where nobody knows that, with the first of the others. */
static int64_t begin_of(const struct runs *runs, const struct run *r)
{
	if (!r->has_wall && runs->any_known)
		say("nobody knows when run %" PRId64 " began: in the trace it begins with the first",
			r->run);
	return r->has_wall ? r->wall_ns : runs->first_ns;
}

struct perfetto_size perfetto_begin(sqlite3 *db, const struct perfetto_wants *wants)
{
	enum { OPS, CHANGES };          /* columns of perfetto_counts.sql */
	struct perfetto_size size = {0};
	sqlite3_stmt *s;

	counters_choose(db, wants->all_cores);
	s = statement(db, "perfetto_counts");
	if (database_next(s)) {
		uint64_t ops = column_number(s, OPS), values = column_number(s, CHANGES) * VALUES_OF_CHANGE;

		size.events = 2 * ops + values;
		size.bytes = ops * OP_BYTES + values * VALUE_BYTES;
	}
	sqlite3_finalize(s);
	return size;
}

struct perfetto_size perfetto_write(sqlite3 *db, FILE *out, const struct perfetto_wants *wants)
{
	struct runs runs = read_runs(db);
	struct track_list list = {.file = packet_file_begin(out, wants->gzip),
		.first_uuid = runs.first_uuid};
	struct perfetto_size size;

	for (size_t i = 0; i < runs.count && !ferror(out); i++) {
		struct run_tracks r = {.db = db, .list = &list, .run = runs.at[i].run,
			.begin_ns = begin_of(&runs, &runs.at[i]), .duration_ns = runs.at[i].duration_ns,
			.label = runs.at[i].label, .about = runs.at[i].about,
			.command = runs.at[i].command, .whole = wants->whole};

		host_track(&r);
		chip_tracks_begin(&r);
		put_marks(&r);
		put_ops(&r);
		put_failures(&r);
		put_counters(&r);
		run_tracks_free(&r);
	}
	size.events = list.events;
	packet_file_end(list.file, &size.bytes);
	free(list.packet.at);
	free_runs(&runs);
	return size;
}
