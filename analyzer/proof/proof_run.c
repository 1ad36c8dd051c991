/*
 * Runs the user's command once more: see proof_run.h.
 *
 * The child is l1record, which passes signals on to the command. What ends l1analyze is noted by a handler:
 * the child is ended first, then the folder goes, then the signal does what it would have done.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "message.h"
#include "proof_folder.h"
#include "proof_run.h"
#include "xalloc.h"

enum { BOARD_WORDS = 8, POLL_NS = 10 * 1000 * 1000, PATIENCE_SECONDS = 20, CANNOT_START = 125,
	SELF_BYTES = 4096 };

static volatile sig_atomic_t ended_by;
static const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
enum { ENDS = sizeof(ends) / sizeof(*ends) };

static void note_signal(int number)
{
	ended_by = number;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The l1record beside this program; else the one in PATH. The caller frees it. */
static char *find_l1record(void)
{
	char self[SELF_BYTES];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash, *path;

	if (n <= 0)
		return xstrdup("l1record");
	self[n] = 0;
	slash = strrchr(self, '/');
	if (slash)
		*slash = 0;
	path = xprintf("%s/l1record", self);
	if (!access(path, X_OK))
		return path;
	free(path);
	return xstrdup("l1record");
}

static char **make_words(const struct proof_command *c, char *l1record)
{
	size_t n = 0, count = 0;
	char **words;

	while (c->words[count])
		count++;
	words = xarray(count + BOARD_WORDS, sizeof(*words));
	words[n++] = l1record;
	words[n++] = (char *)"--mock";
	words[n++] = (char *)c->board;
	words[n++] = (char *)"-o";
	words[n++] = (char *)c->trace;
	words[n++] = (char *)"--";
	memcpy(&words[n], c->words, (count + 1) * sizeof(*words));
	return words;
}

/* The environment of the command: only this process's children have it. */
static void set_environment(const struct proof_command *c)
{
	static bool done;
	const char *others = getenv("PYTHONPATH");
	char *folder = proof_folder_path("python");
	char *list = others && *others ? xprintf("%s:%s", folder, others) : xstrdup(folder);

	if (!done)
		setenv("PYTHONPATH", list, 1);
	done = true;
	setenv("L1TRACE_PROOF", c->orders, 1);
	free(list);
	free(folder);
}

static void begin(const struct proof_command *c, char **words, const struct sigaction *before,
	pid_t parent)
{
	int nothing = open("/dev/null", O_RDONLY), log = open(c->log, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	for (int i = 0; i < ENDS; i++)
		sigaction(ends[i], &before[i], NULL);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent || nothing < 0 || log < 0 || dup2(nothing, 0) < 0 || dup2(log, 1) < 0 ||
		dup2(log, 2) < 0)
		_exit(CANNOT_START);
	execvp(words[0], words);
	_exit(CANNOT_START);
}

/* Waits for the child; ends it when it takes too long, or when a signal has come. */
static int wait_for(pid_t child, const struct proof_command *c, struct proof_ended *e)
{
	const struct timespec pause = {.tv_nsec = POLL_NS};
	double begun = now(), asked_at = 0;
	bool asked = false;
	int status = 0;

	while (waitpid(child, &status, WNOHANG) == 0) {
		e->seconds = now() - begun;
		e->late |= c->most_seconds > 0 && e->seconds > c->most_seconds;
		if ((e->late || ended_by) && !asked) {
			asked = true;
			asked_at = now();
			kill(child, SIGTERM);
		} else if (asked && now() - asked_at > PATIENCE_SECONDS) {
			kill(child, SIGKILL);
		}
		nanosleep(&pause, NULL);
	}
	e->seconds = now() - begun;
	return status;
}

struct proof_ended proof_run(const struct proof_command *c)
{
	struct sigaction note = {.sa_handler = note_signal}, before[ENDS];
	struct proof_ended e = {0};
	char *l1record = find_l1record(), **words = make_words(c, l1record);
	pid_t self = getpid(), child;
	int status;

	set_environment(c);
	for (int i = 0; i < ENDS; i++) {
		sigaction(ends[i], &note, &before[i]);
		if (before[i].sa_handler == SIG_IGN)
			sigaction(ends[i], &before[i], NULL);
	}
	child = fork();
	if (child < 0)
		die(EXIT_UNREADABLE, "cannot run '%s': %s", l1record, strerror(errno));
	if (!child)
		begin(c, words, before, self);
	status = wait_for(child, c, &e);
	for (int i = 0; i < ENDS; i++)
		sigaction(ends[i], &before[i], NULL);
	if (ended_by) {
		proof_folder_remove();
		signal(ended_by, SIG_DFL);
		raise(ended_by);
	}
	e.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	if (e.status == CANNOT_START)
		die(EXIT_UNREADABLE, "cannot run '%s': it is not there, or cannot be started", l1record);
	free(words);
	free(l1record);
	return e;
}
