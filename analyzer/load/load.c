/*
 * Reads a trace once, in order of time, and writes both kinds of rows. See load.h.
 *
 * Must not know: what the rows say.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "database.h"
#include "explain.h"
#include "foreign_file.h"
#include "l1t_reader.h"
#include "late_strings.h"
#include "limits.h"
#include "load.h"
#include "load_counts.h"
#include "message.h"
#include "progress.h"
#include "read_ahead.h"
#include "run_facts.h"
#include "statement.h"
#include "trace_bytes.h"
#include "work_allowance.h"
#include "xalloc.h"

enum {
	RECORD_NS = 250,        /* work that every record costs */
};

struct loader {
	sqlite3 *db;
	unsigned what;
	struct raw *raw;
	struct computed *computed;
	struct owners *owners;
	struct asked *asked;
	struct site_texts texts;
	const char *path;       /* of the trace that is read */
	const struct run_facts *facts;  /* of the same, until its rank is known */
	uint64_t rank;
	struct table late;      /* its strings, if one was used before it was defined */
	bool late_read;
	const struct row_stream *stream;        /* NULL: all rows go into tables */
	struct row_names names;         /* for the stream */
};

struct loader *loader_new(sqlite3 *db, unsigned what)
{
	struct loader *l = xcalloc(1, sizeof(*l));

	l->db = db;
	l->what = what;
	l->raw = raw_new(db, what);
	l->texts = raw_site_texts(l->raw, what & LOAD_SITES);
	l->computed = computed_new(db, what, &l->texts);
	l->owners = owners_new(db);
	l->asked = asked_new(db);
	return l;
}

void loader_free(struct loader *l)
{
	raw_free(l->raw);
	computed_free(l->computed);
	owners_free(l->owners);
	asked_free(l->asked);
	free(l);
}

void loader_kept(struct loader *l, sqlite3 *db, uint64_t run)
{
	raw_kept(l->raw, db, run);
}

static const char *name_of(void *context, uint64_t id)
{
	struct loader *l = context;
	const char *text = raw_string(l->raw, id);

	if (!text && !l->late_read) {
		l->late = late_strings(l->path);
		l->late_read = true;
	}
	return text ? text : table_get(&l->late, id);
}

static uint64_t rank_of(void *context)
{
	struct loader *l = context;

	if (l->facts) {
		l->rank = run_facts_rank(l->facts);
		l->facts = l->facts->pairs ? NULL : l->facts;
	}
	return l->rank;
}

void loader_stream(struct loader *l, const struct row_stream *stream, bool ranked)
{
	l->stream = stream;
	l->names = (struct row_names){.db = l->db, .context = l, .string = name_of,
		.rank = ranked ? rank_of : NULL};
	computed_stream(l->computed, stream);
}

void loader_columns(struct loader *l, struct run_columns *columns, bool only)
{
	computed_columns(l->computed, columns, only);
}

static void end_names(struct loader *l)
{
	table_free_values(&l->late);
	l->late_read = false;
	l->facts = NULL;
}

/* What of the run was counted while its rows were made; ops were counted by the accounting. */
static void count_rows(const struct loader *l, struct run_facts *facts)
{
	const struct raw_counts raw = raw_counts(l->raw);

	facts->counts = (struct run_counts){.buffers = computed_buffers(l->computed),
		.programs = raw.programs, .regions = raw.regions, .kernels = raw.kernels,
		.ops = facts->counts.ops, .failures = raw.failures, .uses = raw.uses};
	facts->call_sites_cut = raw_call_sites_cut(l->raw);
}

/* Ends a run of which all else is in the tables. */
static int end_run(struct loader *l, struct l1t_reader *reader, const char *name, uint64_t run,
	struct run_facts *facts)
{
	const struct l1t_read_status *s = l1t_reader_status(reader);
	const struct explain_source source = {raw_site_is_read, l->raw};
	int result = 0;

	run_facts_row(facts, l->db, name, run, s);
	if (l->what & LOAD_EXPLAIN && !explain_run(l->db, run, &source))
		result = EXIT_INCOMPLETE;
	if (run_facts_tell(facts, name, s))
		result = EXIT_INCOMPLETE;
	run_facts_free(facts);
	l1t_reader_close(reader);
	return result;
}

static void begin_work(struct loader *l, const char *path, const struct options *o)
{
	work_begin_reading(trace_bytes(path), (unsigned)o->word_count);
	database_set_ceilings(l->db);
}

int load_trace(struct loader *l, const char *path, const char *name, uint64_t run,
	const struct options *o)
{
	char message[512];
	struct run_facts facts = {0};
	struct load_window window;
	struct l1t_reader *reader;
	const struct l1t_record *r;
	struct accounting *a;
	uint64_t n = 0;
	struct progress progress;
	int got;

	begin_work(l, path, o);
	if (o->symbols)
		raw_name_frames(l->raw);
	if (l->what & LOAD_COUNTS) {
		reader = load_counts(l->raw, l->what, path, name, run, o, &facts);
		if (reader)
			return end_run(l, reader, name, run, &facts);
		statement_run(l->db, "load_forget");
		begin_work(l, path, o);
	}
	load_window_read(&window, path, o);
	if (l->what & LOAD_WHOLE_OPS)
		window.all_times = true;
	if (l1t_reader_open(&reader, path, message, sizeof(message)))
		foreign_file(path, message);
	read_ahead(reader, trace_bytes(path), o);
	l->path = path;
	l->facts = &facts;
	a = computed_begin(l->computed, run, &window);
	raw_begin(l->raw, run);
	owners_begin(l->owners, run);
	asked_begin(l->asked, run);
	progress = progress_begin(name);
	if (l->stream && l->stream->begin)
		l->stream->begin(l->stream->context, run, &l->names);
	if (l->stream && isatty(STDOUT_FILENO))        /* rows come meanwhile */
		progress.is_terminal = false;
	while ((got = l1t_reader_next(reader, &r)) == 1) {
		run_facts_record(&facts, r);
		load_window_string(&window, r);
		accounting_record(a, r);
		computed_record(l->computed, r, accounting_last_op(a));
		raw_record(l->raw, r, accounting_moment(a));
		owners_record(l->owners, r, accounting_last_op(a));
		if (l->what & LOAD_OPS)
			asked_record(l->asked, r, accounting_last_op(a));
		if (l->stream)
			computed_give(l->computed, &l->names, (uint64_t)r->time_ns,
				accounting_settled_ops(a));
		if (accounting_last_op(a) > facts.counts.ops)   /* an op may go on after the next began */
			facts.counts.ops = accounting_last_op(a);
		if (!(++n & 0x3fff))
			progress_read(&progress, l1t_reader_progress(reader), n);
		if (!work_record(RECORD_NS))
			break;
	}
	facts.ended = work_ended();
	if (got < 0) {
		progress_end(&progress);
		die(EXIT_UNREADABLE, "cannot read '%s': out of memory or an input error after "
			"%" PRIu64 " records", name, n);
	}
	accounting_finish(a);
	asked_finish(l->asked);
	if (l->stream)
		computed_give(l->computed, &l->names, UINT64_MAX, UINT64_MAX);
	end_names(l);
	accounting_free(a);
	computed_finish(l->computed);
	work_begin_answering(database_over);
	load_window_free(&window);
	failed_op_rows(l->db, run);
	if (!(l->what & (LOAD_NO_PHASES | LOAD_NO_PASSES))) {
		progress_doing(&progress, "finding loops");
		phase_rows(l->db, run);
	}
	progress_end(&progress);
	count_rows(l, &facts);
	return end_run(l, reader, name, run, &facts);
}
