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
#include <sys/stat.h>
#include <unistd.h>
#include "database.h"
#include "explain.h"
#include "l1t_reader.h"
#include "late_strings.h"
#include "limits.h"
#include "load.h"
#include "message.h"
#include "progress.h"
#include "read_ahead.h"
#include "row_writer.h"
#include "statement.h"
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
	struct row_writer run;
	struct site_texts texts;
	const char *path;       /* of the trace that is read */
	struct table late;      /* its strings, if one was used before it was defined */
	bool late_read;
	bool streams;           /* changes go to a stream */
};

/* Values of the run's row in table run, gathered while reading. */
struct about {
	struct l1t_begin begin;
	char *pairs;            /* of L1T_BEGIN */
	size_t pairs_bytes;
	char *runtime, *mock;
	int64_t last_ns;
	uint64_t ops;
	enum work_end ended;    /* why reading ended early; WORK_GOES_ON: it did not */
};

struct loader *loader_new(sqlite3 *db, unsigned what)
{
	struct loader *l = xcalloc(1, sizeof(*l));

	l->db = db;
	l->what = what;
	l->raw = raw_new(db, what);
	if (what & LOAD_SITES)
		l->texts = raw_site_texts(l->raw);
	l->computed = computed_new(db, what, &l->texts);
	l->owners = owners_new(db);
	l->run = row_writer(db, "run");
	return l;
}

void loader_free(struct loader *l)
{
	raw_free(l->raw);
	computed_free(l->computed);
	owners_free(l->owners);
	row_writer_free(&l->run);
	free(l);
}

