/*
 * What to change in the programs of all runs: see advice.h.
 *
 * Must not know: how rows are printed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "advice.h"
#include "advice_plan.h"
#include "advice_rows.h"
#include "advice_variable.h"
#include "changed_peak.h"
#include "database.h"
#include "floor_lines.h"
#include "message.h"
#include "peak_program.h"
#include "readable.h"
#include "sized_pieces.h"
#include "statement.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { GROUPS_MAX = 16 };       /* of chips that are not equal, for which advice is made */

struct writing {
	sqlite3 *db;
	struct advice_rows *rows;
	const struct run_story *s;
	const struct address_replay *replay;
	const struct takers *takers;
	const struct advice_plan *plan;
	bool no_asks;           /* which ops asked how much L1 is free is not known of all */
	bool overlaps;          /* bytes of L1 lay in two buffers at once: sums are not exact */
	int64_t cut_run;        /* the first whose fullest chips alone are looked at */
	uint64_t cut_count;     /* of such runs */
};

static bool has_overlaps(sqlite3 *db, int64_t run)
{
	sqlite3_stmt *s = statement(db, "advise_overlaps");

	sqlite3_bind_int64(s, 1, run);
	return database_any(s);
}

/* What buffers of one form have in common. */
enum about_column { C_NAME, C_GIVEN, C_VARIABLE, C_TENSOR };    /* columns of advise_about.sql */
static sqlite3_stmt *about(const struct writing *w, int64_t form)
{
	sqlite3_stmt *s = statement(w->db, "advise_about");

	sqlite3_bind_int64(s, 1, w->s->run);
	sqlite3_bind_int64(s, 2, form);
	database_next(s);
	return s;
}

static const char *text_of(sqlite3_stmt *s, int column)
{
	return s ? (const char *)sqlite3_column_text(s, column) : NULL;
}

struct row {
	const char *action, *because;
	const char *name;               /* of the op; NULL: the one that makes it */
	const struct effect *effect;
	char *made_at, *freed_after;    /* NULL: none; the row frees them */
	sqlite3_stmt *about;            /* NULL: none; likewise */
	const char *variable;           /* NULL: not known */
	size_t count;
	bool is_floor;
	bool other_programs;            /* they may be larger or smaller then */
};

/* How exact the row is; NULL: that is not known. */
static const char *figure_of(const struct writing *w, const struct row *r)
{
	bool higher = r->effect->prevented > 0 || r->effect->ask || w->overlaps || w->no_asks;
	bool lower = (r->is_floor && w->plan->floor_may_be_lower) || advice_is_sized(r->effect);

	return (higher && lower) || r->other_programs || r->effect->moves_otherwise ? NULL : higher ? "at least" : lower ? "at most" : "exact";
}

static void put(struct writing *w, struct row r)
{
	advice_rows_put(w->rows, &(struct advice_row){.action = r.action, .figure = figure_of(w, &r),
		.because = r.because, .effect = r.effect, .callsite = r.made_at,
		.last_use_callsite = r.freed_after, .variable = r.variable,
		.tensor = text_of(r.about, C_TENSOR),
		.name = r.name ? r.name : text_of(r.about, C_NAME), .count = r.count});
	free(r.made_at);
	free(r.freed_after);
	sqlite3_finalize(r.about);
}

/* The text of a string of the run, until the next call. */
static const char *string_of(const struct writing *w, int64_t id)
{
	static char text[80];
	sqlite3_stmt *s = statement(w->db, "advise_string");
	const char *found;

	sqlite3_bind_int64(s, 1, w->s->run);
	sqlite3_bind_int64(s, 2, id);
	found = database_next(s) ? (const char *)sqlite3_column_text(s, 0) : NULL;
	snprintf(text, sizeof(text), "%s", found ? found : "an op");
	sqlite3_finalize(s);
	return text;
}

/* Why a figure is a bound. */
static void put_bounds(const struct writing *w, const struct effect *e, FILE *out)
{
	if (e->ask)
		fprintf(out, "%s asked how much L1 is free, and may take more%s; ",
			e->ask->name ? e->ask->name : "an op", advice_is_sized(e) ? " or less" : "");
	if (e->slices_otherwise)
		fputs("an op that cuts its input by free L1 may put more into L1_SMALL then; ", out);
	if (e->moves_otherwise)
		fputs("a buffer is moved by another distance, which may take more or less; ", out);
	if (w->no_asks)
		fputs("this release does not show all ops that size themselves by free L1; ", out);
	if (w->overlaps)
		fputs("two devices gave the same bytes, which count once; ", out);
	fputs(advice_goes_on(e), out);
}

