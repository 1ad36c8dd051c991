/*
 * Scenarios where the file system refuses what the recorder asks of it, in the middle of a run.
 *
 * Must not know: what becomes of the trace.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "host.h"
#include "refusing.h"

enum { MANY = 30000, WRITER_SLEEPS_US = 600000 };

static void allocs(unsigned stream, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		host_alloc(stream);
}

static uint64_t timed_allocs(unsigned stream, unsigned n)
{
	uint64_t longest = 0, before = host_now_ns(), now;

	for (unsigned i = 0; i < n; i++) {
		host_alloc(stream);
		now = host_now_ns();
		if (now - before > longest)
			longest = now - before;
		before = now;
	}
	return longest;
}

static void *allocs_in_thread(void *stream)
{
	allocs((unsigned)(uintptr_t)stream, 100);
	return NULL;
}

static void another_thread(unsigned stream)
{
	pthread_t t;

	pthread_create(&t, NULL, allocs_in_thread, (void *)(uintptr_t)stream);
	pthread_join(t, NULL);
}

static pthread_barrier_t all_recorded;

static void *allocs_and_wait(void *stream)
{
	allocs((unsigned)(uintptr_t)stream, 100);
	pthread_barrier_wait(&all_recorded);
	return NULL;
}

/* Streams 1 to n, each on its own ring. */
static void threads_at_once(unsigned n)
{
	pthread_t t[8];

	pthread_barrier_init(&all_recorded, NULL, n);
	for (uintptr_t i = 0; i < n; i++)
		pthread_create(&t[i], NULL, allocs_and_wait, (void *)(i + 1));
	for (unsigned i = 0; i < n; i++)
		pthread_join(t[i], NULL);
}

/*
 * In the middle the trace may not grow any more; with `lifted`, again at the end. The room is what
 * the trace has by then: how many bytes a number of events takes is a matter of luck.
 */
int host_quota(const char *error, const char *lifted)
{
	struct stat trace;

	allocs(0, 10);
	if (refusing_begin())
		return 77;
	for (unsigned i = 0; i < 10; i++) {
		for (unsigned k = 0; k < 1000; k++) {
			host_alloc(0);
			host_pace();
		}
		l1trace_flush();
	}
	host_sleep_us(WRITER_SLEEPS_US);
	if (stat(getenv("L1TRACE"), &trace))
		return 1;
	refuse(REFUSE_WRITE, ".l1t", atoi(error), (uint64_t)trace.st_size, 0);
	atomic_store(&counts->facts[0], timed_allocs(0, 2 * MANY));
	another_thread(1);
	if (lifted) {
		refuse(REFUSE_WRITE, ".l1t", 0, 0, 0);
		host_sleep_us(WRITER_SLEEPS_US);
	}
	allocs(2, 100);
	atomic_store(&counts->facts[1], refused_calls_seen(REFUSE_WRITE));
	return 0;
}

/* The header of the trace, that of the live file, or a ring is refused at the first event. */
int host_first_refused(const char *error, const char *what)
{
	if (refusing_begin())
		return 77;
	if (!strcmp(what, "trace"))
		refuse(REFUSE_WRITE, ".l1t", atoi(error), 0, 0);
	else
		refuse(REFUSE_RESERVE, ".live", atoi(error), strcmp(what, "ring") ? 0 : 10000, 0);
	atomic_store(&counts->facts[0], timed_allocs(0, MANY));
	another_thread(1);
	l1trace_flush();
	return 0;
}

/*
 * There are the first thread's ring and a spare one, and none for three others; then there is room
 * again.
 */
int host_ring_refused(const char *error, const char *b)
{
	(void)b;
	allocs(0, 10);
	host_sleep_us(100000);  /* until the spare ring is there */
	if (refusing_begin())
		return 77;
	refuse(REFUSE_RESERVE, ".live", atoi(error), 0, 0);
	threads_at_once(4);
	refuse(REFUSE_RESERVE, ".live", 0, 0, 0);
	allocs(0, 10);
	return 0;
}

/* The disk is full, and gives a third ring a size but no blocks. */
int host_hollow(const char *ballast, const char *b)
{
	static const char zeros[4096];
	int fd;

	(void)b;
	allocs(0, 10);
	l1trace_flush();
	host_sleep_us(100000);  /* until the spare ring is there */
	fd = open(ballast, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	while (write(fd, zeros, sizeof(zeros)) > 0)
		;
	if (refusing_begin())
		return 77;
	refuse_blocks();
	threads_at_once(2);
	if (unlink(ballast) || close(fd))
		return 1;
	allocs(0, 10);
	return 0;
}

/* Calls are interrupted this many times; 0: always, from the 11th event on. */
int host_interrupted(const char *times, const char *b)
{
	uint64_t from_ns = host_now_ns();
	unsigned n = (unsigned)atoi(times);

	(void)b;
	if (!n)
		allocs(0, 10);
	if (refusing_begin())
		return 77;
	refuse(REFUSE_RESERVE, ".live", EINTR, 0, n);
	refuse(REFUSE_WRITE, ".l1t", EINTR, 0, n);
	another_thread(1);
	for (unsigned i = 0; i < 5; i++) {
		if (n) {
			refuse(REFUSE_RESERVE, ".live", EINTR, 0, n);
			refuse(REFUSE_WRITE, ".l1t", EINTR, 0, n);
		}
		allocs(0, 100);
		l1trace_flush();
	}
	another_thread(1);
	atomic_store(&counts->facts[0], host_now_ns() - from_ns);
	return 0;
}

/* Every write writes half; with an error: the second half of a block, and truncating it, fail. */
int host_short_writes(const char *error, const char *lifted)
{
	allocs(0, 10);
	if (refusing_begin())
		return 77;
	refuse_halves(1);
	for (unsigned i = 0; i < 5; i++) {
		allocs(0, 1000);
		l1trace_flush();
	}
	if (!error)
		return 0;
	refuse(REFUSE_TRUNCATE, ".l1t", atoi(error), 0, 0);
	refuse_after_halves(atoi(error));
	allocs(0, 1000);
	l1trace_flush();
	if (lifted)
		refuse_after_halves(0);
	host_sleep_us(WRITER_SLEEPS_US);
	allocs(0, 1000);
	return 0;
}
