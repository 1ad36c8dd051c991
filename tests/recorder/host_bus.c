/*
 * Scenarios where the live file is cut short under the rings, and others with SIGBUS handlers.
 *
 * Must not know: what becomes of the trace.
 */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "host.h"

static _Atomic int cut;

static void *record(void *stream)
{
	unsigned n = 0;

	while (n < 1000) {
		host_alloc((unsigned)(uintptr_t)stream);
		n += atomic_load(&cut) != 0;
	}
	return NULL;
}

/* Cuts it after `when` microseconds. facts[0]: recording has ended. */
int host_cut_live(const char *live, const char *when)
{
	unsigned us = (unsigned)atoi(when);
	pthread_t t[3];

	host_alloc(0);
	for (uintptr_t i = 0; i < 3; i++)
		pthread_create(&t[i], NULL, record, (void *)i);
	host_sleep_us(us);
	if (truncate(live, us % 3 ? us % 700 * 4096 : 0))
		return 1;
	atomic_store(&cut, 1);
	for (unsigned i = 0; i < 3; i++)
		pthread_join(t[i], NULL);
	l1trace_flush();
	atomic_store(&counts->facts[0], !l1trace_enabled());
	return 0;
}

/*
 * Cuts it to nothing and grows it to its old length; then threads need new rings. facts[0] as
 * above.
 */
int host_cut_and_grown(const char *live, const char *grows)
{
	struct stat st;
	pthread_t t[2];

	host_alloc(0);
	l1trace_flush();
	if (stat(live, &st) || truncate(live, 0) || truncate(live, st.st_size))
		return 1;
	atomic_store(&cut, 1);
	for (uintptr_t i = 0; *grows == 'y' && i < 2; i++)
		pthread_create(&t[i], NULL, record, (void *)(i + 1));
	for (unsigned i = 0; *grows == 'y' && i < 2; i++)
		pthread_join(t[i], NULL);
	l1trace_flush();
	for (unsigned i = 0; i < 100 && l1trace_enabled(); i++)
		host_sleep_us(10000);
	atomic_store(&counts->facts[0], !l1trace_enabled());
	return 0;
}

static char *beyond_end(void)
{
	char name[] = "/tmp/l1trace-bus-XXXXXX";
	int fd = mkstemp(name);
	char *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	unlink(name);
	return at;
}

/* A SIGBUS that has nothing to do with us: from a fault, or sent. */
int host_other_bus(const char *how, const char *b)
{
	(void)b;
	host_alloc(0);
	if (*how == 's')
		return raise(SIGBUS);
	*(volatile char *)beyond_end() = 1;
	return 1;
}

static char *volatile expected;

static void on_bus(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)context;
	_exit(info->si_addr == expected ? 0 : 2);
}

/* The host's own handler stays, whether it was set first or later. */
int host_own_bus(const char *a, const char *b)
{
	const struct sigaction own = {.sa_sigaction = on_bus, .sa_flags = SA_SIGINFO};

	(void)a;
	(void)b;
	host_alloc(0);
	sigaction(SIGBUS, &own, NULL);
	host_alloc(0);
	expected = beyond_end();
	*(volatile char *)expected = 1;
	return 1;
}
