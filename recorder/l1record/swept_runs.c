/*
 * Runs a command for several boards or values: see swept_runs.h. Each run is what l1record does for
 * one run, in a process of its own, whose output goes to a file. l1analyze makes the table.
 *
 * Must not know: what is in a trace, how the table is made.
 */
#include "messages.h"
#include "path.h"
#include "run.h"
#include "run_words.h"
#include "sweep_file.h"
#include "sweep_order.h"
#include "sweep_pool.h"
#include "sweep_progress.h"
#include "sweep_table.h"
#include "swept_runs.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { answered = 0, not_answered = 1, usage_error = 2, killed = 128, grace_seconds = 5 };

struct swept {
	const struct record_request *request;
	const struct sweep_options *options;
	char folder[PATH_MAX];
	struct sweep_plan plan;
	struct sweep_order order;
	struct sweep_pool pool;
	struct sweep_progress progress;
	int file;                       /* the list of runs; -1: not made */
	uint64_t ended, no_answer, fits_not;
	uint64_t first_no_answer;       /* run */
};

/* The folder's name in a pattern of traces, with its percent signs doubled, and a file in it. */
static int file_name(char out[PATH_MAX], const struct swept *s, uint64_t run, const char *ending,
	bool is_pattern)
{
	char file[SWEEP_FILE_BYTES], folder[PATH_MAX];
	size_t used = 0;

	for (const char *p = s->folder; *p && used + 2 < sizeof(folder); p++) {
		folder[used++] = *p;
		if (*p == '%' && is_pattern)
			folder[used++] = '%';
	}
	folder[used] = '\0';
	sweep_plan_file(&s->plan, run, file);
	return path_format(out, "%s/%s%s", folder, file, ending);
}

/* What the run prints goes to its log, and it reads nothing. -1 after a message. */
static int open_log(const struct swept *s, uint64_t run)
{
	char path[PATH_MAX];
	int nothing = open("/dev/null", O_RDONLY), log;

	if (file_name(path, s, run, ".log", false))
		return -1;
	if (s->request->force)
		(void)unlink(path);
	log = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW, 0600);
	if (log < 0) {
		say("cannot write '%s': %s; %s", path, strerror(errno), errno == EEXIST
			? "replace it with -f, or choose another folder with -o"
			: "choose another folder with -o");
		return -1;
	}
	(void)dup2(nothing, STDIN_FILENO);
	(void)dup2(log, STDOUT_FILENO);
	(void)dup2(log, STDERR_FILENO);
	if (log > STDERR_FILENO)
		close(log);
	if (nothing > STDERR_FILENO)
		close(nothing);
	return 0;
}

/* One run, in its own process. */
static void do_run(void *context, uint64_t run, struct run_outcome *outcome)
{
	static struct recording recording;
	const struct swept *s = context;
	struct run_limits limits = {.seconds = s->options->timeout_seconds,
		.grace_seconds = grace_seconds};
	char output[PATH_MAX];
	struct record_request request = {.output = output, .force = s->request->force,
		.board = sweep_plan_board(&s->plan, run), .limits = &limits, .outcome = outcome};
	char **words;

	if (open_log(s, run) || file_name(output, s, run, ".l1t", true))
		return;
	words = run_words_make(&s->plan, run, s->request->command);
	if (!words || run_words_environment(&s->plan, run)) {
		say("cannot set the values of the run: %s", strerror(errno));
		return;
	}
	request.command = words;
	if (!recording_prepare(&recording, &request))
		(void)recording_run(&recording);
}

/* What the runs need, so that it is refused once and not in every log: the first of each board. */
static int check_first(const struct swept *s)
{
	static struct recording recording;
	uint64_t each = s->plan.board_count ? s->plan.runs / s->plan.board_count : s->plan.runs;
	int result = 0;

	for (uint64_t run = 0; !result && run < s->plan.runs; run += each) {
		char **words = run_words_make(&s->plan, run, s->request->command);
		const struct record_request request = {.command = words,
			.board = sweep_plan_board(&s->plan, run)};

		if (!words)
			say("cannot begin: no memory");
		result = words ? recording_look(&recording, &request) : usage_error;
		run_words_free(words);
	}
	return result;
}

static int choose_folder(struct swept *s)
{
	const char *given = s->request->output;

	if (!given)
		return path_format(s->folder, "l1trace-%ld", (long)getpid());
	if (*given)
		return path_format(s->folder, "%s", given);
	say("cannot write '': no name of a folder; give -o a name");
	return -1;
}

