/* Is advice true: see proof.h. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "database.h"
#include "grown_array.h"
#include "l1t_record.h"
#include "message.h"
#include "proof.h"
#include "proof_changes.h"
#include "proof_folder.h"
#include "proof_outcome.h"
#include "readable.h"
#include "row_writer.h"
#include "statement.h"
#include "xalloc.h"

enum { PATIENCE_SECONDS = 60, PATIENCE_TIMES = 20, BOARD_BYTES = 20 };

struct proving {
	sqlite3 *db;
	const struct proof_request *request;
	char *board;
	struct proof_piece *pieces;
	size_t count, capacity;
	struct proof_outcome plain;     /* of the unchanged run */
	struct row_writer rows;
	struct proof_counts counts;
};

static char *copy_of(sqlite3_stmt *s, int column)
{
	return xstrdup((const char *)sqlite3_column_text(s, column));
}

static void read_pieces(struct proving *p)
{
	enum { RUN, DEVICE, ADVICE, ACTION, CALLSITE, LAST_USE_CALLSITE, VARIABLE, NAME, COUNT, PEAK_BYTES,
		PEAK_AFTER_BYTES, FAILURES_PREVENTED, FIGURE, CHIPS, BYTES_PER_CORE };  /* columns of proof_pieces.sql */
	sqlite3_stmt *s = statement(p->db, "proof_pieces");

	while (database_next(s)) {
		GROW(p->pieces, p->count, p->capacity);
		p->pieces[p->count++] = (struct proof_piece){.run = column_number(s, RUN),
			.device = column_number(s, DEVICE), .number = column_number(s, ADVICE),
			.action = copy_of(s, ACTION), .callsite = copy_of(s, CALLSITE),
			.last_use_callsite = copy_of(s, LAST_USE_CALLSITE),
			.variable = copy_of(s, VARIABLE), .name = copy_of(s, NAME),
			.count = column_number(s, COUNT), .peak_bytes = column_number(s, PEAK_BYTES),
			.peak_after_bytes = column_number(s, PEAK_AFTER_BYTES),
			.failures_prevented = column_number(s, FAILURES_PREVENTED),
			.figure = copy_of(s, FIGURE), .chips = copy_of(s, CHIPS),
			.bytes_per_core = column_number(s, BYTES_PER_CORE)};
	}
	sqlite3_finalize(s);
}

static void free_pieces(struct proving *p)
{
	for (size_t i = 0; i < p->count; i++) {
		struct proof_piece *q = &p->pieces[i];

		free(q->action);
		free(q->callsite);
		free(q->last_use_callsite);
		free(q->variable);
		free(q->name);
		free(q->figure);
		free(q->chips);
	}
	free(p->pieces);
}

static bool is_whole(const struct proof_piece *p)
{
	return !strcmp(p->action, "all together");
}

/* All that is freed earlier is done together, and nothing else. */
static bool is_of_whole(const struct proof_piece *p)
{
	return !strcmp(p->action, "free earlier");
}

/* ---- the board ---- */

/*
 * The board on which the trace was made. Only a plain name is taken from a trace, which anybody may have
 * written: never a path.
 */
static char *board_of(const struct proving *p)
{
	enum { MOCK, BOARD };                   /* columns of proof_board.sql */
	sqlite3_stmt *s = statement(p->db, "proof_board");
	char name[BOARD_BYTES + 1] = "";
	const char *mock;

	if (p->request->board)
		return sqlite3_finalize(s), xstrdup(p->request->board);
	if (!database_next(s))
		die(EXIT_USAGE, "no board is known of this trace; add --mock BOARD");
	mock = (const char *)sqlite3_column_text(s, MOCK);
	if (mock && (sscanf(mock, "board=%20[a-z0-9] compiler=", name) != 1 || strlen(name) == BOARD_BYTES ||
		!strstr(mock, "compiler=") || mock[strlen("board=") + strlen(name)] != ' '))
		die(EXIT_USAGE, "the trace was made on a board of its own; add --mock FILE.yaml");
	if (!mock && sqlite3_column_type(s, BOARD) == SQLITE_TEXT)
		snprintf(name, sizeof(name), "%s", (const char *)sqlite3_column_text(s, BOARD));
	sqlite3_finalize(s);
	if (!*name)
		die(EXIT_USAGE, "--mock knows no board with the chips of this trace by name; add --mock "
			"FILE.yaml, a cluster descriptor");
	return xstrdup(name);
}

/* ---- runs ---- */

/* Runs the command with a piece done to it, or with all that are done together of `count` from `first` on. */
static struct proof_outcome run_with(struct proving *p, const struct proof_piece *first, size_t count)
{
	char *orders = proof_folder_path("orders.json"), *log = proof_folder_path("run/log"),
		*report = proof_folder_path("run/report"), *trace = proof_folder_path("run/run.l1t");
	const struct options *o = p->request->options;
	double plain = p->plain.ended.seconds;
	const struct proof_command c = {.words = o->words + 1, .board = p->board, .orders = orders,
		.log = log, .trace = trace,
		.most_seconds = plain > 0 ? PATIENCE_SECONDS + PATIENCE_TIMES * plain : 0};
	struct proof_outcome outcome;
	bool any = false;
	FILE *out;

