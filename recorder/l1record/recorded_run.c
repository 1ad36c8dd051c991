/*
 * One recorded run of a command: see recorded_run.h. The order of the steps.
 *
 * Must not know: the trace's format, how mock mode works.
 */
#include "finish.h"
#include "installed.h"
#include "messages.h"
#include "path.h"
#include "preload_list.h"
#include "recorded_run.h"
#include "run.h"
#include "run_outcome.h"
#include "trace_files.h"
#include "trace_name.h"
#include "trace_run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { usage_error = 2, not_executable = 126, not_found = 127, killed = 128 };

/*
 * The command, or a program that it starts, may be linked with a sanitizer's runtime, which demands
 * to be the first library. It need not be: we replace none of its functions. The user's own options
 * come later, and win.
 */
static int set_sanitizer_options(void)
{
	const char *others = getenv("ASAN_OPTIONS");
	char *list = NULL;
	int result;

	if (asprintf(&list, "verify_asan_link_order=0%s%s", others && *others ? ":" : "",
		    others ? others : "") < 0)
		return -1;
	result = setenv("ASAN_OPTIONS", list, 1);
	free(list);
	return result;
}

static int set_environment(const char *pattern, const char *library)
{
	char *list = preload_list(library, getenv("LD_PRELOAD"));
	int result = -1;

	if (list && setenv("LD_PRELOAD", list, 1) == 0 && setenv("L1TRACE", pattern, 1) == 0 &&
		set_sanitizer_options() == 0)
		result = 0;
	else
		say("cannot set 'LD_PRELOAD', 'L1TRACE' and 'ASAN_OPTIONS': %s", strerror(errno));
	free(list);
	return result;
}

/*
 * Makes `import l1trace` work in CMD. The folder is added last; without the module nothing is done.
 */
static void set_python_path(void)
{
	const char *others = getenv("PYTHONPATH");
	char folder[PATH_MAX], *list = NULL;

	if (installed_python(folder) || strchr(folder, ':'))
		return;
	if (asprintf(&list, "%s%s%s", others ? others : "", others && *others ? ":" : "", folder) >= 0) {
		(void)setenv("PYTHONPATH", list, 1);
		free(list);
	}
}

static int status_of(int wait_status)
{
	return WIFSIGNALED(wait_status) ? killed + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

static int find_command(struct recording *r)
{
	const char *word = r->request->command[0];
	int reason = path_find_program(r->program, word);

	if (!reason)
		return 0;
	say("cannot run '%s': %s; %s", word, strerror(reason),
		reason == ENOENT ? "check its name and PATH"
				 : "is it a program, and executable (chmod +x)?");
	return reason == ENOENT ? not_found : not_executable;
}

static int find_board(struct recording *r)
{
	const struct record_request *q = r->request;

	if (q->board && !*r->library) {
		say("cannot run with --mock: the hooks of TT-Metal are for x86-64 alone; here l1record "
		    "records programs that call l1trace.h (man l1trace)");
		return usage_error;
	}
	return q->board && (mock_choose(&r->mock, q->board) ||
		ttnn_find(&r->ttnn, r->program, q->command)) ? usage_error : 0;
}

int recording_look(struct recording *r, const struct record_request *q)
{
	int result;

	memset(r, 0, sizeof(*r));
	r->request = q;
	result = find_command(r);
	if (!result && installed_preload(r->library))
		result = usage_error;
	return result ? result : find_board(r);
}

int recording_prepare(struct recording *r, const struct record_request *q)
{
	int result;

	memset(r, 0, sizeof(*r));
	r->request = q;
	result = find_command(r);
	if (!result && (trace_name_make(r->pattern, q->output) ||
		trace_name_check(r->pattern, q->force) || installed_preload(r->library)))
		result = usage_error;
	return result ? result : find_board(r);
}

/* Everything is set: runs the command, and finishes its traces. */
static int run(struct recording *r, struct finish_request *request, const sigset_t *saved)
{
	struct run_outcome *outcome = r->request->outcome;
	struct run_limits *limits = r->request->limits;
	int result = run_command(r->program, r->request->command, saved, limits, &request->pid,
		&request->wait_status);

	if (result)
		return result;
	if (outcome) {
		outcome->started = true;
		outcome->timed_out = limits && limits->timed_out;
		outcome->wait_status = request->wait_status;
	}
	mock_close(&r->mock);
	result = status_of(request->wait_status);
	return finish_trace(request) && !result && request->mock ? usage_error : result;
}

/* Sets the environment of a mock run. -1 after a message. */
static int begin_mock(struct recording *r, struct finish_request *request)
{
	if (mock_open(&r->mock, &r->ttnn) || mock_set_environment(&r->mock, &r->ttnn))
		return -1;
	request->mock = r->mock.board;
	request->real_compiler = r->mock.compiler[0] != '\0';
	request->ttnn = r->ttnn.package;
	return 0;
}

int recording_run(struct recording *r)
{
	struct finish_request request = {.pattern = r->pattern, .outcome = r->request->outcome};
	char name[RUN_BYTES];
	int result = usage_error;
	sigset_t saved;

	run_hold_signals(&saved);
	if ((r->request->board && begin_mock(r, &request)) ||
		(r->request->force && trace_name_clear(r->pattern)) ||
		trace_files_before(&request.before, r->pattern) ||
		set_environment(r->pattern, r->library))
		goto out;
	trace_run_make(name);
	request.run = name;
	if (setenv("L1TRACE_RUN", name, 1) != 0) {
		say("cannot set 'L1TRACE_RUN': %s", strerror(errno));
		goto out;
	}
	set_python_path();
	result = run(r, &request, &saved);
out:
	trace_files_forget(&request.before);
	mock_close(&r->mock);
	return result;
}
