/*
 * The call sites of the runs that are compared: see compared_sites.h.
 *
 * Must not know: what is compared.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "compared_sites.h"
#include "database.h"
#include "readable.h"
#include "renamed_paths.h"
#include "row_writer.h"
#include "shown_frames.h"
#include "site_key.h"
#include "statement.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { SITE_BYTES = 1 << 15, FRAME_BYTES = 4096, SITE_NS = 2000, SIDES = 2 };

struct site {
	char text[SITE_BYTES], key[SITE_BYTES];         /* with lines, without */
	/* of its innermost frame that is the program's own, as it was recorded and as it is compared; "": none */
	char full_path[FRAME_BYTES], file[FRAME_BYTES];
	int64_t line;
	char path[FRAME_BYTES]; /* of the present frame */
	size_t used, key_used;
};

/* A run's call sites, and what they are made with. */
struct run_sites {
	int64_t run;
	struct run_place place;
	struct path_set *paths; /* of its side; NULL: it is held against none */
};

static size_t add(char *to, size_t used, const char *text)
{
	return used + readable(to + used, SITE_BYTES - used, text);
}

/* Sets site->path, and returns the frame's parts. */
static struct frame_parts read_path(struct site *site, const char *frame, size_t bytes,
	const struct run_place *place)
{
	const struct frame_parts parts = frame_parts(frame, bytes);

	compared_path(site->path, sizeof(site->path), frame, parts.path_bytes, place);
	return parts;
}

static void add_frame(struct site *site, const char *frame, size_t bytes, const struct run_sites *of)
{
	const struct frame_parts parts = read_path(site, frame, bytes, &of->place);
	char *rest = xstrndup(frame + parts.rest, bytes - parts.rest),
		*line = xstrndup(frame + parts.path_bytes, parts.rest - parts.path_bytes);

	site->used = add(site->text, site->used, site->used ? "; " : "");
	site->used = add(site->text, site->used, site->path);
	site->used = add(site->text, site->used, line);
	site->used = add(site->text, site->used, rest);
	site->key_used = add(site->key, site->key_used, site->key_used ? "; " : "");
	site->key_used = add(site->key, site->key_used, of->paths ? renamed_path(of->paths, site->path)
		: site->path);
	site->key_used = add(site->key, site->key_used, rest);
	if (!site->file[0] && parts.line > 0 && !is_installed_path(frame, parts.path_bytes)) {
		snprintf(site->full_path, sizeof(site->full_path), "%.*s", (int)parts.path_bytes, frame);
		snprintf(site->file, sizeof(site->file), "%s", site->path);
		site->line = parts.line;
	}
	free(rest);
	free(line);
}

static void read_site(struct site *site, const char *text, const struct run_sites *of)
{
	struct shown_frames frames = shown_frames_of(text);
	const char *frame;
	size_t bytes;

	site->text[0] = site->key[0] = site->file[0] = 0;
	site->used = site->key_used = 0;
	site->line = -1;
	while (site->used + 1 < SITE_BYTES && shown_frames_next(&frames, &frame, &bytes))
		add_frame(site, frame, bytes, of);
}

/* Writes the call sites of a run; `to` is NULL: collects their paths instead. */
static void sites_of_run(sqlite3 *db, struct row_writer *to, struct site *site, struct run_sites *of)
{
	enum { CALLSITE };      /* column of compared_call_sites.sql */
	sqlite3_stmt *s = statement(db, "compared_call_sites");

	sqlite3_bind_int64(s, 1, of->run);
	while (database_next(s)) {
		const char *text = (const char *)sqlite3_column_text(s, CALLSITE), *frame;
		struct shown_frames frames = shown_frames_of(text);
		size_t bytes;

		work_spend(SITE_NS + strlen(text));
		while (!to && shown_frames_next(&frames, &frame, &bytes)) {
			read_path(site, frame, bytes, &of->place);
			path_set_add(of->paths, site->path);
		}
		if (!to)
			continue;
		read_site(site, text, of);
		WRITE_ROW(to, NUMBER(run, (uint64_t)of->run), TEXT(callsite, text), TEXT(site, site->text),
			TEXT(site_key, site->key), TEXT(file, site->file[0] ? site->file : NULL),
			TEXT(full_path, site->file[0] ? site->full_path : NULL),
			NUMBER(line, site->line < 0 ? L1T_UNKNOWN : (uint64_t)site->line));
	}
	sqlite3_finalize(s);
}

/* All runs, as many as there are. */
static struct run_sites *read_places(sqlite3 *db, struct path_set paths[SIDES], size_t *count)
{
	enum { RUN, CWD, COMMAND, SIDE };       /* columns of compared_places.sql */
	sqlite3_stmt *s = statement(db, "compared_places");
	struct run_sites *runs = NULL;

	for (*count = 0; database_next(s); ++*count) {
		const uint64_t side = column_number(s, SIDE);

		runs = xrealloc(runs, *count + 1, sizeof(*runs));
		runs[*count] = (struct run_sites){.run = sqlite3_column_int64(s, RUN),
			.paths = side < SIDES ? &paths[side] : NULL,
			.place = run_place_of((const char *)sqlite3_column_text(s, CWD),
				(const char *)sqlite3_column_text(s, COMMAND))};
	}
	sqlite3_finalize(s);
	return runs;
}

void compared_sites(sqlite3 *db)
{
	struct row_writer to = row_writer(db, "compared_site");
	struct site *site = xmalloc(sizeof(*site));
	struct path_set paths[SIDES] = {0};
	size_t count;
	struct run_sites *runs = read_places(db, paths, &count);

	for (size_t i = 0; i < count; i++)
		if (runs[i].paths)
			sites_of_run(db, NULL, site, &runs[i]);
	paths_rename(&paths[0], &paths[1]);
	for (size_t i = 0; i < count; i++)
		sites_of_run(db, &to, site, &runs[i]);
	for (size_t i = 0; i < count; i++)
		run_place_free(&runs[i].place);
	for (size_t i = 0; i < SIDES; i++)
		path_set_free(&paths[i]);
	row_writer_free(&to);
	free(runs);
	free(site);
}
