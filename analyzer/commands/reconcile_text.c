/* What reconcile prints: see reconcile_text.h. */
#include <inttypes.h>
#include <string.h>
#include <stdlib.h>
#include "database.h"
#include "message.h"
#include "next_step.h"
#include "output.h"
#include "query_run.h"
#include "readable.h"
#include "reconcile_text.h"
#include "statement.h"
#include "xalloc.h"

enum { NAME_MOST = 200, NOTES_MOST = 12 };

const char *reconcile_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

struct reconcile_text reconcile_text_begin(sqlite3 *db, const struct options *o)
{
	return (struct reconcile_text){.db = db, .o = o, .out = output_open(o), .only_dumps = true};
}

void reconcile_text_report(struct reconcile_text *t, const char *path, enum report_form form)
{
	if (!t->in_head)
		text_file_begin(&t->head);
	if (t->in_head)
		fputs(", ", t->head.file);
	put_text(t->head.file, reconcile_name(path), NAME_MOST);
	t->in_head = true;
	if (!report_file_name(form))
		t->only_dumps = false;
	t->counters |= form == REPORT_COUNTERS;
}

/* Which rows the statement of the rows gives. */
static void choose(sqlite3 *db, uint64_t which, bool brief)
{
	sqlite3_stmt *s = statement(db, "reconcile_choose");

	bind_named(s, ":which", which);
	bind_named(s, ":brief", brief);
	database_insert(s);
	sqlite3_finalize(s);
}

static const char *plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

/* "14 figures and 9 blocks" */
static void put_counts(FILE *out, const struct compared *c)
{
	fprintf(out, "%s figure%s", grouped(c->figures), plural(c->figures));
	if (c->blocks)
		fprintf(out, " and %s block%s", grouped(c->blocks), plural(c->blocks));
}

/* The reasons, each once. */
static void put_notes(struct reconcile_text *t)
{
	enum { SCOPE, KIND, WHAT, ADDRESS, NOTE, ROWS };        /* columns of reconcile_notes.sql */
	const size_t width = output_width(t->out, t->o);
	sqlite3_stmt *s = statement(t->db, "reconcile_notes");
	char line[600];
	int n = 0;

	for (; database_next(s); n++) {
		uint64_t address = column_number(s, ADDRESS);
		char at[40] = "";

		if (n >= NOTES_MOST)
			continue;
		if (address != UINT64_MAX)
			snprintf(at, sizeof(at), " at %" PRIu64, address);
		snprintf(line, sizeof(line), "%s %s %s%s: %s", (const char *)sqlite3_column_text(s, SCOPE),
			(const char *)sqlite3_column_text(s, KIND), (const char *)sqlite3_column_text(s, WHAT),
			at, (const char *)sqlite3_column_text(s, NOTE));
		fputs("  ", t->out);
		put_wrapped(t->out, line, 2, 4, width);
		fputc('\n', t->out);
	}
	if (n > NOTES_MOST)
		fprintf(t->out, "  and %d more; --format csv has them\n", n - NOTES_MOST);
	sqlite3_finalize(s);
}

static void put_sentence(struct reconcile_text *t, const char *text)
{
	put_wrapped(t->out, text, 0, 0, output_width(t->out, t->o));
	fputc('\n', t->out);
}

/* What the trace itself lacks. */
static void put_damage(struct reconcile_text *t, uint64_t run)
{
	enum { PATH, PID, WALL_NS, DURATION_NS, LOST_EVENTS, DAMAGE };  /* columns of reported_run.sql */
	sqlite3_stmt *s = statement(t->db, "reported_run");

	bind_named(s, ":run", run);
	if (database_next(s) && (sqlite3_column_int64(s, LOST_EVENTS) > 0 ||
		sqlite3_column_type(s, DAMAGE) != SQLITE_NULL))
		put_sentence(t, "events are missing in the trace (l1analyze check says which): numbers may "
			"differ for that");
	sqlite3_finalize(s);
}

static void put_verdict(struct reconcile_text *t, const struct reconciliation *r,
	const struct recorded_state *s)
{
	const struct compared *c = &r->compared;
	char text[300];

	if (!c->figures)
		fputs("nothing in it can be compared", t->out);
	else if (!(c->figures_differ + c->blocks_differ))
		fputs("agrees with the trace: ", t->out);
	if (c->figures && c->figures_differ + c->blocks_differ) {
		fprintf(t->out, "differs in %s of ", grouped(c->figures_differ + c->blocks_differ));
		put_counts(t->out, c);
		fputs(":\n", t->out);
		put_notes(t);
		put_damage(t, s->at.run);
	} else {
		if (c->figures)
			put_counts(t->out, c);
		fputc('\n', t->out);
	}
	if (s->at.same > 1) {
		snprintf(text, sizeof(text), "%" PRIu64 " reports had this name; the last one counts, which "
			"was written over the others", s->at.same);
		put_sentence(t, text);
	}
	if (c->others)
		put_sentence(t, "in use counts buffers of other allocators of the chips, too: of another mesh "
			"device, of sub-devices, or with addresses of their own on each core");
	if (t->counters)
		put_sentence(t, "the counters add up sizes of whole buffers, not what banks hold for them, and "
			"circular buffers of programs without dataflow buffers; they know no cores, addresses or "
			"peaks");
	if (t->only_dumps)
		put_sentence(t, "programs, kernels and total are the trace's alone: such a report has none");
}

static void put_head(struct reconcile_text *t, const struct recorded_state *s)
{
	char *reports = text_file_end(&t->head), line[1500];

	snprintf(line, sizeof(line), "%.3f ms, chip%s %.200s: %.1100s", (double)s->at.time_ns / 1e6,
		strchr(s->chips, ',') ? "s" : "", s->chips, reports);
	put_sentence(t, line);
	free(reports);
	t->in_head = false;
}

void reconcile_text_compared(struct reconcile_text *t, const struct reconciliation *r,
	const struct recorded_state *s, const struct options *o)
{
	bool differs = r->compared.figures_differ + r->compared.blocks_differ > 0;
	sqlite3_stmt *rows;

	t->differs |= differs;
	t->time_ns = s->at.time_ns;
	if (o->rows.format != FORMAT_TABLE) {
		choose(t->db, r->which, false);
		free(text_file_end(&t->head));
		t->in_head = false;
		return;
	}
	if (t->moments++)
		fputc('\n', t->out);
	put_head(t, s);
	statement_run(t->db, "reconcile_choose_none");
	choose(t->db, r->which, !o->rows.no_group);
	rows = query_rows(t->db, statement_text("reconcile_rows"), o);
	output_rows(t->out, rows, o);
	sqlite3_finalize(rows);
	put_verdict(t, r, s);
	t->only_dumps = true;
	t->counters = false;
}

int reconcile_text_end(struct reconcile_text *t, const struct options *of_run)
{
	sqlite3_stmt *rows;

	if (t->o->rows.format != FORMAT_TABLE) {
		rows = query_rows(t->db, statement_text("reconcile_rows"), t->o);
		output_rows(t->out, rows, t->o);
		sqlite3_finalize(rows);
	} else if (t->moments) {
		char words[60];

		snprintf(words, sizeof(words), "at %.6fms", (double)t->time_ns / 1e6);
		fputc('\n', t->out);
		next_step(t->out, of_run, 0, words);
	}
	return output_close(t->out, t->o);
}

int reconcile_text_drop(struct reconcile_text *t)
{
	return output_close(t->out, t->o);
}
