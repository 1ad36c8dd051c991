/*
 * Scenarios of processes that make others.
 *
 * Must not know: what becomes of the traces.
 */
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include "host.h"

extern char **environ;

void host_counts_path(char path[512])
{
	char line[1024];
	FILE *maps = fopen("/proc/self/maps", "re");

	path[0] = 0;
	while (maps && fgets(line, sizeof(line), maps)) {
		char *at = strstr(line, "/tmp/l1trace-test-");

		if (at && strstr(at, "/counts")) {
			at[strcspn(at, "\n")] = 0;
			snprintf(path, 512, "%s", at);
			break;
		}
	}
	if (maps)
		fclose(maps);
}

static int open_and_define(uint32_t *device, uint32_t *name, uint32_t *cores)
{
	const uint32_t chip = 0;
	struct l1trace_device d = {.mesh = 1, .chips = &chip, .chip_count = 1, .grid_x = 8,
		.grid_y = 8, .l1_bytes = 1499136, .arch = "wormhole_b0"};

	*device = l1trace_device_open(&d);
	*name = l1trace_string("softmax", 7);
	*cores = l1trace_cores(&(struct l1trace_range){0, 0, 3, 3}, 1);
	return *device && *name && *cores;
}

int host_fork(const char *raw, const char *b)
{
	uint32_t device, name, cores;
	pid_t child;
	int status;

	(void)b;
	if (!open_and_define(&device, &name, &cores))
		return 1;
	for (unsigned i = 0; i < 10; i++)
		host_alloc(0);
	/* _Fork and clone run no fork handlers */
	child = raw ? (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0) : fork();
	if (!child) {
		l1trace_launch(&(struct l1trace_launch){.device = device, .name = name});
		l1trace_region(&(struct l1trace_region){.program = 1, .cores = cores});
		for (unsigned i = 0; i < 5; i++)
			host_alloc(1);
		if (l1trace_string("softmax", 7) != name)
			_exit(9);
		exit(0);
	}
	waitpid(child, &status, 0);
	for (unsigned i = 0; i < 5; i++)
		host_alloc(0);
	counts->facts[0] = (uint64_t)status;
	return 0;
}

/* A child records; its own child records only after that one has continued. */
int host_grandchild(const char *a, const char *b)
{
	int status = 0;

	(void)a;
	(void)b;
	for (unsigned i = 0; i < 10; i++)
		host_alloc(0);
	if (fork()) {
		wait(&status);
		return status;
	}
	for (unsigned i = 0; i < 5; i++)
		host_alloc(1);
	host_free_all(0);
	host_sleep_us(50000);
	if (!fork()) {
		host_sleep_us(200000);
		host_alloc(2);
		exit(0);
	}
	host_sleep_us(50000);
	host_free_all(1);
	for (unsigned i = 0; i < 3; i++)
		host_alloc(3);
	wait(&status);
	exit(status);
}

static void *churn(void *unused)
{
	for (;;) {
		void *p[64];

		for (unsigned i = 0; i < 64; i++)
			p[i] = malloc(100000 + i * 997);
		for (unsigned i = 0; i < 64; i++)
			free(p[i]);
	}
	return unused;
}

static void lock_was_lost(int signal)
{
	(void)signal;
	atomic_fetch_add(&counts->facts[2], 1);
	_exit(0);
}

/* Records, then tries whether malloc's lock is lost: if it is, this hangs. */
static void record_and_look(void)
{
	const struct itimerval soon = {{0, 0}, {0, 20000}};
	void *volatile memory;

	for (unsigned i = 0; i < 30000; i++)
		l1trace_alloc(&(struct l1trace_buffer){.id = 1ull << 32 | i, .size_bytes = 1,
			.type = L1TRACE_L1, .device = 1});
	signal(SIGALRM, lock_was_lost);
	setitimer(ITIMER_REAL, &soon, NULL);
	memory = malloc(200000);
	free(memory);
	_exit(0);
}

/* Children, made by calls that run no fork handlers, of a process whose other threads allocate. */
int host_fork_lost(const char *how, const char *b)
{
	pthread_t t;

	(void)b;
	mallopt(M_ARENA_MAX, 1);
	host_alloc(0);
	for (unsigned i = 0; i < 2; i++)
		pthread_create(&t, NULL, churn, NULL);
	for (unsigned i = 0; i < 2000 && atomic_load(&counts->facts[2]) < 20; i++) {
		pid_t child = *how == 'c' ? (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0) : _Fork();
		uint64_t until_ns = host_now_ns() + 5000000000ull;
		int status = 0;

		if (!child)
			record_and_look();
		while (!waitpid(child, &status, WNOHANG) && host_now_ns() < until_ns)
			host_sleep_us(200);
		if (host_now_ns() >= until_ns) {
			kill(child, SIGKILL);
			waitpid(child, &status, 0);
		}
		atomic_fetch_add(&counts->facts[0], 1);
		if (status) {
			atomic_fetch_add(&counts->facts[1], 1);
			break;
		}
	}
	return 0;
}

