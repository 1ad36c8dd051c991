/*
 * What cores hold as counters: one group of them for all cores with the same history, on their
 * chip. A value that has not changed is not said again.
 *
 * Must not know: how tracks and events are written.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include "database.h"
#include "grown_array.h"
#include "run_tracks.h"
#include "statement.h"
#include "xalloc.h"

enum { RANK_GROUPS = 2, NAME_CHARACTERS = 80 };

/* In the order of the columns of perfetto_changes.sql. */
static const struct counter_kind {
	const char *name;
	bool always;            /* else only where it is ever more than 0 */
} kinds[] = {{"total", true}, {"buffers", true}, {"program", true}, {"L1_SMALL", false},
	{"persistent", false}};
enum { KINDS = sizeof(kinds) / sizeof(*kinds) };

struct counter {
	struct event_track track;
	bool begun;
	uint64_t value;
};

struct group {
	uint64_t uuid;
	int64_t close_ns;
	bool is_closed;
	struct counter counters[KINDS];
};

static void put_value(struct run_tracks *r, struct group *g, unsigned kind, int64_t time_ns,
	uint64_t value)
{
	struct counter *c = &g->counters[kind];

	if (c->begun ? c->value == value : !value && !kinds[kind].always)
		return;
	if (!c->begun)
		event_track_begin(&c->track, r->list, &(struct track_words){.parent = g->uuid,
			.name = kinds[kind].name, .rank = kind, .counts_bytes_beside = "l1"},
			r->begin_ns);
	c->begun = true;
	c->value = value;
	event_value(&c->track, time_ns, value);
}

struct rectangle {
	int64_t x0, y0, x1, y1;
};

/* Joins the last one and the one before, where it lies below that and is as wide. Returns how many are
 * left. */
static size_t join_rows(struct rectangle *at, size_t count)
{
	const struct rectangle *last;
	struct rectangle *before;

	if (count < 2)
		return count;
	last = &at[count - 1];
	before = &at[count - 2];
	if (before->x0 != last->x0 || before->x1 != last->x1 || before->y1 != last->y0 - 1)
		return count;
	before->y1 = last->y1;
	return count - 1;
}

/* Cores beside each other as one, and such rows below each other that are as wide. Returns how many. */
static size_t rectangles_of(struct run_tracks *r, uint64_t class_id, struct rectangle **at)
{
	enum { CORE_X, CORE_Y };        /* columns of perfetto_cores.sql */
	sqlite3_stmt *s = statement(r->db, "perfetto_cores");
	size_t count = 0, capacity = 0;

	bind_number(s, 1, (uint64_t)r->run);
	bind_number(s, 2, class_id);
	while (database_next(s)) {
		int64_t x = sqlite3_column_int64(s, CORE_X), y = sqlite3_column_int64(s, CORE_Y);
		struct rectangle *last = count ? &(*at)[count - 1] : NULL;

		if (last && last->y0 == last->y1 && last->y1 == y && last->x1 == x - 1) {
			last->x1 = x;
			continue;
		}
		count = join_rows(*at, count);  /* the last is complete now */
		GROW(*at, count, capacity);
		(*at)[count++] = (struct rectangle){x, y, x, y};
	}
	sqlite3_finalize(s);
	return join_rows(*at, count);
}

/* "cores 0,0-7,3 0,4 .. (35 cores)". The caller frees it. */
static char *group_name(struct run_tracks *r, uint64_t class_id, uint64_t cores)
{
	struct rectangle *at = NULL;
	size_t count = rectangles_of(r, class_id, &at), i;
	struct text_file text;
	FILE *out = text_file_begin(&text);

	fputs(cores == 1 ? "core" : "cores", out);
	for (i = 0; i < count && ftell(out) < NAME_CHARACTERS; i++) {
		const struct rectangle *c = &at[i];

		fprintf(out, " %" PRId64 ",%" PRId64, c->x0, c->y0);
		if (c->x1 > c->x0 || c->y1 > c->y0)
			fprintf(out, "-%" PRId64 ",%" PRId64, c->x1, c->y1);
	}
	if (cores > 1)
		fprintf(out, "%s (%" PRIu64 " cores)", i < count ? " .." : "", cores);
	free(at);
	return text_file_end(&text);
}

static void begin_groups(struct run_tracks *r, struct table *groups)
{
	/* columns of perfetto_groups.sql */
	enum { GRP, DEVICE, OPENING, CORES, OPEN_NS, CLOSE_NS, REOPENED };
	sqlite3_stmt *s = statement(r->db, "perfetto_groups");
	unsigned rank = RANK_GROUPS;

	bind_number(s, 1, (uint64_t)r->run);
	while (database_next(s)) {
		struct group *g = table_make(groups, column_number(s, GRP), sizeof(*g));
		struct chip_tracks *chip = chip_tracks_of(r, sqlite3_column_int64(s, DEVICE));
		char *cores = group_name(r, column_number(s, GRP), column_number(s, CORES));
		char *name = sqlite3_column_int(s, REOPENED)
			? xprintf("%s, opening %" PRId64, cores, (int64_t)sqlite3_column_int64(s, OPENING))
			: xstrdup(cores);

		g->uuid = track_describe(r->list, &(struct track_words){.parent = chip->uuid,
			.name = name, .rank = rank++, .description = "bytes of L1 on each of these cores"});
		g->is_closed = sqlite3_column_type(s, CLOSE_NS) != SQLITE_NULL;
		g->close_ns = sqlite3_column_int64(s, CLOSE_NS);
		for (unsigned kind = 0; r->whole && kind < KINDS; kind++)
			put_value(r, g, kind, sqlite3_column_int64(s, OPEN_NS), 0);
		free(name);
		free(cores);
	}
	sqlite3_finalize(s);
}

static void end_groups(struct run_tracks *r, struct table *groups)
{
	for (size_t i = 0; i < groups->capacity; i++) {
		struct group *g = groups->at[i].value;

		for (unsigned kind = 0; g && kind < KINDS; kind++) {
			if (r->whole && g->is_closed && g->counters[kind].begun)
				put_value(r, g, kind, g->close_ns, 0);
			event_track_free(&g->counters[kind].track);
		}
	}
	table_free_values(groups);
}

void put_counters(struct run_tracks *r)
{
	enum { GRP, TIME_NS, TOTAL_BYTES, BUFFER_BYTES, PROGRAM_BYTES, L1_SMALL_BYTES,
		PERSISTENT_BYTES };     /* columns of perfetto_changes.sql */
	sqlite3_stmt *s = statement(r->db, r->whole ? "perfetto_changes_whole" : "perfetto_changes");
	struct table groups = {0};

	begin_groups(r, &groups);
	bind_number(s, 1, (uint64_t)r->run);
	while (database_next(s)) {
		struct group *g = table_get(&groups, column_number(s, GRP));

		for (unsigned kind = 0; g && kind < KINDS; kind++)
			put_value(r, g, kind, sqlite3_column_int64(s, TIME_NS),
				(uint64_t)sqlite3_column_int64(s, TOTAL_BYTES + (int)kind));
	}
	sqlite3_finalize(s);
	end_groups(r, &groups);
}

void counters_choose(sqlite3 *db, bool all)
{
	statement_run(db, "perfetto_group_tables");
	if (!all)
		statement_run(db, "perfetto_fullest");
	statement_run(db, "perfetto_classes");
}
