/*
 * The end of a run: what its processes left in live files is folded into their traces, how the
 * command ended is written behind it, and one line says what there is.
 *
 * Must not know: how the command was started.
 */
#include "finish.h"
#include "path.h"
#include "say.h"
#include "trace_files.h"
#include "trace_name.h"

#include "l1t_fold.h"
#include "l1t_reader.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

/* A mismatch is noted when the runtime is first seen: no need to look further than this. */
enum { NOTES_WITHIN = 100000 };

struct sum {
	uint64_t records, bytes;
	size_t alive, failed;
	const char *first;      /* trace of the command itself, else the first one */
	bool first_is_command;
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

static bool is_alive(uint64_t pid)
{
	return pid && pid <= INT32_MAX && (kill((pid_t)pid, 0) == 0 || errno == EPERM);
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

/* The recorder's note that another ttnn was loaded than was prepared. */
static bool find_mismatch(const char *path, char *text, size_t bytes)
{
	char message[PATH_MAX + 128];
	struct l1t_reader *reader;
	const struct l1t_record *r;
	bool found = false;

	if (l1t_reader_open(&reader, path, message, sizeof(message)))
		return false;
	for (unsigned i = 0; i < NOTES_WITHIN && !found && l1t_reader_next(reader, &r) == 1; i++) {
		if (r->kind != L1T_NOTE || r->note.code != L1T_NOTE_MISMATCH)
			continue;
		snprintf(text, bytes, "%.*s", (int)r->blob_bytes, (const char *)r->blob);
		found = true;
	}
	l1t_reader_close(reader);
	return found;
}

static void say_what_there_is(const struct finish_request *request, const struct sum *sum,
	size_t count)
{
	char more[160] = "", ended[64] = "";

	if (count > 1)
		snprintf(more, sizeof(more), " in %zu files (one a process)", count);
	if (sum->alive)
		snprintf(more + strlen(more), sizeof(more) - strlen(more),
			", %zu still being recorded", sum->alive);
	if (WIFSIGNALED(request->wait_status))
		snprintf(ended, sizeof(ended), " until signal %d killed the command",
			WTERMSIG(request->wait_status));
	say("'%s': %" PRIu64 " records, %" PRIu64 " bytes%s%s%s; look: l1analyze peak '%s'",
		sum->first, sum->records, sum->bytes, more, ended,
		request->mock ? " (mock: tensor contents are not real)" : "", sum->first);
}

int finish_trace(const struct finish_request *request)
{
	struct trace_files files;
	struct sum sum = {0};
	char text[2 * PATH_MAX];
	int result = 0;

	if (trace_files_find(&files, request->pattern, &request->started))
		return -1;
	for (size_t i = 0; i < files.count; i++)
		finish_one(request, files.names[i], &sum);
	if (sum.first)
		say_what_there_is(request, &sum, files.count);
	else if (!sum.failed)
		say("nothing was recorded: the command did not touch a device that l1trace knows "
		    "of%s", request->mock ? "" : "; with no hardware, try --mock n150");
	for (size_t i = 0; request->mock && i < files.count && !result; i++) {
		if (!find_mismatch(files.names[i], text, sizeof(text)))
			continue;
		say("the ttnn that ran is not the one that was prepared: %s; run the command with "
		    "the interpreter that imports it (l1record --mock %s -- /path/to/python ...), or "
		    "set L1TRACE_MOCK_TTNN to its folder", text, request->mock);
		result = -1;
	}
	if (sum.failed)
		result = -1;
	trace_files_free(&files);
	return result;
}
