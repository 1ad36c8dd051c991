/* The processes of a run and the texts of its rows: see run_tracks.h. */
#include <inttypes.h>
#include <stdlib.h>
#include "database.h"
#include "l1t_record.h"
#include "run_tracks.h"
#include "statement.h"
#include "xalloc.h"

enum { RANK_CHIPS = 1 };        /* places of processes: the host's is first */

static uint64_t describe(struct run_tracks *r, const char *name, const char *about, unsigned rank)
{
	char *label = xprintf("%s%s", r->label, name);
	char *description = xprintf("%s%s", about, r->about);
	const struct track_words words = {.name = label, .description = description,
		.process = ++r->list->processes, .command = r->command, .rank = rank};
	uint64_t uuid = track_describe(r->list, &words);

	free(label);
	free(description);
	return uuid;
}

static struct chip_tracks *chip_of(struct run_tracks *r, int64_t device, const char *about)
{
	struct chip_tracks *chip = table_get(&r->chips, (uint64_t)device);
	char name[40];

	if (chip)
		return chip;
	chip = table_make(&r->chips, (uint64_t)device, sizeof(*chip));
	chip->device = device;
	snprintf(name, sizeof(name), "chip %" PRId64, device);
	chip->uuid = describe(r, name, about, RANK_CHIPS);
	return chip;
}

struct chip_tracks *chip_tracks_of(struct run_tracks *r, int64_t device)
{
	return chip_of(r, device, "");
}

void chip_tracks_begin(struct run_tracks *r)
{
	/* columns of perfetto_chips.sql */
	enum { DEVICE, ARCH, GRID_X, GRID_Y, L1_BYTES, UNRESERVED_BASE };
	sqlite3_stmt *s = statement(r->db, "perfetto_chips");

	bind_number(s, 1, (uint64_t)r->run);
	while (database_next(s)) {
		const char *arch = (const char *)sqlite3_column_text(s, ARCH);
		char *about = xprintf("%s, %" PRId64 "x%" PRId64 " cores of %" PRId64
			" bytes, from %" PRId64 " on for programs\n", arch ? arch : "unknown architecture",
			(int64_t)sqlite3_column_int64(s, GRID_X), (int64_t)sqlite3_column_int64(s, GRID_Y),
			(int64_t)sqlite3_column_int64(s, L1_BYTES),
			(int64_t)sqlite3_column_int64(s, UNRESERVED_BASE));

		chip_of(r, sqlite3_column_int64(s, DEVICE), about);
		free(about);
	}
	sqlite3_finalize(s);
}

uint64_t host_track(struct run_tracks *r)
{
	if (!r->host)
		r->host = describe(r, "host", "", 0);
	return r->host;
}

/* Texts are asked for once; those that are not there are known as "", which no text of these is. */
static const char *text_of(struct run_tracks *r, struct table *known, const char *name, uint64_t id)
{
	char *text = id == L1T_UNKNOWN ? NULL : table_get(known, id);
	sqlite3_stmt *s;

	if (text || id == L1T_UNKNOWN)
		return text && *text ? text : NULL;
	s = statement(r->db, name);
	bind_number(s, 1, (uint64_t)r->run);
	bind_number(s, 2, id);
	if (database_next(s))
		text = xstrdup((const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
	text = text ? text : xstrdup("");
	table_put(known, id, text);
	return *text ? text : NULL;
}

const char *run_string(struct run_tracks *r, uint64_t id)
{
	return text_of(r, &r->strings, "perfetto_string", id);
}

const char *run_callsite(struct run_tracks *r, uint64_t id)
{
	return text_of(r, &r->sites, "perfetto_callsite", id);
}

void run_tracks_free(struct run_tracks *r)
{
	for (size_t i = 0; i < r->chips.capacity; i++) {
		struct chip_tracks *chip = r->chips.at[i].value;

		if (chip) {
			event_track_free(&chip->ops);
			event_track_free(&chip->failures);
		}
	}
	table_free_values(&r->chips);
	table_free_values(&r->strings);
	table_free_values(&r->sites);
}

void put_arguments(struct event_track *t, sqlite3_stmt *s, int first, int end)
{
	for (int i = first; i < end; i++)
		switch (sqlite3_column_type(s, i)) {
		case SQLITE_INTEGER:
			event_number(t, sqlite3_column_name(s, i), sqlite3_column_int64(s, i));
			break;
		case SQLITE_TEXT:
			event_text(t, sqlite3_column_name(s, i), (const char *)sqlite3_column_text(s, i));
			break;
		default:
			break;
		}
}