int host_fork_silent(const char *a, const char *b)
{
	pid_t child;
	int status;

	(void)a;
	(void)b;
	host_alloc(0);
	child = fork();
	if (!child)
		exit(0);
	waitpid(child, &status, 0);
	return status;
}

static void *record_on(void *stop)
{
	for (unsigned i = 1; !atomic_load((_Atomic int *)stop); i++) {
		host_alloc(0);
		host_pace();
		host_leave_room(i);     /* the writer may not get a processor for long */
	}
	return NULL;
}

/* Children of a process whose other thread records all the time. */
int host_fork_threads(const char *children, const char *b)
{
	_Atomic int stop = 0;
	pthread_t t;
	unsigned n = (unsigned)strtoul(children, NULL, 10);

	(void)b;
	host_alloc(0);
	pthread_create(&t, NULL, record_on, &stop);
	for (unsigned i = 1; i <= n; i++) {
		pid_t child = fork();
		int status;

		if (child < 0)
			return 3;
		if (!child) {
			for (unsigned k = 0; k < 100; k++)
				host_alloc(i);
			if (i % 2)
				_exit(0);
			exit(0);
		}
		waitpid(child, &status, 0);
		if (status)
			counts->facts[i % 16] = (uint64_t)status;
	}
	atomic_store(&stop, 1);
	pthread_join(t, NULL);
	return 0;
}

static pid_t start_one(int how, char *const argv[])
{
	pid_t child = 0;

	if (how == 0)
		child = fork();
	else if (how == 1)
		child = vfork();
	else if (posix_spawn(&child, "/proc/self/exe", NULL, NULL, argv, environ))
		return -1;
	if (!child) {
		execv("/proc/self/exe", argv);
		_exit(127);
	}
	return child;
}

static int run_children(int first, int last)
{
	char path[512], stream[16];
	char *argv[] = {(char[]){"recorder_host"}, path, (char[]){"one"}, stream, NULL};

	host_counts_path(path);
	host_alloc(0);
	for (int how = first; how <= last; how++) {
		int status = -1;

		snprintf(stream, sizeof(stream), "%d", how + 1);
		waitpid(start_one(how, argv), &status, 0);
		if (status)
			return 1;
	}
	host_alloc(0);
	return 0;
}

int host_fork_exec(const char *a, const char *b)
{
	(void)a;
	(void)b;
	return run_children(0, 0);
}

int host_vfork(const char *a, const char *b)
{
	(void)a;
	(void)b;
	return run_children(1, 2);
}

int host_exec(const char *a, const char *b)
{
	char path[512];
	char *last[] = {(char[]){"recorder_host"}, path, (char[]){"one"}, (char[]){"1"}, NULL};
	char *again[] = {last[0], path, (char[]){"exec"}, (char[]){"last"}, NULL};
	char **argv = a ? last : again;

	(void)b;
	host_counts_path(path);
	for (unsigned i = 0; i < 7; i++)
		host_alloc(a ? 2 : 0);
	execv("/proc/self/exe", argv);
	return 1;
}

int host_daemon(const char *a, const char *b)
{
	(void)a;
	(void)b;
	host_alloc(0);
	if (fork())
		return 0;
	setsid();
	if (fork())
		_exit(0);
	if (chdir("/"))
		_exit(1);
	syscall(SYS_close_range, 0, ~0u, 0);
	for (unsigned i = 0; i < 20000; i++) {
		host_alloc(1);
		host_pace();
		host_leave_room(i);
	}
	atomic_store(&counts->facts[0], (uint64_t)getpid());
	exit(0);
}

/* The head of a process group: it and its children record for ever. */
int host_family(const char *paced, const char *b)
{
	unsigned stream = 0;

	(void)b;
	setpgid(0, 0);
	host_alloc(0);
	for (unsigned i = 1; i <= 3 && !stream; i++)
		if (!fork())
			stream = i;
	host_alloc(stream);
	atomic_fetch_add(&counts->started, 1);
	for (;;) {
		host_alloc(stream);
		if (*paced == 'p')
			host_pace();
	}
}