	proof_folder_empty();
	out = proof_folder_file("orders.json");
	proof_orders_begin(out, report);
	for (size_t i = 0; i < count; i++) {
		if ((count > 1 && !is_of_whole(&first[i])) || is_whole(&first[i]) || proof_cannot(&first[i]) || first[i].device != first->device)
			continue;
		proof_orders_put(out, &first[i], !any);
		any = true;
	}
	proof_orders_end(out);
	if (fclose(out))
		die(EXIT_UNREADABLE, "cannot write '%s'", orders);
	outcome = proof_outcome_read(o, proof_run(&c));
	free(orders);
	free(log);
	free(report);
	free(trace);
	return outcome;
}

/* Runs it unchanged, and ends the program if it is not what the trace is of. */
static void run_unchanged(struct proving *p)
{
	const char *input = p->request->options->words[0];

	p->plain = run_with(p, NULL, 0);
	if (!p->plain.traces || !p->plain.peak_count) {
		proof_outcome_say_log();
		die(EXIT_UNREADABLE, "nothing was recorded of the command, which ended with %d",
			p->plain.ended.status);
	}
	if (p->plain.traces > 1)
		die(EXIT_USAGE, "the command made %d traces, one a process: give one that makes a single one",
			p->plain.traces);
	for (size_t i = 0; i < p->count; i++) {
		uint64_t seen = proof_outcome_peak(&p->plain, p->pieces[i].device);

		if (seen == p->pieces[i].peak_bytes)
			continue;
		if (seen == L1T_UNKNOWN)
			die(EXIT_USAGE, "the command does not use chip %" PRIu64 ", of which '%s' is",
				p->pieces[i].device, input);
		die(EXIT_USAGE, "the command is not what '%s' is of: unchanged, its peak on chip %" PRIu64
			" of board %s is %s bytes a core, and %s there", input, p->pieces[i].device, p->board,
			grouped(seen), grouped(p->pieces[i].peak_bytes));
	}
}

/* ---- verdicts ---- */

/* The most frequent reason why a piece was not done. */
static const char *why_not(const struct proof_piece *q, const struct proof_report *r)
{
	static const char *const reasons[] = {NULL, "no variable of that name is there then",
		"what the variable names then is no tensor", "it has no memory any more then",
		"to free from outside takes Python 3.12 or later", "the size is given by position"};
	int most = PROOF_UNSET;

	for (int i = PROOF_UNSET; i < PROOF_DONE_COUNT; i++)
		if (r->times[i] > r->times[most])
			most = i;
	return r->times[most] ? reasons[most] : proof_not_reached(q);
}

/*
 * How the run differs from what was said; NULL: not at all. *peak_only: it does what it did unchanged, but
 * with another peak. The caller frees the text.
 */
static char *difference(const struct proving *p, const struct proof_piece *q, const struct proof_outcome *o,
	bool *peak_only)
{
	const struct proof_outcome *plain = &p->plain;
	uint64_t seen = proof_outcome_peak(o, q->device);
	uint64_t gone = plain->failures > o->failures ? plain->failures - o->failures : 0;
	bool exact = q->figure && !strcmp(q->figure, "exact") && !gone;
	bool most = q->figure && !strcmp(q->figure, "at most");

	if (o->ended.late)
		return xprintf("it did not end within %.0f s", o->ended.seconds);
	if (o->ended.status != plain->ended.status && o->ended.status)
		return xprintf("the command then ended with %d, and unchanged with %d", o->ended.status,
			plain->ended.status);
	if (seen == L1T_UNKNOWN)
		return xstrdup("nothing was recorded");
	if (o->failures > plain->failures)
		return xprintf("%" PRIu64 " more failed", o->failures - plain->failures);
	if (q->failures_prevented != L1T_UNKNOWN && gone < q->failures_prevented && o->ops <= plain->ops)
		return xprintf("%" PRIu64 " of %" PRIu64 " failures are gone", gone, q->failures_prevented);
	if (o->ops < plain->ops && !gone)
		return xprintf("%" PRIu64 " ops ran, and %" PRIu64 " unchanged", o->ops, plain->ops);
	if (exact && o->ops == plain->ops ? seen != q->peak_after_bytes
		: most ? !gone && seen > q->peak_after_bytes : q->figure && seen < q->peak_after_bytes) {
		*peak_only = true;
		return xstrdup("it has another peak");
	}
	/* what failed and runs then may take more than anything did */
	if (!q->figure && !gone && o->ops == plain->ops && q->peak_after_bytes < q->peak_bytes &&
		seen >= q->peak_bytes) {
		*peak_only = true;
		return xstrdup("its peak does not fall");
	}
	return NULL;
}

