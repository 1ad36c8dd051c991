/*
 * Scenarios of hosts that are odd in other ways: exceptions, threads without an end, many at once.
 *
 * Must not know: what becomes of the trace.
 */
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "host.h"
#include "unwound.h"

static void record_one(void)
{
	host_alloc(0);
}

int host_exceptions(const char *a, const char *b)
{
	(void)a;
	(void)b;
	return unwound(200, 10, record_one) == 200 ? 0 : 1;
}

/* Threads end while others flush: in the middle of a drain. */
static void *record_some(void *stream)
{
	for (unsigned i = 0; i < 20; i++)
		host_alloc((unsigned)(uintptr_t)stream);
	return NULL;
}

static void *flush_on(void *stop)
{
	while (!atomic_load((_Atomic int *)stop))
		l1trace_flush();
	return NULL;
}

int host_drained_exits(const char *rounds, const char *b)
{
	_Atomic int stop = 0;
	pthread_t flusher, t[8];

	(void)b;
	host_alloc(60);
	pthread_create(&flusher, NULL, flush_on, &stop);
	for (unsigned long i = strtoul(rounds, NULL, 10); i; i--) {
		for (uintptr_t k = 0; k < 8; k++)
			pthread_create(&t[k], NULL, record_some, (void *)k);
		for (unsigned k = 0; k < 8; k++)
			pthread_join(t[k], NULL);
	}
	atomic_store(&stop, 1);
	pthread_join(flusher, NULL);
	return 0;
}

/* Threads that end by a system call: no destructor runs, nobody is notified. */
static void *leave(void *stream)
{
	record_some(stream);
	atomic_fetch_add(&counts->facts[1], 1);
	syscall(SYS_exit, 0);
	return NULL;
}

int host_lost_threads(const char *count, const char *b)
{
	static char stacks[8][64 << 10] __attribute__((aligned(64)));
	pthread_attr_t attributes;

	(void)b;
	host_alloc(60);
	for (unsigned long i = 0; i < strtoul(count, NULL, 10); i++) {
		pthread_t t;

		pthread_attr_init(&attributes);
		pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
		pthread_attr_setstack(&attributes, stacks[i % 8], sizeof(stacks[0]));
		if (pthread_create(&t, &attributes, leave, (void *)(uintptr_t)(i % 50)))
			return 1;
		while (atomic_load(&counts->facts[1]) <= i)
			sched_yield();
		/* one at a time: the next thread soon gets its stack */
		host_sleep_us(200);
	}
	return 0;
}

/* Processes that all begin to record at the same time, each its own stream. */
int host_twins(const char *count, const char *b)
{
	unsigned n = (unsigned)strtoul(count, NULL, 10);
	int failed = 0, status;

	(void)b;
	for (unsigned i = 0; i < n; i++) {
		if (fork())
			continue;
		atomic_fetch_add(&counts->started, 1);
		while (atomic_load(&counts->started) < n)
			sched_yield();
		for (unsigned k = 0; k < 100; k++)
			host_alloc(i);
		exit(0);
	}
	while (wait(&status) > 0)
		failed |= status;
	return failed;
}

/* The user id changes before the first event: the folder is somebody else's. */
int host_other_user(const char *a, const char *b)
{
	(void)a;
	(void)b;
	if (setgid(65534) || setuid(65534))
		return 77;
	for (unsigned i = 0; i < 100; i++)
		host_alloc(0);
	return 0;
}

/* Only one of the two files is deleted; then another thread needs a ring. */
int host_delete_one(const char *path, const char *b)
{
	pthread_t t;

	(void)b;
	for (unsigned i = 0; i < 10; i++)
		host_alloc(0);
	l1trace_flush();
	if (unlink(path))
		return 1;
	for (unsigned i = 0; i < 40; i++) {
		for (unsigned k = 0; k < 1000; k++)
			host_alloc(0);
		l1trace_flush();
	}
	return pthread_create(&t, NULL, record_some, (void *)1) || pthread_join(t, NULL);
}

/* Measures what one thread uses. */
int host_steady(const char *events, const char *flush_every)
{
	unsigned long n = strtoul(events, NULL, 10), every = strtoul(flush_every, NULL, 10);

	for (unsigned long i = 0; i < n; i++) {
		uint64_t id = atomic_load(&counts->returned[0]);

		host_alloc(0);
		if (id >= 50)
			l1trace_free(id - 50, 1, L1TRACE_L1);
		if (i % every == every - 1)
			l1trace_flush();
	}
	return 0;
}
