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
#include "database.h"
#include "message.h"
#include "readable.h"
#include "row_writer.h"
#include "statement.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { GROUPS_MAX = 16 };       /* of chips that are not equal, for which advice is made */

struct writing {
	sqlite3 *db;
	struct row_writer rows;
	const struct run_story *s;
	const struct address_replay *replay;
	const struct advice_plan *plan;
	uint64_t rank;          /* of the run's last row */
	bool no_asks;           /* which ops asked how much L1 is free is not known of all */
	bool overlaps;          /* bytes of L1 lay in two buffers at once: sums are not exact */
};

static bool any_row(sqlite3 *db, const char *name, int64_t run)
{
	sqlite3_stmt *s = statement(db, name);

	sqlite3_bind_int64(s, 1, run);
	return database_any(s);
}

static uint64_t or_unknown(int64_t value)
{
	return value < 0 ? L1T_UNKNOWN : (uint64_t)value;
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

/* Does the same call of the function assign something else to the variable before the tensor is freed? */
static bool is_set_again(const struct writing *w, const struct piece *p, const char *variable)
{
	const struct site_tree *t = &w->s->sites;
	const struct lifetime *first = &w->s->lifetimes[p->dying[0].lifetime];
	const uint32_t depth = t->nodes[p->made_at].depth;
	char other[ASSIGNED_NAME_BYTES + 1];

	for (size_t i = p->dying[0].lifetime + 1; i < w->s->lifetime_count && work_spend(50); i++) {
		const struct lifetime *l = &w->s->lifetimes[i];
		size_t node = site_tree_at_depth(t, l->made_at, depth);

		if (l->alloc_ns > p->dying[0].end_ns)
			return false;
		if (node && l->alloc_ns > first->alloc_ns && t->nodes[node].frame != t->nodes[p->made_at].frame &&
			t->nodes[node].function == t->nodes[p->made_at].function &&
			site_tree_variable(t, (uint64_t)l->callsite, depth, other) &&
			!strcmp(variable, other))
			return true;
	}
	return false;
}

/*
 * The variable in the function of the first line, read from its source. Where that is not at hand, the one
 * that the database knows, if the line calls the operation itself.
 */
static bool find_variable(const struct writing *w, const struct piece *p, sqlite3_stmt *about,
	char out[ASSIGNED_NAME_BYTES + 1])
{
	const struct site_tree *t = &w->s->sites;
	const struct lifetime *l = &w->s->lifetimes[p->dying[0].lifetime];
	const char *given = text_of(about, C_GIVEN), *known = text_of(about, C_VARIABLE);

	if (given)
		known = given;
	else if (p->argument)
		return false;
	else if (site_tree_variable(t, (uint64_t)l->callsite, t->nodes[p->made_at].depth, out))
		return !is_set_again(w, p, out);
	if (!known || (!given && l->made_at != p->made_at) || strlen(known) > ASSIGNED_NAME_BYTES)
		return false;
	strcpy(out, known);
	return true;
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

/* Does an op have the peak that asked for free L1 after the change? It may take more then, or less. */
static bool is_sized(const struct effect *e)
{
	return e->ask && e->sized_ns >= e->ask->time_ns;
}

/* How exact the row is; NULL: that is not known. */
static const char *figure_of(const struct writing *w, const struct row *r)
{
	bool higher = r->effect->prevented > 0 || r->effect->ask || w->overlaps || w->no_asks;
	bool lower = (r->is_floor && w->plan->floor_may_be_lower) || is_sized(r->effect);

	return (higher && lower) || r->other_programs ? NULL : higher ? "at least" : lower ? "at most" : "exact";
}

static void put(struct writing *w, struct row r)
{
	const struct chip_group *g = w->plan->group;

	WRITE_ROW(&w->rows, NUMBER(run, (uint64_t)w->s->run), NUMBER(device, (uint64_t)g->device),
		NUMBER(rank, ++w->rank), TEXT(action, r.action), TEXT(callsite, r.made_at),
		TEXT(last_use_callsite, r.freed_after), TEXT(variable, r.variable),
		TEXT(tensor, text_of(r.about, C_TENSOR)), TEXT(name, r.name ? r.name : text_of(r.about, C_NAME)),
		NUMBER(count, r.count ? r.count : L1T_UNKNOWN),
		NUMBER(saved_bytes, (uint64_t)r.effect->saved_bytes),
		NUMBER(peak_bytes, (uint64_t)g->peak_bytes),
		NUMBER(peak_after_bytes, (uint64_t)r.effect->peak_bytes),
		NUMBER(headroom_after_bytes, or_unknown(r.effect->headroom_bytes)),
		NUMBER(failures_prevented, or_unknown(r.effect->prevented)),
		TEXT(figure, figure_of(w, &r)), TEXT(because, r.because), TEXT(chips, g->chips),
		NUMBER(headroom_bytes, or_unknown(g->headroom_bytes)), ID(peak_op, (uint64_t)w->plan->peak_op),
		STRING(peak_name, (uint64_t)w->plan->peak_name));
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
			e->ask->name ? e->ask->name : "an op", is_sized(e) ? " or less" : "");
	if (w->no_asks)
		fputs("this release does not show all ops that size themselves by free L1; ", out);
	if (w->overlaps)
		fputs("two devices gave the same bytes, which count once; ", out);
	if (e->prevented > 0)
		fputs("what failed then fits, and what its call does next is not known; ", out);
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

/* What else there is to say; the caller frees it. NULL: nothing. */
static char *why(const struct writing *w, const struct chosen *c)
{
	const struct piece *p = c->piece;
	struct text_file text;
	FILE *out = text_file_begin(&text);

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
	if (c->as_large)
		put_bounds(w, &c->effect, out);
	else
		fputs("programs may be larger or smaller then; ", out);
	return ended(&text);
}

static void put_piece(struct writing *w, const struct chosen *c)
{
	const struct piece *p = c->piece;
	sqlite3_stmt *words = about(w, w->s->lifetimes[p->dying[0].lifetime].form);
	char variable[ASSIGNED_NAME_BYTES + 1];
	bool named = find_variable(w, p, words, variable);
	char *because = why(w, c);

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

/* The lines that make the floor lower than all pieces together do. */
static char *left_words(const struct writing *w)
{
	const struct advice_plan *p = w->plan;
	struct text_file text;
	FILE *out = text_file_begin(&text);

	for (size_t i = 0; i < p->left_count; i++) {
		const struct site_node *n = &w->s->sites.nodes[p->left[i]->made_at];

		fprintf(out, "%s%.*s", i ? "; " : "most of what is left: made by ", (int)n->bytes, n->text);
	}
	return text_file_end(&text);
}

static void put_plan(struct writing *w)
{
	const struct changes *others = &w->plan->changes;
	size_t next = 0;
	char *left;

	for (size_t i = 0; i < w->plan->count; i++) {
		const struct chosen *c = &w->plan->chosen[i];

		/* to free costs nothing: of what prevents as many failures it comes first */
		while (next < others->count && others->at[next].effect.prevented > c->alone.prevented)
			put_change(w, &others->at[next++]);
		put_piece(w, c);
	}
	while (next < others->count)
		put_change(w, &others->at[next++]);
	if (w->plan->count > 1 && !w->plan->together.fails)
		put(w, (struct row){.action = "all together", .effect = &w->plan->together,
			.count = w->plan->together.count});
	left = left_words(w);
	put(w, (struct row){.action = "floor", .effect = &w->plan->floor, .is_floor = true,
		.because = *left ? left : NULL});
	free(left);
}

static void put_run(struct writing *w, int64_t run)
{
	struct run_story story;
	struct address_replay replay;
	struct chip_groups groups = chip_groups_read(w->db, run);
	struct pieces pieces;
	struct takers takers;

	run_story_read(&story, w->db, run);
	address_replay_read(&replay, w->db, run);
	pieces = free_earlier_find(&story);
	takers = takers_read(w->db, &story);
	w->s = &story;
	w->replay = &replay;
	w->rank = 0;
	w->no_asks = any_row(w->db, "advise_no_asks", run);
	w->overlaps = any_row(w->db, "advise_overlaps", run);
	for (size_t i = 0; i < groups.count; i++) {
		struct advice_plan plan;

		if (!groups.at[i].count || !groups.at[i].peak_bytes)
			continue;
		if (i >= GROUPS_MAX || work_half_is_done()) {
			say("run %" PRId64 ": advice is for the fullest of its chips alone", run);
			break;
		}
		plan = advice_plan_make(&story, &pieces, &takers, &groups.at[i], &replay);
		w->plan = &plan;
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
	struct writing w = {.db = db};
	sqlite3_stmt *runs;

	statement_run(db, "advise_table");
	w.rows = row_writer(db, "advice");
	runs = statement(db, "advise_runs");
	while (database_next(runs))
		put_run(&w, sqlite3_column_int64(runs, 0));
	sqlite3_finalize(runs);
	row_writer_free(&w.rows);
}