/* What else there is to say of a piece that is proved; NULL: nothing. */
static const char *remark(const struct proving *p, const struct proof_piece *q, const struct proof_outcome *o)
{
	return (o->ops > p->plain.ops || o->failures < p->plain.failures) &&
		proof_outcome_peak(o, q->device) > q->peak_after_bytes ? "it ran on, and took more later" : NULL;
}

static void put(struct proving *p, const struct proof_piece *q, const struct proof_outcome *o,
	uint64_t done, const char *verdict, const char *because)
{
	char *words = is_whole(q) ? xstrdup(q->action) : proof_words(q);

	WRITE_ROW(&p->rows, NUMBER(run, q->run), NUMBER(device, q->device), NUMBER(advice, q->number),
		TEXT(action, q->action), TEXT(change, words), TEXT(callsite, q->callsite),
		TEXT(last_use_callsite, q->last_use_callsite), TEXT(variable, q->variable),
		NUMBER(count, q->count), NUMBER(done, o ? done : L1T_UNKNOWN), NUMBER(peak_bytes, q->peak_bytes),
		NUMBER(peak_after_bytes, q->peak_after_bytes),
		NUMBER(peak_seen_bytes, o && done ? proof_outcome_peak(o, q->device) : L1T_UNKNOWN),
		NUMBER(failures_prevented, q->failures_prevented),
		NUMBER(failures, p->plain.failures),
		NUMBER(failures_seen, o && done ? o->failures : L1T_UNKNOWN), TEXT(figure, q->figure),
		TEXT(verdict, verdict), TEXT(because, because), TEXT(chips, q->chips));
	free(words);
}

static void put_not_done(struct proving *p, const struct proof_piece *q, const struct proof_outcome *o,
	const char *because)
{
	p->counts.not_done++;
	put(p, q, o, 0, "not done", because);
}

/* Pieces of a run, of which the first was asked for, or all together. */
static void judge(struct proving *p, const struct proof_piece *q, const struct proof_outcome *o,
	const struct proof_piece *first, size_t count)
{
	uint64_t done = 0, not_done = 0;
	char *because = NULL, *left_out = NULL;
	bool peak_only = false;

	for (size_t i = 0; i < count; i++) {
		struct proof_report r = proof_outcome_report(o, first[i].number);

		done += r.times[PROOF_DONE];
		not_done += !r.times[PROOF_DONE] && is_of_whole(&first[i]) && first[i].device == q->device;
		if (count == 1 && !done) {
			put_not_done(p, q, o, o->ended.late ? "it did not end" : why_not(q, &r));
			return;
		}
	}
	because = difference(p, q, o, &peak_only);
	if (peak_only && not_done)
		left_out = xprintf("%" PRIu64 " of them could not be done from outside", not_done);
	if (left_out) {
		put_not_done(p, q, o, left_out);
	} else {
		p->counts.proved += !because;
		p->counts.untrue += because != NULL;
		put(p, q, o, done, because ? "not so" : "proved", because ? because : remark(p, q, o));
	}
	free(left_out);
	free(because);
}

static void tell(const struct proving *p, size_t nth)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "proving %zu of %zu ..\n", nth + 1, p->count);
}

/* Tries one piece, or all of its chips. */
static void try_piece(struct proving *p, size_t nth, size_t first)
{
	const struct proof_piece *q = &p->pieces[nth];
	const char *cannot = is_whole(q) ? NULL : proof_cannot(q);
	struct proof_outcome o;

	if (!p->plain.helper)
		cannot = "the command's Python did not start the helper (-I, -E, -S, or no Python)";
	if (cannot) {
		put_not_done(p, q, NULL, cannot);
		return;
	}
	tell(p, nth);
	if (!is_whole(q))
		first = nth;
	o = run_with(p, &p->pieces[first], nth - first + 1);
	judge(p, q, &o, &p->pieces[first], nth - first + 1);
	proof_outcome_free(&o);
}

struct proof_counts proof_rows(sqlite3 *db, const struct proof_request *r)
{
	struct proving p = {.db = db, .request = r, .rows = row_writer(db, "proof")};
	uint64_t tried = 0;

	statement_run(db, "proof_table");
	read_pieces(&p);
	if (p.count) {
		p.board = board_of(&p);
		proof_folder_make();
		run_unchanged(&p);
	}
	for (size_t i = 0, first = 0; i < p.count; i++) {
		if (p.pieces[i].device != p.pieces[first].device)
			first = i;
		if (!is_whole(&p.pieces[i]) && r->pieces && ++tried > r->pieces)
			p.counts.left_out++;
		else
			try_piece(&p, i, first);
	}
	row_writer_free(&p.rows);
	proof_outcome_free(&p.plain);
	free_pieces(&p);
	free(p.board);
	proof_folder_remove();
	return p.counts;
}
