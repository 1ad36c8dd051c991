/*
 * Runs the user's command.
 *
 * No signal handlers: signals stay blocked here and are taken one by one with sigwaitinfo, so
 * nothing is ever interrupted. A signal from the terminal goes to the whole foreground group, so
 * the child already has it; any other signal is meant for the command and passed on.
 *
 * Must not know: traces, mock mode.
 */
#include "messages.h"
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Not held: faults of our own, and signals that stop and continue us together with the child. */
static const int left_alone[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS, SIGTSTP,
	SIGTTIN, SIGTTOU, SIGCONT, SIGWINCH, SIGURG};

static void held_signals(sigset_t *set)
{
	sigfillset(set);
	for (size_t i = 0; i < sizeof(left_alone) / sizeof(left_alone[0]); i++)
		sigdelset(set, left_alone[i]);
}

void run_hold_signals(sigset_t *saved)
{
	sigset_t set;

	held_signals(&set);
	sigprocmask(SIG_BLOCK, &set, saved);
}

static void pass_on(const siginfo_t *info, pid_t child)
{
	if (info->si_code == SI_KERNEL && getpgid(child) == getpgrp())
		return;
	/* SIGPIPE of our own write to a closed stderr, or a signal from the child to its parent. */
	if (info->si_code <= 0 && (info->si_pid == getpid() || info->si_pid == child))
		return;
	if (info->si_code == SI_QUEUE)
		(void)sigqueue(child, info->si_signo, info->si_value);
	else
		(void)kill(child, info->si_signo);
}

/* Reaps all children that ended (process 1 of a container gets orphans, too). True: ours did. */
static bool reap(pid_t child, int *status)
{
	bool ended = false;
	int one;
	pid_t pid;

	while ((pid = waitpid(-1, &one, WNOHANG)) > 0) {
		if (pid == child) {
			*status = one;
			ended = true;
		}
	}
	return ended;
}

/* When a command with limits has to end, and whether it was asked to. */
struct watch {
	struct run_limits *limits;      /* NULL: none */
	double end_seconds;     /* of the clock; 0: it need not end */
	bool asked;
};

static double clock_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct watch watch_begin(struct run_limits *limits)
{
	struct watch w = {.limits = limits};

	if (limits && limits->seconds > 0)
		w.end_seconds = clock_seconds() + limits->seconds;
	return w;
}

/* The command was asked to end: from now on it has the grace. */
static void watch_asked(struct watch *w)
{
	if (!w->limits || w->asked)
		return;
	w->asked = true;
	w->end_seconds = clock_seconds() + w->limits->grace_seconds;
}

/* Ends the command's group where its time is over. */
static void watch_look(struct watch *w, pid_t child)
{
	if (w->end_seconds <= 0 || clock_seconds() < w->end_seconds)
		return;
	if (w->asked) {
		(void)kill(-child, SIGKILL);
		w->end_seconds += 1;
		return;
	}
	w->limits->timed_out = true;
	(void)kill(-child, SIGTERM);
	watch_asked(w);
}

/* Waits for a signal, or until the command's time is over. */
static int watch_wait(const struct watch *w, const sigset_t *set, siginfo_t *info)
{
	double left = w->end_seconds - clock_seconds();
	struct timespec wait = {.tv_sec = 0};

	if (w->end_seconds <= 0)
		return sigwaitinfo(set, info);
	if (left > 0) {
		/* in steps, so that no time is too long for the kernel */
		wait.tv_sec = left < 3600 ? (time_t)left : 3600;
		wait.tv_nsec = left < 3600 ? (long)((left - (double)wait.tv_sec) * 1e9) : 0;
	}
	return sigtimedwait(set, info, &wait);
}

/* Runs in the child. Ends only by exec or _exit; writes to `report` why CMD could not start. */
static void start(const char *program, char *const argv[], const sigset_t *saved,
	const struct sigaction *on_child, int report)
{
	sigaction(SIGCHLD, on_child, NULL);
	sigprocmask(SIG_SETMASK, saved, NULL);
	execvp(program, argv);
	int reason = errno;
	ssize_t written = write(report, &reason, sizeof(reason));
	(void)written;
	_exit(127);
}

static bool asks_to_end(int signo)
{
	return signo == SIGTERM || signo == SIGINT || signo == SIGHUP || signo == SIGQUIT;
}

/* Waits for the command, passes signals on, and ends it when its time is over. */
static void wait_for(pid_t child, int *status, struct run_limits *limits)
{
	struct watch w = watch_begin(limits);
	sigset_t set;

	held_signals(&set);
	while (!reap(child, status)) {
		siginfo_t info;

		if (watch_wait(&w, &set, &info) > 0 && info.si_signo != SIGCHLD) {
			pass_on(&info, child);
			if (asks_to_end(info.si_signo))
				watch_asked(&w);
		}
		watch_look(&w, child);
	}
	/* what it started must not go on without it */
	if (w.asked)
		(void)kill(-child, SIGKILL);
}

int run_command(const char *program, char *const argv[], const sigset_t *saved,
	struct run_limits *limits, pid_t *pid, int *status)
{
	const struct sigaction by_default = {.sa_handler = SIG_DFL};
	struct sigaction on_child;
	int report[2], reason = 0;

	/* With an inherited SIG_IGN there would be no status to wait for. */
	sigaction(SIGCHLD, &by_default, &on_child);
	if (pipe2(report, O_CLOEXEC) != 0) {
		say("cannot run '%s': no pipe: %s", argv[0], strerror(errno));
		return 126;
	}
	pid_t child = fork();
	if (child < 0) {
		say("cannot run '%s': no new process: %s", argv[0], strerror(errno));
		close(report[0]);
		close(report[1]);
		return 126;
	}
	if (child == 0) {
		if (limits) {
			(void)setpgid(0, 0);
			(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		}
		start(program, argv, saved, &on_child, report[1]);
	}
	if (limits)
		(void)setpgid(child, child);
	*pid = child;

	close(report[1]);
	ssize_t got;
	do
		got = read(report[0], &reason, sizeof(reason));
	while (got < 0 && errno == EINTR);
	close(report[0]);

	wait_for(child, status, limits);
	if (got != (ssize_t)sizeof(reason))
		return 0;
	if (reason == ENOENT) {
		say("cannot run '%s': the interpreter that it names is not there; correct its "
		    "first line",
			argv[0]);
		return 127;
	}
	say("cannot run '%s': %s", argv[0], strerror(reason));
	return 126;
}
