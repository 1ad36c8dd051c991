/* What a run was, and how it ended: see run_facts.h. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "limits.h"
#include "message.h"
#include "row_writer.h"
#include "run_facts.h"
#include "xalloc.h"

enum { RANK_DIGITS = 9 };

static char *keep_blob(const struct l1t_record *r)
{
	char *text = xmalloc(r->blob_bytes + 1u);

	memcpy(text, r->blob, r->blob_bytes);
	text[r->blob_bytes] = 0;
	return text;
}

void run_facts_keep(struct run_facts *f, const struct l1t_record *r)
{
	if (r->kind == L1T_BEGIN && !f->pairs) {
		f->begin = r->begin;
		f->pairs = keep_blob(r);
		f->pairs_bytes = r->blob_bytes;
	} else if (r->kind == L1T_NOTE && r->note.code == L1T_NOTE_RUNTIME && !f->runtime) {
		f->runtime = keep_blob(r);
	} else if (r->kind == L1T_NOTE && r->note.code == L1T_NOTE_MOCK && !f->mock) {
		f->mock = keep_blob(r);
	}
}

static const char *pair(const struct run_facts *f, const char *key)
{
	size_t n = strlen(key);

	for (const char *p = f->pairs; p && p < f->pairs + f->pairs_bytes; p += strlen(p) + 1)
		if (!strncmp(p, key, n) && p[n] == '=')
			return p + n + 1;
	return NULL;
}

uint64_t run_facts_rank(const struct run_facts *f)
{
	const char *text = pair(f, "rank");
	size_t n = text ? strspn(text, "0123456789") : 0;

	return n && n <= RANK_DIGITS && !text[n] ? strtoull(text, NULL, 10) : L1T_UNKNOWN;
}

static void describe_end(const struct run_facts *f, const struct l1t_read_status *s, char *out,
	size_t room)
{
	if (f->ended != WORK_GOES_ON)
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
	if (s->torn_events)
		snprintf(out + strlen(out), room - strlen(out), "; %" PRIu64 " call%s had not returned",
			s->torn_events, s->torn_events == 1 ? "" : "s");
}

/* Describes what was left out as more than the trace's size allows. Returns the text's length. */
static size_t describe_left_out(const struct run_facts *f, const struct l1t_read_status *s, char *out,
	size_t room)
{
	const uint64_t cut = f->call_sites_cut;
	size_t used = 0;

	if (f->ended != WORK_GOES_ON)
		used = (size_t)snprintf(out, room, "what comes after record %" PRIu64 " is left out: it "
			"takes %s than its size allows (--unlimited reads it)", s->records,
			work_word(f->ended));
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
static void describe_damage(const struct run_facts *f, const struct l1t_read_status *s, char *out,
	size_t room)
{
	size_t used = 0;

	out[0] = 0;
	used = describe_left_out(f, s, out, room);
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
}

void run_facts_row(struct run_facts *f, sqlite3 *db, const char *name, uint64_t number,
	const struct l1t_read_status *s)
{
	struct row_writer run = row_writer(db, "run");
	const struct run_counts *c = &f->counts;
	bool begun = f->pairs;

	describe_end(f, s, f->how_ended, sizeof(f->how_ended));
	describe_damage(f, s, f->damage, sizeof(f->damage));
	WRITE_ROW(&run, NUMBER(run, number), TEXT(path, name),
		NUMBER(wall_ns, begun ? f->begin.wall_ns : L1T_UNKNOWN),
		NUMBER(duration_ns, (uint64_t)f->last_ns), NUMBER(rank, run_facts_rank(f)),
		NUMBER(pid, begun ? f->begin.pid : L1T_UNKNOWN),
		NUMBER(forked, begun ? f->begin.forked : L1T_UNKNOWN),
		TEXT(clock, !begun ? NULL : f->begin.clock ? "CLOCK_MONOTONIC" : "rdtsc"),
		TEXT(host, pair(f, "host")), TEXT(command, pair(f, "command")), TEXT(cwd, pair(f, "cwd")),
		TEXT(version, pair(f, "version")), TEXT(runtime, f->runtime), TEXT(mock, f->mock),
		NUMBER(records, s->records), NUMBER(file_bytes, s->file_bytes),
		NUMBER(lost_events, s->lost_events), NUMBER(finished, (uint64_t)s->finished),
		TEXT(ended, f->how_ended), TEXT(damage, f->damage[0] ? f->damage : NULL),
		NUMBER(buffers, c->buffers), NUMBER(programs, c->programs),
		NUMBER(regions, c->regions), NUMBER(kernels, c->kernels), NUMBER(ops, c->ops),
		NUMBER(failures, c->failures), NUMBER(uses, c->uses));
	row_writer_free(&run);
}

int run_facts_tell(const struct run_facts *f, const char *name, const struct l1t_read_status *s)
{
	int result = 0;

	if (f->ended != WORK_GOES_ON) {
		say("'%s' was read in part: %s", name, f->damage);
		result = EXIT_INCOMPLETE;
	} else if (!s->finished || f->damage[0]) {
		say("'%s' is %s: %s%s%s", name, f->damage[0] ? "damaged or cut" : "unfinished",
			f->how_ended, f->damage[0] ? "; " : "", f->damage);
		result = EXIT_INCOMPLETE;
	}
	if (s->lost_events)
		say("'%s': the recorder had to drop %" PRIu64 " events (l1analyze check says when)",
			name, s->lost_events);
	return result;
}

void run_facts_free(struct run_facts *f)
{
	free(f->pairs);
	free(f->runtime);
	free(f->mock);
}