/* The text without the "; " at its end; the caller frees it. NULL: there is none. */
static char *ended(struct text_file *text)
{
	char *words = text_file_end(text);

	if (!*words) {
		free(words);
		return NULL;
	}
	words[strlen(words) - 2] = 0;
	return words;
}

/* What else there is to say; the caller frees it. NULL: nothing. one_of: several names, or NULL. */
static char *why(const struct writing *w, const struct chosen *c, const char *one_of)
{
	const struct piece *p = c->piece;
	struct text_file text;
	FILE *out = text_file_begin(&text);

	if (one_of)
		fprintf(out, "it is one of %s; ", one_of);
	if (w->s->lifetimes[p->dying[0].lifetime].waits)
		fputs("neither a capture nor its replays use it; ", out);
	if (p->same_line)
		fputs("nothing uses it after the line that makes it; ", out);
	if (p->also_made_at) {
		const struct site_node *n = &w->s->sites.nodes[p->also_made_at];

		fprintf(out, "made at %.*s, too; ", (int)n->bytes, n->text);
	}
	if (w->s->sites.nodes[p->freed_after].returns)
		fputs("that line returns: keep its result in a variable first; ", out);
	if (c->idle.count)
		fprintf(out, "%zu op%s it for nothing, the fullest with %s bytes%s%s; ", c->idle.count,
			c->idle.count == 1 ? " holds" : "s hold", grouped((uint64_t)c->idle.bytes), c->idle.name ? " in " : "",
			c->idle.name ? string_of(w, c->idle.name) : "");
	put_bounds(w, &c->alone, out);
	return ended(&text);
}

/* The same of a change. */
static char *change_words(const struct writing *w, const struct change *c)
{
	struct text_file text;
	FILE *out = text_file_begin(&text);

	if (c->note)
		fprintf(out, "%s; ", c->note);
	if (!c->as_large)
		fputs("programs may be larger or smaller then; ", out);
	put_bounds(w, &c->effect, out);
	return ended(&text);
}

static void put_piece(struct writing *w, const struct chosen *c)
{
	const struct piece *p = c->piece;
	sqlite3_stmt *words = about(w, w->s->lifetimes[p->dying[0].lifetime].form);
	char variable[ASSIGNED_NAME_BYTES + 1];
	bool named = advice_variable(w->s, p, text_of(words, C_GIVEN), text_of(words, C_VARIABLE), variable);
	const char *known = text_of(words, C_VARIABLE);
	char *because = why(w, c, !named && known && strstr(known, ", ") ? known : NULL);

	put(w, (struct row){.action = "free earlier", .effect = &c->alone,
		.because = because,
		.made_at = site_tree_text(&w->s->sites, p->made_at),
		.freed_after = site_tree_text(&w->s->sites, p->freed_after),
		.about = words, .variable = named ? variable : NULL, .count = c->alone.count});
	free(because);
}

static void put_change(struct writing *w, const struct change *c)
{
	static const char *const actions[] = {[CHANGE_REALLOCATE] = "reallocate",
		[CHANGE_IN_PLACE] = "in place", [CHANGE_TO_DRAM] = "to dram"};
	sqlite3_stmt *words = about(w, w->s->lifetimes[c->lifetime].form);
	char *because = change_words(w, c);

	put(w, (struct row){.action = actions[c->kind], .effect = &c->effect, .because = because,
		.made_at = site_tree_text(&w->s->sites, c->made_at),
		.freed_after = site_tree_text(&w->s->sites, c->at), .about = words, .name = c->op,
		.variable = c->kind != CHANGE_TO_DRAM ? c->variable : c->several ? NULL
			: text_of(words, C_VARIABLE),
		.count = c->effect.count, .other_programs = !c->as_large});
	free(because);
}

static struct sized_pieces find_sized(const struct writing *w)
{
	struct sized_pieces all = {.no_asks = w->no_asks};

	if (w->replay->unknown)
		return all;
	wider_shards_find(&all, w->db, w->s, w->plan->group, w->replay, w->takers);
	l1_small_size_find(&all, w->s, w->plan->group, w->replay);
	sized_pieces_sort(&all);
	return all;
}

