/*
 * Scenarios where the host, or the disk, takes the recorder's files away.
 *
 * Must not know: what becomes of the trace.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "host.h"

/* Enough events for a block to be written before the end. */
enum { MANY = 30000 };

static void allocs(unsigned stream, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		host_alloc(stream);
		host_leave_room(i);
	}
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

/* Closes all descriptors, and opens files of its own at their numbers. */
int host_close_all(const char *a, const char *b)
{
	char name[32];
	int fd;

	(void)a;
	(void)b;
	allocs(0, 10);
	syscall(SYS_close_range, 3, ~0u, 0);
	for (unsigned i = 0; i < 30; i++) {
		snprintf(name, sizeof(name), "foreign.%u", i);
		fd = open(name, O_RDWR | O_CREAT, 0666);
		if (fd < 0 || dup2(fd, 200 + (int)i) < 0 || dup2(fd, 500 + (int)i) < 0 ||
			dup2(fd, 1000 + (int)i) < 0)
			return 1;
	}
	allocs(0, MANY);
	another_thread(1);
	return 0;
}

int host_chdir(const char *a, const char *b)
{
	(void)a;
	(void)b;
	if (chdir("/"))
		return 1;
	allocs(0, 10);
	return 0;
}

int host_chroot(const char *folder, const char *b)
{
	(void)b;
	allocs(0, 10);
	if (chroot(folder) || chdir("/"))
		return 77;
	allocs(0, MANY);
	another_thread(1);
	return 0;
}

int host_setuid(const char *a, const char *b)
{
	(void)a;
	(void)b;
	allocs(0, 10);
	if (setgid(65534) || setuid(65534))
		return 77;
	syscall(SYS_close_range, 3, ~0u, 0);
	allocs(0, MANY);
	another_thread(1);
	return 0;
}

/* The parent has warned; then its child cannot create a trace, either. */
int host_child_cannot(const char *trace, const char *folder)
{
	int status = 0;

	allocs(0, 10);
	if (unlink(trace))
		return 1;
	l1trace_flush();
	if (rename(folder, "elsewhere"))
		return 1;
	for (unsigned i = 0; i < 2; i++) {
		if (!fork()) {
			allocs(1, 10);
			_exit(0);
		}
		wait(&status);
	}
	return status;
}

int host_delete(const char *trace, const char *closed)
{
	char live[512];

	allocs(0, 10);
	snprintf(live, sizeof(live), "%s.live", trace);
	if (unlink(trace) || unlink(live))
		return 1;
	if (closed)
		syscall(SYS_close_range, 3, ~0u, 0);
	allocs(0, MANY);
	another_thread(1);
	return 0;
}

int host_truncate(const char *trace, const char *b)
{
	(void)b;
	allocs(0, MANY);
	l1trace_flush();
	if (truncate(trace, 0))
		return 1;
	allocs(1, MANY);
	return 0;
}

/*
 * The test has put the trace on a small file system. In the middle of the run there is room again.
 */
int host_full_disk(const char *ballast, const char *user)
{
	uint64_t random = 88172645463325252u;
	unsigned id = user ? (unsigned)strtoul(user, NULL, 10) : 0;

	if (user && (setgid(id) || setuid(id)))
		return 77;
	/* names that do not compress fill the disk */
	for (unsigned i = 0; i < 60000; i++) {
		char text[65] = "";

		for (unsigned k = 0; k < sizeof(text) - 1; k++) {
			random ^= random << 13;
			random ^= random >> 7;
			random ^= random << 17;
			text[k] = (char)(random % 250 + 1);
		}
		l1trace_note(0, i, 0, text);
	}
	atomic_store(&counts->facts[0], host_longest_call_ns(0, MANY));
	another_thread(1);
	if (*ballast && unlink(ballast))
		return 1;
	host_sleep_us(*ballast ? 600000 : 0);
	allocs(2, *ballast ? 300000 : 10);
	return 0;
}

int host_file_limit(const char *bytes, const char *b)
{
	struct rlimit limit = {strtoul(bytes, NULL, 10), strtoul(bytes, NULL, 10)};

	(void)b;
	if (setrlimit(RLIMIT_FSIZE, &limit))
		return 1;
	allocs(0, 10);
	another_thread(1);
	another_thread(2);
	atomic_store(&counts->facts[0], host_longest_call_ns(0, 200000));
	return 0;
}

/* No thread can be made: there is no writer. */
int host_no_threads(const char *a, const char *b)
{
	struct rlimit limit = {0, 0};

	(void)a;
	(void)b;
	if (setgid(65534) || setuid(65534) || setrlimit(RLIMIT_NPROC, &limit))
		return 77;
	atomic_store(&counts->facts[0], host_longest_call_ns(0, 100000));
	return 0;
}

/* The test kills the writer thread when this has begun, then sets facts[1]. */
int host_writer_dies(const char *a, const char *b)
{
	struct rusage before, after;
	uint64_t from_ns, delay_ns;

	(void)a;
	(void)b;
	allocs(0, 10);
	atomic_store(&counts->started, 1);
	while (!atomic_load(&counts->facts[1]))
		host_sleep_us(1000);
	getrusage(RUSAGE_THREAD, &before);
	delay_ns = host_run_delay_ns();
	from_ns = host_now_ns();
	atomic_store(&counts->facts[0], host_longest_call_ns(0, 100000));
	/* in all, and less what it waited for a processor */
	from_ns = host_now_ns() - from_ns;
	delay_ns = host_run_delay_ns() - delay_ns;
	atomic_store(&counts->facts[5], from_ns);
	atomic_store(&counts->facts[3], from_ns > delay_ns ? from_ns - delay_ns : 0);
	getrusage(RUSAGE_THREAD, &after);
	atomic_store(&counts->facts[4], (uint64_t)(after.ru_nvcsw - before.ru_nvcsw));
	atomic_store(&counts->facts[2], 1);
	return 0;
}
