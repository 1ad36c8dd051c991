/*
 * Compares the runtime's shared memory counters with the trace. They count otherwise: whole buffers and not
 * what banks reserve, circular buffers of one kind only, and all processes of a chip together.
 *
 * Must not know: how rows are printed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "database.h"
#include "reconcile_rows.h"
#include "statement.h"

static const char *const kinds[REPORT_MEMORIES] = {"dram", "l1", "l1_small", "trace", "cb"};

/* "0,1": the chips that the counters are of and the device has. */
static void common_chips(const struct recorded_state *s, const struct memory_report *report, char *out,
	size_t room)
{
	uint64_t last = UINT64_MAX;
	char chip[30], list[400];

	out[0] = 0;
	snprintf(list, sizeof(list), ",%s,", s->chips);
	for (size_t i = 0; i < report->figure_count; i++) {
		const struct report_figure *f = &report->figures[i];
		size_t used = strlen(out);

		if (f->scope != SCOPE_CHIP || f->chip == last)
			continue;
		last = f->chip;
		snprintf(chip, sizeof(chip), ",%" PRIu64 ",", f->chip);
		if (strstr(list, chip))
			snprintf(out + used, room - used, "%s%" PRIu64, used ? "," : "", f->chip);
	}
}

/* The sum of the sizes of whole buffers. */
static uint64_t sizes(const struct recorded_state *s, enum report_memory memory, const char *chips)
{
	sqlite3_stmt *q = statement_kept(s->db, "reported_sizes");
	uint64_t bytes = UINT64_MAX;

	bind_named(q, ":run", s->at.run);
	bind_named(q, ":time_ns", s->at.time_ns);
	bind_named_text(q, ":kind", kinds[memory]);
	bind_named_text(q, ":chips", chips);
	if (database_next(q))
		bytes = column_number(q, 0);
	statement_let_go(q);
	return bytes;
}

static uint64_t pid_of(const struct recorded_state *s)
{
	enum { PATH, PID, WALL_NS, DURATION_NS, LOST_EVENTS, DAMAGE };  /* columns of reported_run.sql */
	sqlite3_stmt *q = statement(s->db, "reported_run");
	uint64_t pid = UINT64_MAX;

	bind_named(q, ":run", s->at.run);
	if (database_next(q))
		pid = column_number(q, PID);
	sqlite3_finalize(q);
	return pid;
}

static void why_own(const struct recorded_state *s, const struct report_figure *f,
	const struct compared_row *row, char *note, size_t room)
{
	const struct recorded_bank *b = f->memory <= REPORT_L1_SMALL ? &s->banks[f->memory] : NULL;
	uint64_t held = b && b->count != UINT64_MAX && (!b->count || b->allocated < UINT64_MAX / b->count)
		? b->allocated * b->count : UINT64_MAX;

	note[0] = 0;
	if (f->memory == REPORT_CB && compared_differs(row))
		snprintf(note, room, "they count circular buffers of programs without dataflow buffers, at most "
			"ten times a second, and keep the last number");
	else if (compared_differs(row))
		snprintf(note, room, "the counters are of another moment, or of a process that had the same "
			"number before");
	else if (held != UINT64_MAX && held != row->recorded_bytes)
		snprintf(note, room, "sizes of whole buffers; the banks of a chip hold %" PRIu64 " B for them, "
			"as each of them gives whole pages", held);
}

/* What the counters have of processes that the trace is not of, in one row for each memory. */
static void others(struct reconciliation *r, const struct recorded_state *s,
	const struct memory_report *report, const char *name, uint64_t pid)
{
	uint64_t bytes[REPORT_MEMORIES] = {0}, processes = 0;
	char note[200], what[60];

	for (size_t i = 0; i < report->figure_count; i++) {
		const struct report_figure *f = &report->figures[i];

		if (f->scope != SCOPE_PROCESS || f->pid == pid)
			continue;
		bytes[f->memory] += f->bytes;
		processes += f->memory == REPORT_DRAM;
	}
	snprintf(what, sizeof(what), "of %" PRIu64 " others", processes);
	snprintf(note, sizeof(note), "other processes%s", report->version < 4
		? "; version 3 keeps for ever what a killed one held" : "");
	for (int i = 0; i < REPORT_MEMORIES; i++) {
		struct compared_row row = compared_row(name, "process", kinds[i], what);

		row.reported_bytes = bytes[i];
		row.note = note;
		if (bytes[i])
			write_figure(r, s, &row);
	}
}

void reconcile_counters(struct reconciliation *r, const struct recorded_state *s,
	const struct memory_report *report, const char *name)
{
	static const char *const scopes[] = {[SCOPE_DEVICE] = "device", [SCOPE_CHIP] = "chip",
		[SCOPE_PROCESS] = "process"};
	uint64_t pid = pid_of(s);
	char chips[300], what[60], note[300];

	others(r, s, report, name, pid);
	common_chips(s, report, chips, sizeof(chips));
	for (size_t i = 0; i < report->figure_count; i++) {
		const struct report_figure *f = &report->figures[i];
		bool own = f->scope == SCOPE_PROCESS && f->pid == pid && chips[0];
		struct compared_row row = compared_row(name, scopes[f->scope], kinds[f->memory], what);

		if (!own && (!f->bytes || f->scope == SCOPE_PROCESS))
			continue;
		row.reported_bytes = f->bytes;
		row.note = note;
		if (f->scope == SCOPE_CHIP)
			snprintf(what, sizeof(what), "of chip %" PRIu64, f->chip);
		else
			snprintf(what, sizeof(what), own ? "of this process" : "of all chips");
		snprintf(note, sizeof(note), "of all processes together");
		if (own && f->memory == REPORT_CB)
			row.program_bytes = row.recorded_bytes = recorded_cb_bytes(s, chips);
		else if (own)
			row.recorded_bytes = sizes(s, f->memory, chips);
		if (own)
			why_own(s, f, &row, note, sizeof(note));
		write_figure(r, s, &row);
	}
}