struct next_rows {              /* of what is not freed earlier, each kind with the best first */
	const struct sized_pieces *sized;
	size_t nth_sized, nth_change;
};

/* Writes what prevents more failures than this. Of sizes none that prevents nothing. */
static void put_others(struct writing *w, struct next_rows *n, int64_t more_than)
{
	const struct changes *changes = &w->plan->changes;

	for (;;) {
		const struct sized_piece *s = n->nth_sized < n->sized->count ? &n->sized->at[n->nth_sized] : NULL;
		const struct change *c = n->nth_change < changes->count ? &changes->at[n->nth_change] : NULL;

		if (s && s->effect.prevented > 0 && s->effect.prevented > more_than &&
			(!c || s->effect.prevented >= c->effect.prevented)) {
			sized_piece_put(s, w->rows);
			n->nth_sized++;
		} else if (c && c->effect.prevented > more_than) {
			put_change(w, c);
			n->nth_change++;
		} else {
			return;
		}
	}
}

static void put_plan(struct writing *w)
{
	struct sized_pieces sized = find_sized(w);
	struct next_rows next = {.sized = &sized};
	char *left;

	for (size_t i = 0; i < w->plan->count; i++) {
		const struct chosen *c = &w->plan->chosen[i];

		/* to free costs nothing: of what prevents as many failures it comes first */
		put_others(w, &next, c->alone.prevented);
		put_piece(w, c);
	}
	put_others(w, &next, INT64_MIN);
	if (w->plan->count > 1 && !w->plan->together.fails)
		put(w, (struct row){.action = "all together", .effect = &w->plan->together,
			.count = w->plan->together.count});
	while (next.nth_sized < sized.count)
		sized_piece_put(&sized.at[next.nth_sized++], w->rows);
	sized_pieces_free(&sized);
	left = floor_lines(w->plan, &w->s->sites);
	put(w, (struct row){.action = "floor", .effect = &w->plan->floor, .is_floor = true,
		.because = *left ? left : NULL});
	free(left);
	peak_program_put(w->rows, w->db);
}

static void put_run(struct writing *w, int64_t run)
{
	struct run_story story;
	struct address_replay replay;
	struct chip_groups groups = chip_groups_read(w->db, run);
	struct pieces pieces;
	struct takers takers;

	run_story_read(&story, w->db, run);
	story.asks.partial = w->no_asks;
	address_replay_read(&replay, w->db, run, &story.asks);
	pieces = free_earlier_find(&story);
	takers = takers_read(w->db, &story);
	w->s = &story;
	w->replay = &replay;
	w->takers = &takers;
	w->rows->run = run;
	w->rows->count = 0;
	w->overlaps = has_overlaps(w->db, run);
	for (size_t i = 0; i < groups.count; i++) {
		struct advice_plan plan;

		if (!groups.at[i].count || !groups.at[i].peak_bytes)
			continue;
		if (i >= GROUPS_MAX || work_half_is_done()) {
			if (!w->cut_count++)
				w->cut_run = run;
			break;
		}
		plan = advice_plan_make(&story, &pieces, &takers, &groups.at[i], &replay);
		w->plan = w->rows->plan = &plan;
		put_plan(w);
		advice_plan_free(&plan);
	}
	pieces_free(&pieces);
	takers_free(&takers);
	address_replay_free(&replay);
	run_story_free(&story);
	chip_groups_free(&groups);
}

void advice_rows(sqlite3 *db)
{
	struct advice_rows rows = {.rows = row_writer(db, "advice")};
	struct writing w = {.db = db, .rows = &rows};
	enum { RUN, NO_ASKS };          /* columns of advise_runs.sql */
	sqlite3_stmt *runs;

	statement_run(db, "advise_table");
	runs = statement(db, "advise_runs");
	while (database_next(runs)) {
		w.no_asks = sqlite3_column_int(runs, NO_ASKS);
		put_run(&w, sqlite3_column_int64(runs, RUN));
	}
	sqlite3_finalize(runs);
	if (w.cut_count)
		say("run %" PRId64 "%s: advice is for the fullest of its chips alone", w.cut_run,
			w.cut_count > 1 ? " and others" : "");
	row_writer_free(&rows.rows);
}
