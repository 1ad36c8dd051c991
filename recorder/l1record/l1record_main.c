/*
 * l1record: runs a command with the recorder in it. Options, and the order of the steps.
 *
 * Must not know: the trace's format, how mock mode works.
 */
#include "finish.h"
#include "installed.h"
#include "messages.h"
#include "mock_folder.h"
#include "path.h"
#include "preload_list.h"
#include "run.h"
#include "trace_files.h"
#include "trace_name.h"
#include "trace_run.h"
#include "ttnn.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { usage_error = 2, not_executable = 126, not_found = 127, killed = 128 };

struct options {
	const char *output;
	const char *board;
	bool force;
	char **command;
};

static const char help[] =
	"Examples:\n"
	"  l1record python3 model.py                    record, into l1trace-<pid>.l1t\n"
	"  l1record -o run.l1t pytest -x tests/         record, into run.l1t\n"
	"  l1record -f -o run.l1t python3 model.py      the same, an old one is removed\n"
	"  l1record --mock n150 -- python3 model.py     with no device: does it fit?\n"
	"  l1record -o 'rank-%r.l1t' mpirun -n 2 ./app  one trace a rank\n"
	"  l1analyze peak run.l1t                       then look at it\n"
	"\n"
	"Usage: l1record [-f] [-o FILE] [--mock BOARD] [--] CMD...\n"
	"\n"
	"Runs CMD and records what takes and gives back L1 memory of Tenstorrent chips.\n"
	"\n"
	"  -o, --output FILE  the trace; may hold %p pid, %h host, %r rank, %% percent\n"
	"  -f, --force        remove an old trace of that name first\n"
	"      --mock BOARD   the real runtime without a device: n150, n300, p150 or a\n"
	"                     cluster descriptor (.yaml). Allocation and placement are\n"
	"                     real, tensor contents are not\n"
	"  -h, --help         this text\n"
	"      --version      the version\n"
	"\n"
	"Status: that of CMD; 128+n when signal n killed it; 127 CMD not found; 126 not\n"
	"executable; 2 wrong usage, or a refusal before CMD was run.\n"
	"\n"
	"Environment:\n"
	"  L1TRACE_LIBDIR           folder of libl1trace-ttmetal.so, if it was moved\n"
	"  L1TRACE_MOCK_TTNN        --mock: the ttnn package folder; Python is not asked\n"
	"  L1TRACE_MOCK_COMPILER    --mock: \"stand-in\" even where a real one is installed\n"
	"  L1TRACE_MOCK_TEXT_BYTES  --mock: text size of each stand-in kernel\n"
	"  TMPDIR                   --mock: where the private folder is made\n";

/* -1: continue; else the status to end with. */
static int read_options(struct options *o, int argc, char **argv)
{
	enum { opt_mock = 256, opt_version };
	static const struct option longs[] = {
		{"output", required_argument, NULL, 'o'},
		{"force", no_argument, NULL, 'f'},
		{"mock", required_argument, NULL, opt_mock},
		{"help", no_argument, NULL, 'h'},
		{"version", no_argument, NULL, opt_version},
		{NULL, 0, NULL, 0},
	};
	int letter;

	opterr = 0;
	while ((letter = getopt_long(argc, argv, "+:o:fh", longs, NULL)) != -1) {
		switch (letter) {
		case 'o':
			o->output = optarg;
			break;
		case 'f':
			o->force = true;
			break;
		case opt_mock:
			o->board = optarg;
			break;
		case 'h':
			return fputs(help, stdout) == EOF || fflush(stdout) ? 1 : 0;
		case opt_version:
			return printf("l1record %s\n", L1TRACE_VERSION) < 0 || fflush(stdout) ? 1
											      : 0;
		case ':':
			say("cannot read option '%s': it needs a value; see l1record -h",
				argv[optind - 1]);
			return usage_error;
		default:
			/* The bad letter may be in a cluster that optind has not passed yet. */
			if (optopt > 0 && optopt < 256)
				say("cannot read option '-%c': there is none; see l1record -h",
					optopt);
			else
				say("cannot read option '%s': there is none like it; see "
				    "l1record -h",
					argv[optind - 1]);
			return usage_error;
		}
	}
	o->command = argv + optind;
	if (o->command[0])
		return -1;
	say("cannot record: no command given; try: l1record python3 model.py, or l1record -h");
	return usage_error;
}

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

/* Everything is checked: from here on there is something to clean up. */
static int record(const struct options *o, const char *program, const char *pattern,
	const char *library, struct mock *m, const struct ttnn *t)
{
	struct finish_request request = {.pattern = pattern};
	char run[RUN_BYTES];
	int result = usage_error;
	sigset_t saved;

	run_hold_signals(&saved);
	if (o->board) {
		if (mock_open(m, t) || mock_set_environment(m, t))
			goto out;
		request.mock = m->board;
		request.real_compiler = m->compiler[0] != '\0';
		request.ttnn = t->package;
	}
	if ((o->force && trace_name_clear(pattern)) || trace_files_before(&request.before, pattern) ||
		set_environment(pattern, library))
		goto out;
	trace_run_make(run);
	request.run = run;
	if (setenv("L1TRACE_RUN", run, 1) != 0) {
		say("cannot set 'L1TRACE_RUN': %s", strerror(errno));
		goto out;
	}
	set_python_path();
	result = run_command(program, o->command, &saved, &request.pid, &request.wait_status);
	if (result == 0) {
		result = status_of(request.wait_status);
		mock_close(m);
		if (finish_trace(&request) && result == 0 && request.mock)
			result = usage_error;
	}
out:
	trace_files_forget(&request.before);
	mock_close(m);
	return result;
}

int main(int argc, char **argv)
{
	static char program[PATH_MAX], pattern[PATH_MAX], library[PATH_MAX];
	static struct ttnn t;
	static struct mock m;
	struct options o = {0};
	int status = read_options(&o, argc, argv);

	if (status >= 0)
		return status;
	int reason = path_find_program(program, o.command[0]);
	if (reason) {
		say("cannot run '%s': %s; %s", o.command[0], strerror(reason),
			reason == ENOENT ? "check its name and PATH"
					 : "is it a program, and executable (chmod +x)?");
		return reason == ENOENT ? not_found : not_executable;
	}
	if (trace_name_make(pattern, o.output) || trace_name_check(pattern, o.force) ||
		installed_preload(library))
		return usage_error;
	if (o.board && (mock_choose(&m, o.board) || ttnn_find(&t, program, o.command)))
		return usage_error;
	return record(&o, program, pattern, library, &m, &t);
}
