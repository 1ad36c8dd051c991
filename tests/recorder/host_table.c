/*
 * Scenarios of hosts that close all descriptors and put a file of their own on the numbers, while
 * others of their threads record.
 *
 * Must not know: what becomes of the trace.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "host.h"

#ifndef SYS_close_range
#define SYS_close_range 436
#endif

/* Calls that the recording threads are in; facts count the grabs that began or ended in each. */
enum { FIRST_EVENT, FIRST_OF_THREAD, FLUSH, WINDOWS };

static _Atomic int inside[WINDOWS], done;
static _Atomic unsigned grabs;

static void first_event(int signal)
{
	(void)signal;
	atomic_fetch_add(&inside[FIRST_EVENT], 1);
	host_alloc(0);
	atomic_fetch_sub(&inside[FIRST_EVENT], 1);
}

static void *record_few(void *stream)
{
	atomic_fetch_add(&inside[FIRST_OF_THREAD], 1);
	host_alloc((unsigned)(uintptr_t)stream);
	atomic_fetch_sub(&inside[FIRST_OF_THREAD], 1);
	for (unsigned i = 0; i < 20; i++)
		host_alloc((unsigned)(uintptr_t)stream);
	return NULL;
}

static void *record(void *in_handler)
{
	pthread_t t[4];

	while (atomic_load(&grabs) < 10)
		sched_yield();  /* the first event waits until somebody grabs */
	if (in_handler) {
		signal(SIGUSR1, first_event);
		raise(SIGUSR1);
	} else {
		first_event(0);
	}
	for (unsigned round = 0; round < 10; round++) {
		for (unsigned i = 0; i < 200; i++)
			host_alloc(0);
		atomic_fetch_add(&inside[FLUSH], 1);
		l1trace_flush();
		atomic_fetch_sub(&inside[FLUSH], 1);
		for (uintptr_t i = 0; i < 4; i++)
			pthread_create(&t[i], NULL, record_few, (void *)(i + 1));
		for (unsigned i = 0; i < 4; i++)
			pthread_join(t[i], NULL);
	}
	atomic_store(&done, 1);
	return NULL;
}

static int grab(const char *victim)
{
	int before[WINDOWS], fd;

	for (unsigned i = 0; i < WINDOWS; i++)
		before[i] = atomic_load(&inside[i]);
	if (syscall(SYS_close_range, 3, ~0u, 0))
		for (fd = 3; fd < 1024; fd++)
			close(fd);
	fd = open(victim, O_RDWR);
	for (int number = 3; number < 12; number++)
		dup2(fd, number);
	dup2(fd, 1000);
	dup2(fd, 1001);
	for (unsigned i = 0; i < WINDOWS; i++)
		if (before[i] || atomic_load(&inside[i]))
			atomic_fetch_add(&counts->facts[i], 1);
	return fd < 0;
}

/* Calls with these numbers fail with this error from now on. */
static int refuse_calls(unsigned first, unsigned second, unsigned error)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, first, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, second, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof(code) / sizeof(*code), code};

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
		syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
}

/* `how`: "handler": the first event is in a signal handler; "old": close_range is refused. */
int host_grab(const char *victim, const char *how)
{
	pthread_t t;
	int failed = 0;

	if (how && *how == 'o' && refuse_calls(SYS_close_range, SYS_close_range, ENOSYS))
		return 77;
	if (pthread_create(&t, NULL, record, how && *how == 'h' ? counts : NULL))
		return 1;
	while (!atomic_load(&done))
		failed |= grab(victim), atomic_fetch_add(&grabs, 1);
	return pthread_join(t, NULL) || failed;
}

/* Neither call that gives a thread a table of its own is allowed. */
int host_no_own_table(const char *a, const char *b)
{
	pthread_t t;

	(void)a;
	(void)b;
	if (refuse_calls(SYS_close_range, SYS_unshare, EPERM))
		return 77;
	for (unsigned i = 0; i < 1000; i++)
		host_alloc(0);
	return pthread_create(&t, NULL, record_few, (void *)1) || pthread_join(t, NULL);
}

/*
 * Descriptors of the threads that the recorder made: facts[0] in their own table, facts[1] others.
 */
static void look_at_writer(void)
{
	char path[300], name[300];
	DIR *tasks = opendir("/proc/self/task"), *fds;
	struct dirent *task, *e;

	while (tasks && (task = readdir(tasks))) {
		if (task->d_name[0] == '.' || atoi(task->d_name) == getpid())
			continue;
		snprintf(path, sizeof(path), "/proc/self/task/%.20s/fd", task->d_name);
		fds = opendir(path);
		while (fds && (e = readdir(fds))) {
			ssize_t n;

			snprintf(path, sizeof(path), "/proc/self/task/%.20s/fd/%.20s",
				task->d_name, e->d_name);
			n = readlink(path, name, sizeof(name) - 1);
			if (n < 0)
				continue;
			name[n] = 0;
			atomic_fetch_add(&counts->facts[strstr(name, ".l1t") ? 0
				: strcmp(name, "/dev/null") != 0], 1);
		}
		if (fds)
			closedir(fds);
	}
	if (tasks)
		closedir(tasks);
}

/* A pipe whose writing end is closed during recording reports its end. */
int host_keeps_nothing_open(const char *a, const char *b)
{
	int ends[2];
	char byte;

	(void)a;
	(void)b;
	if (pipe(ends))
		return 1;
	host_alloc(0);
	l1trace_flush();
	close(ends[1]);
	alarm(10);
	if (read(ends[0], &byte, 1) != 0)
		return 1;
	look_at_writer();
	return 0;
}

/* The host's numbers are those of the writer's table, too: they are other files. */
int host_opens(const char *a, const char *b)
{
	(void)a;
	(void)b;
	for (unsigned round = 0; round < 200; round++) {
		int fds[8];

		for (unsigned i = 0; i < 50; i++)
			host_alloc(0);
		for (unsigned i = 0; i < 8; i++)
			fds[i] = open("/dev/null", O_RDWR | O_CLOEXEC);
		l1trace_flush();
		for (unsigned i = 0; i < 8; i++)
			if (close(fds[i]))
				return 1;
	}
	return 0;
}