static int begin(struct swept *s)
{
	const struct sweep_options *o = s->options;
	int result;

	if (sweep_plan_make(&s->plan, s->request->board, o->specs, o->spec_count) ||
		sweep_order_begin(&s->order, &s->plan, o->largest, o->all, o->above) ||
		choose_folder(s) || (o->format && sweep_table_check(o->format)))
		return usage_error;
	run_words_look(&s->plan, s->request->command);
	result = check_first(s);
	if (result)
		return result;
	s->file = sweep_file_begin(s->folder, s->request->force, &s->plan, o->handled);
	if (s->file < 0 || sweep_pool_open(&s->pool, o->jobs))
		return usage_error;
	sweep_progress_begin(&s->progress, o->largest ? 0 : s->plan.runs);
	return 0;
}

/* A run ended. -1 after a message. */
static int take(struct swept *s, uint64_t run, const struct run_outcome *outcome)
{
	bool stopped = s->pool.ended_by != 0;
	enum sweep_result result = sweep_result_of(outcome, stopped);
	char name[SWEEP_FILE_BYTES];

	s->ended++;
	if (result == RESULT_NO_ANSWER || result == RESULT_REFUSED)
		s->first_no_answer = s->no_answer++ ? s->first_no_answer : run;
	s->fits_not += sweep_result_verdict(result, s->options->handled) == SWEEP_FITS_NOT;
	sweep_plan_file(&s->plan, run, name);
	sweep_progress_show(&s->progress, s->ended, s->pool.running, name, sweep_result_word(result));
	sweep_order_result(&s->order, run, sweep_result_verdict(result, s->options->handled));
	return sweep_file_add(s->file, &s->plan, run, outcome, stopped);
}

/* All runs. -1 after a message: they could not go on. */
static int run_all(struct swept *s)
{
	const struct run_outcome *outcome;
	bool failed = false;
	uint64_t run;

	for (;;) {
		while (!failed && !s->pool.ended_by && s->pool.running < s->pool.jobs) {
			int64_t next = sweep_order_next(&s->order);

			if (next == -1)
				break;
			failed = next < 0 || sweep_pool_begin(&s->pool, (uint64_t)next, do_run, s);
		}
		if (failed)
			sweep_pool_end_all(&s->pool);
		if (!sweep_pool_wait(&s->pool, &run, &outcome))
			return failed ? -1 : 0;
		failed |= take(s, run, outcome) != 0;
	}
}

static void say_end(const struct swept *s)
{
	uint64_t given_up = sweep_order_given_up(&s->order);
	char log[PATH_MAX];

	if (given_up)
		say("%" PRIu64 " search%s ended early: %d runs one after another neither fit nor fail for "
		    "want of memory", given_up, given_up == 1 ? "" : "es", SWEEP_NEITHER_MOST);
	if (s->pool.ended_by)
		say("ended by signal %d; what is known of %" PRIu64 " run%s:", s->pool.ended_by, s->ended,
			s->ended == 1 ? "" : "s");
	else if (s->no_answer && !file_name(log, s, s->first_no_answer, ".log", false))
		say("%" PRIu64 " of %" PRIu64 " runs do not say whether they fit; what the first of them "
		    "printed: '%s'", s->no_answer, s->ended, log);
	say("the traces are in '%s'; the table again: l1analyze sweep '%s'", s->folder, s->folder);
}

int swept_runs(const struct record_request *q, const struct sweep_options *options)
{
	static struct swept swept;
	struct swept *s = &swept;
	int result;

	*s = (struct swept){.request = q, .options = options, .file = -1};
	/* with an inherited SIG_IGN there would be no status to wait for */
	(void)signal(SIGCHLD, SIG_DFL);
	result = begin(s);
	if (!result) {
		result = run_all(s) ? usage_error : answered;
		sweep_progress_end(&s->progress);
		sweep_pool_close(&s->pool);
		say_end(s);
		if (sweep_table_print(s->folder, options->format) && !result)
			result = usage_error;
		if (s->pool.ended_by)
			result = killed + s->pool.ended_by;
		else if (!result && (s->no_answer || (!options->spec_count && s->fits_not)))
			result = not_answered;
	}
	if (s->file >= 0)
		close(s->file);
	sweep_order_end(&s->order);
	sweep_plan_free(&s->plan);
	return result;
}
