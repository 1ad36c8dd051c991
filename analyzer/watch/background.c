/*
 * fork() is the copy: what a reader and an accounting have come to is carried on to the end in
 * the child, and forgotten with it.
 *
 * Must not know: what the work is.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "background.h"

uint64_t clock_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

bool background_new(struct background *b, size_t bytes)
{
	void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	*b = (struct background){.shared = at == MAP_FAILED ? NULL : at, .bytes = bytes};
	return b->shared;
}

void background_free(struct background *b)
{
	if (b->pid) {
		kill(b->pid, SIGKILL);
		while (waitpid(b->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	if (b->shared)
		munmap(b->shared, b->bytes);
	*b = (struct background){0};
}

/* The child ends with its parent, and has neither its handlers nor its terminal. */
static void become_child(pid_t parent)
{
	static const int all[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH, SIGSEGV,
		SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGXCPU};
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		signal(all[i], SIG_DFL);
	signal(SIGINT, SIG_IGN);        /* the parent is interrupted, and ends it */
	signal(SIGTSTP, SIG_IGN);
	for (int fd = 0; null >= 0 && fd < 3; fd++)
		dup2(null, fd);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_DUMPABLE, 0);      /* a crash on a hostile trace leaves no core behind */
	if (getppid() != parent)
		_exit(1);
}

bool background_start(struct background *b, void (*work)(void *context, void *shared),
	void *context)
{
	pid_t parent = getpid(), pid;

	if (b->pid || !b->shared)
		return false;
	fflush(NULL);
	pid = fork();
	if (!pid) {
		become_child(parent);
		work(context, b->shared);
		_exit(0);
	}
	if (pid < 0)
		return false;
	b->pid = pid;
	b->began_ns = clock_ns();
	return true;
}

enum background_state background_look(struct background *b, uint64_t most_ns)
{
	int status;
	pid_t got;

	if (!b->pid)
		return BACKGROUND_IDLE;
	if (clock_ns() - b->began_ns > most_ns)
		kill(b->pid, SIGKILL);
	got = waitpid(b->pid, &status, WNOHANG);
	if (!got || (got < 0 && errno == EINTR))
		return BACKGROUND_BUSY;
	b->pid = 0;
	b->took_ns = clock_ns() - b->began_ns;
	return got > 0 && WIFEXITED(status) && !WEXITSTATUS(status) ? BACKGROUND_DONE
		: BACKGROUND_FAILED;
}
