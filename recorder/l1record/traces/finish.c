/*
 * The end of a run: folds what the processes left in live files into their traces, adds how the
 * command ended, and prints one line about the result.
 *
 * Must not know: how the command was started.
 */
#include "finish.h"
#include "messages.h"
#include "path.h"
#include "run_outcome.h"
#include "trace_facts.h"
#include "trace_files.h"
#include "trace_name.h"
#include "trace_run.h"

#include "l1t_fold.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

/* Read of all traces, to count failures: about two seconds. */
enum { LOOKED_AT_BYTES = 64 << 20 };

/* Quoted names, separated; as many as there is room for. */
struct names {
	char text[3000];
	size_t used, left_out;
};

struct sum {
	uint64_t records, bytes, failures, no_room, devices;
	size_t alive, failed;
	size_t unknown;         /* traces that were not read completely */
	const char *first;      /* trace of the command itself, or else the first one */
	bool first_is_command;
	struct names failing;   /* traces with failures */
};

static struct l1t_exit how_it_ended(const struct finish_request *request)
{
	struct timespec now;
	int status = request->wait_status;

	clock_gettime(CLOCK_REALTIME, &now);
	return (struct l1t_exit){
		.status = WIFEXITED(status) ? (uint64_t)WEXITSTATUS(status) : L1T_UNKNOWN,
		.signal = WIFSIGNALED(status) ? (uint64_t)WTERMSIG(status) : 0,
		.wall_ns = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec};
}

/* Whether a process has ended, and only its parent has not asked how: in a container, whose first process may
 * never ask, a daemon stays so. */
static bool is_zombie(pid_t pid)
{
	char path[40], stat[300] = "";
	const char *state;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	f = fopen(path, "re");
	if (!f)
		return false;
	stat[fread(stat, 1, sizeof(stat) - 1, f)] = 0;
	fclose(f);
	state = strrchr(stat, ')');     /* a name may have one, too */
	return state && (!strncmp(state, ") Z", 3) || !strncmp(state, ") X", 3));
}

static bool is_alive(uint64_t pid)
{
	return pid && pid <= INT32_MAX && (kill((pid_t)pid, 0) == 0 || errno == EPERM) &&
		!is_zombie((pid_t)pid);
}

/*
 * Another l1record may write to the same folder, under names that match as well. A trace that does
 * not say of which run it is must be the command's own.
 */
static bool is_ours(const struct finish_request *request, const char *path)
{
	struct l1t_fold_result found;
	char message[PATH_MAX + 128];

	switch (trace_run_of(path, request->run)) {
	case TRACE_OF_RUN:
		return true;
	case TRACE_OF_OTHERS:
		return false;
	default:
		return !l1t_fold_look(path, &found, message, sizeof(message)) &&
			found.pid == (uint64_t)request->pid;
	}
}

/* Moves the names of this run to the front and keeps only these. */
static void keep_ours(const struct finish_request *request, struct trace_files *files)
{
	size_t kept = 0;

	for (size_t i = 0; i < files->count; i++) {
		char *name = files->names[i];

		if (!is_ours(request, name))
			continue;
		memmove(files->names + kept + 1, files->names + kept, (i - kept) * sizeof(*files->names));
		files->names[kept++] = name;
	}
	files->count = kept;
}

static void finish_one(const struct finish_request *request, const char *path, struct sum *sum)
{
	struct l1t_exit ended = how_it_ended(request);
	struct l1t_fold_result found;
	char message[PATH_MAX + 128];
	bool is_command;

	if (l1t_fold_look(path, &found, message, sizeof(message)))
		goto failed;
	is_command = found.pid == (uint64_t)request->pid;
	if (!is_command && is_alive(found.pid)) {
		sum->alive++;
	} else {
		if (!is_command)
			ended.status = ended.signal = L1T_UNKNOWN;
		if (l1t_fold(path, &ended, &found, message, sizeof(message)))
			goto failed;
	}
	sum->records += found.records;
	sum->bytes += found.file_bytes;
	if (!sum->first || (is_command && !sum->first_is_command))
		sum->first = path;
	sum->first_is_command |= is_command;
	return;
failed:
	say("%s; the trace and its .live file stay as they are, l1analyze reads both", message);
	sum->failed++;
}

static void add_name(struct names *n, const char *between, const char *name)
{
	int length = snprintf(n->text + n->used, sizeof(n->text) - n->used, "%s'%s'",
		n->used ? between : "", name);

	if (length >= 0 && (size_t)length < sizeof(n->text) - n->used) {
		n->used += (size_t)length;
		return;
	}
	n->text[n->used] = '\0';
	n->left_out++;
}

static void look_into(const char *path, struct sum *sum, uint64_t *room,
	struct trace_facts *mismatch)
{
	static struct trace_facts facts;        /* several kilobytes */