void loader_stream(struct loader *l, const struct change_stream *stream)
{
	l->streams = stream;
	computed_stream(l->computed, stream);
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

static void end_names(struct loader *l)
{
	table_free_values(&l->late);
	l->late_read = false;
}

static char *keep_blob(const struct l1t_record *r)
{
	char *text = xmalloc(r->blob_bytes + 1u);

	memcpy(text, r->blob, r->blob_bytes);
	text[r->blob_bytes] = 0;
	return text;
}

static void look(struct about *a, const struct l1t_record *r)
{
	a->last_ns = r->time_ns;
	if (r->kind == L1T_BEGIN && !a->pairs) {
		a->begin = r->begin;
		a->pairs = keep_blob(r);
		a->pairs_bytes = r->blob_bytes;
	} else if (r->kind == L1T_NOTE && r->note.code == L1T_NOTE_RUNTIME && !a->runtime) {
		a->runtime = keep_blob(r);
	} else if (r->kind == L1T_NOTE && r->note.code == L1T_NOTE_MOCK && !a->mock) {
		a->mock = keep_blob(r);
	}
}

static const char *pair(const struct about *a, const char *key)
{
	size_t n = strlen(key);

	for (const char *p = a->pairs; p && p < a->pairs + a->pairs_bytes; p += strlen(p) + 1)
		if (!strncmp(p, key, n) && p[n] == '=')
			return p + n + 1;
	return NULL;
}

static void describe_end(const struct about *a, const struct l1t_read_status *s, char *out,
	size_t room)
{
	if (a->ended != WORK_GOES_ON)
		snprintf(out, room, "not known: not all of it was read");
	else if (s->has_exit && s->exit_signal && s->exit_signal != L1T_UNKNOWN)
		snprintf(out, room, "killed by signal %" PRIu64, s->exit_signal);
	else if (s->has_exit && s->exit_status != L1T_UNKNOWN)
		snprintf(out, room, "exited with %" PRIu64, s->exit_status);
	else if (s->has_end)
		snprintf(out, room, "came to its normal end");
	else if (s->has_live_file)
		snprintf(out, room, "still runs, or was killed: read with its live file");
	else if (s->has_exit)
		snprintf(out, room, "has ended; how is not known");
	else
		snprintf(out, room, "not known: the trace ends in the middle");
}

/* Describes what was left out as more than the trace's size allows. Returns the text's length. */
static size_t describe_left_out(const struct loader *l, const struct about *a,
	const struct l1t_read_status *s, char *out, size_t room)
{
	uint64_t cut = raw_call_sites_cut(l->raw);
	size_t used = 0;

	if (a->ended != WORK_GOES_ON)
		used = (size_t)snprintf(out, room, "what comes after record %" PRIu64 " is left out: it "
			"takes %s than its size allows (--unlimited reads it)", s->records,
			work_word(a->ended));
	else if (s->left_out_bytes)
		used = (size_t)snprintf(out, room, "the last %" PRIu64 " bytes of the file are left out: "
			"it unpacks to more than its size allows", s->left_out_bytes);
	if (s->cut_blobs && used < room)
		used += (size_t)snprintf(out + used, room - used, "%s%" PRIu64 " texts or lists that are "
			"longer than any recorder writes are cut", used ? ", " : "", s->cut_blobs);
	if (cut && used < room)
		used += (size_t)snprintf(out + used, room - used, "%stexts of %" PRIu64 " call sites are "
			"cut after %u bytes", used ? ", " : "", cut, LIMIT_CALLSITE_BYTES);
	if (s->early_records && used < room)
		used += (size_t)snprintf(out + used, room - used, "%s%" PRIu64 " records are not in order "
			"of time: too many would have to be kept", used ? ", " : "", s->early_records);
	return used;
}

/* "" when nothing is wrong. */
static void describe_damage(const struct loader *l, const struct about *a,
	const struct l1t_read_status *s, char *out, size_t room)
{
	size_t used = 0;

	out[0] = 0;
	used = describe_left_out(l, a, s, out, room);
	for (uint64_t i = 0; i < s->damaged_count && i < 3 && used < room; i++)
		used += (size_t)snprintf(out + used, room - used,
			"%s%" PRIu64 " bytes damaged at offset %" PRIu64 "%s", used ? ", " : "",
			s->damaged[i].bytes, s->damaged[i].offset,
			s->damaged[i].in_live_file ? " of the live file" : "");
	if (s->damaged_count > 3 && used < room)
		used += (size_t)snprintf(out + used, room - used, ", %" PRIu64 " places in all",
			s->damaged_count);
	if (s->missing_max && used < room)
		used += (size_t)snprintf(out + used, room - used,
			", with at most %" PRIu64 " event%s", s->missing_max,
			s->missing_max == 1 ? "" : "s");
	if (s->skipped_blocks && used < room)
		used += (size_t)snprintf(out + used, room - used,
			"%s%" PRIu64 " blocks of about 8192 records missing", used ? ", " : "",
			s->skipped_blocks);
	if (s->torn_events && used < room)
		snprintf(out + used, room - used, "%s%" PRIu64 " calls had not returned",
			used ? ", " : "", s->torn_events);
}

static void run_row(struct loader *l, const char *path, uint64_t run, const struct about *a,
	const struct l1t_read_status *s, const char *ended, const char *damage)
{
	struct raw_counts counts = raw_counts(l->raw);
	bool begun = a->pairs;

	WRITE_ROW(&l->run, NUMBER(run, run), TEXT(path, path),
		NUMBER(wall_ns, begun ? a->begin.wall_ns : L1T_UNKNOWN),
		NUMBER(duration_ns, (uint64_t)a->last_ns), NUMBER(pid, begun ? a->begin.pid : L1T_UNKNOWN),
		NUMBER(forked, begun ? a->begin.forked : L1T_UNKNOWN),
		TEXT(clock, !begun ? NULL : a->begin.clock ? "CLOCK_MONOTONIC" : "rdtsc"),
		TEXT(host, pair(a, "host")), TEXT(command, pair(a, "command")), TEXT(cwd, pair(a, "cwd")),
		TEXT(version, pair(a, "version")), TEXT(runtime, a->runtime), TEXT(mock, a->mock),
		NUMBER(records, s->records), NUMBER(file_bytes, s->file_bytes),
		NUMBER(lost_events, s->lost_events), NUMBER(finished, (uint64_t)s->finished),
		TEXT(ended, ended), TEXT(damage, damage[0] ? damage : NULL),
		NUMBER(buffers, computed_buffers(l->computed)), NUMBER(programs, counts.programs),
		NUMBER(regions, counts.regions), NUMBER(kernels, counts.kernels), NUMBER(ops, a->ops),
		NUMBER(failures, counts.failures), NUMBER(uses, counts.uses));
}

uint64_t trace_bytes(const char *path)
{
	uint64_t bytes = 0, there;
	struct stat st;
	char *live = xprintf("%s.live", path);

	if (!stat(path, &st))
		bytes = (uint64_t)st.st_size;
	if (!stat(live, &st)) {
		there = (uint64_t)st.st_blocks * 512;
		bytes += there < (uint64_t)st.st_size ? there : (uint64_t)st.st_size;
	}
	free(live);
	return bytes;
}

int load_trace(struct loader *l, const char *path, const char *name, uint64_t run,
	const struct options *o)
{
	char message[512], ended[128], damage[512];
	struct about about = {0};
	struct load_window window;
	struct l1t_reader *reader;
	const struct l1t_record *r;
	const struct l1t_read_status *s;
	struct accounting *a;
	uint64_t n = 0;
	struct progress progress;
	int got, result = 0;

	work_begin_reading(trace_bytes(path), (unsigned)o->word_count);
	database_set_ceilings(l->db);
	load_window_read(&window, path, o);
	if (l->what & LOAD_WHOLE_OPS)
		window.all_times = true;
	if (l1t_reader_open(&reader, path, message, sizeof(message)))
		die(EXIT_UNREADABLE, "%s", message);
	read_ahead(reader, trace_bytes(path), o);
	l->path = path;
	a = computed_begin(l->computed, run, &window);
	raw_begin(l->raw, run);
	owners_begin(l->owners, run);
	progress = progress_begin(name);
	if (l->streams && isatty(STDOUT_FILENO))        /* rows come meanwhile */
		progress.is_terminal = false;
	while ((got = l1t_reader_next(reader, &r)) == 1) {
		look(&about, r);
		load_window_string(&window, r);
		accounting_record(a, r);
		computed_record(l->computed, r, accounting_last_op(a));
		raw_record(l->raw, r, accounting_moment(a));
		owners_record(l->owners, r, accounting_last_op(a));
		if (l->streams)
			computed_give(l->computed, name_of, l);
		if (accounting_last_op(a) > about.ops)  /* an op may go on after the next began */
			about.ops = accounting_last_op(a);
		if (!(++n & 0x3fff))
			progress_read(&progress, l1t_reader_progress(reader), n);
		if (!work_record(RECORD_NS))
			break;
	}
	about.ended = work_ended();
	if (got < 0) {
		progress_end(&progress);
		die(EXIT_UNREADABLE, "cannot read '%s': out of memory or an input error after "
			"%" PRIu64 " records", name, n);
	}
	accounting_finish(a);
	if (l->streams)
		computed_give(l->computed, name_of, l);
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
	s = l1t_reader_status(reader);
	describe_end(&about, s, ended, sizeof(ended));
	describe_damage(l, &about, s, damage, sizeof(damage));
	run_row(l, name, run, &about, s, ended, damage);
	if (l->what & LOAD_EXPLAIN && !explain_run(l->db, run))
		result = EXIT_INCOMPLETE;
	if (about.ended != WORK_GOES_ON) {
		say("'%s' was read in part: %s", name, damage);
		result = EXIT_INCOMPLETE;
	} else if (!s->finished || damage[0]) {
		say("'%s' is %s: %s%s%s", name, damage[0] ? "damaged or cut" : "unfinished", ended,
			damage[0] ? "; " : "", damage);
		result = EXIT_INCOMPLETE;
	}
	if (s->lost_events)
		say("'%s': the recorder had to drop %" PRIu64 " events (l1analyze check says when)",
			name, s->lost_events);
	free(about.pairs);
	free(about.runtime);
	free(about.mock);
	l1t_reader_close(reader);
	return result;
}