	trace_facts_read(&facts, path, room);
	sum->failures += facts.failures;
	sum->no_room += facts.no_room;
	sum->devices += facts.devices;
	sum->unknown += !facts.failures_known;
	if (facts.failures)
		add_name(&sum->failing, " ", path);
	if (facts.other_ttnn && !mismatch->other_ttnn)
		*mismatch = facts;
}

/* The command's own trace is named first. */
static void name_files(const struct trace_files *files, const struct sum *sum, struct names *n)
{
	add_name(n, ", ", sum->first);
	for (size_t i = 0; i < files->count; i++)
		if (files->names[i] != sum->first)
			add_name(n, ", ", files->names[i]);
}

static void say_what_there_is(const struct finish_request *request, const struct sum *sum,
	const struct trace_files *files)
{
	char more[160] = "", ended[160] = "", left_out[64] = "";
	struct names all = {.used = 0}, first = {.used = 0};
	int status = request->wait_status;
	bool died = !sum->failures && !sum->unknown && WIFEXITED(status) && WEXITSTATUS(status);

	name_files(files, sum, &all);
	add_name(&first, "", sum->first);
	if (all.left_out)
		snprintf(left_out, sizeof(left_out), " and %zu more", all.left_out);
	if (sum->alive)
		snprintf(more, sizeof(more), ", %zu still being recorded", sum->alive);
	if (sum->failures)
		snprintf(more + strlen(more), sizeof(more) - strlen(more), ", %s%" PRIu64 " failure%s",
			sum->unknown ? "at least " : "", sum->failures,
			sum->failures == 1 ? "" : "s");
	if (WIFSIGNALED(status))
		snprintf(ended, sizeof(ended), " until signal %d killed the command",
			WTERMSIG(status));
	else if (died)
		snprintf(ended, sizeof(ended), "; the command ended with status %d, and no failure "
			"of the runtime was seen", WEXITSTATUS(status));
	say("%s%s%s: %" PRIu64 " records, %" PRIu64 " bytes%s%s%s; look: l1analyze %s %s", all.text,
		left_out, files->count > 1 ? " (one a process)" : "", sum->records, sum->bytes,
		more, ended, request->mock ? " (mock: tensor contents are not real)" : "",
		sum->failures ? "explain" : "peak",
		sum->failures ? sum->failing.text : first.text);
}

/* Reports a mismatch once, whichever of the traces has it. True: there was one. */
static bool say_mismatch(const struct finish_request *request, const struct trace_facts *f)
{
	if (!request->mock || !f->other_ttnn)
		return false;
	say("the ttnn that ran is not the one that was prepared: %s; run the command with the "
	    "interpreter that imports it (l1record --mock %s -- /path/to/python ...), or set "
	    "L1TRACE_MOCK_TTNN to its folder", f->mismatch, request->mock);
	return true;
}

static void report_trace(struct run_outcome *o, const char *path)
{
	if (o->trace_count < OUTCOME_TRACES && strlen(path_base(path)) < OUTCOME_NAME_BYTES)
		memcpy(o->traces[o->trace_count++], path_base(path), strlen(path_base(path)) + 1);
}

static void report(const struct finish_request *request, const struct sum *sum,
	const struct trace_files *files, bool sound)
{
	struct run_outcome *o = request->outcome;

	o->sound = sound && !sum->unknown && !sum->alive;
	o->failures = sum->failures;
	o->no_room = sum->no_room;
	o->devices = sum->devices;
	if (sum->first)
		report_trace(o, sum->first);
	for (size_t i = 0; i < files->count; i++)
		if (files->names[i] != sum->first)
			report_trace(o, files->names[i]);
}

int finish_trace(const struct finish_request *request)
{
	struct trace_files files;
	struct sum sum = {0};
	static struct trace_facts mismatch;
	uint64_t room = request->outcome ? UINT64_MAX : LOOKED_AT_BYTES;
	int result = 0;

	if (trace_files_find(&files, request->pattern, &request->before))
		return -1;
	keep_ours(request, &files);
	for (size_t i = 0; i < files.count; i++)
		finish_one(request, files.names[i], &sum);
	mismatch.other_ttnn = false;
	for (size_t i = 0; i < files.count; i++)
		look_into(files.names[i], &sum, &room, &mismatch);
	if (sum.first)
		say_what_there_is(request, &sum, &files);
	else if (!sum.failed)
		say("nothing was recorded: the command did not touch a device that l1trace knows "
		    "of%s", request->mock ? "" : "; with no hardware, try --mock n150");
	if (say_mismatch(request, &mismatch) || sum.failed)
		result = -1;
	if (request->outcome)
		report(request, &sum, &files, !result);
	trace_files_free(&files);
	return result;
}
