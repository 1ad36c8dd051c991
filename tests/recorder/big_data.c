/*
 * A program with as much thread-local data as DATA_BYTES says, which glibc takes from the stack of
 * each thread; and how much of its own stack the recorder's thread uses.
 *
 *     big_data [EVENTS]           prints the KiB of that thread's stack that were touched
 *
 * Must not know: what becomes of the trace.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "l1trace.h"

static _Thread_local char data[DATA_BYTES];

static void record(unsigned long n)
{
	for (unsigned long i = 0; i < n; i++) {
		l1trace_alloc(&(struct l1trace_buffer){.id = i, .size_bytes = 1,
			.type = L1TRACE_L1, .device = 1});
		l1trace_free(i, 1, L1TRACE_L1);
	}
}

/* Reads from the kernel where a sleeping thread's stack ends. */
static unsigned long stack_pointer(const char *tid)
{
	unsigned long at = 0;
	char path[64];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/self/task/%.20s/syscall", tid);
	f = fopen(path, "r");
	if (f && fscanf(f, "%*d %*x %*x %*x %*x %*x %*x %lx", &at) != 1)
		at = 0;
	if (f)
		fclose(f);
	return at;
}

static unsigned long touched_kib(unsigned long address)
{
	unsigned long from, to, kib = 0;
	char line[400];
	int inside = 0;
	FILE *f = fopen("/proc/self/smaps", "r");

	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
			inside = address >= from && address < to;
		else if (inside && sscanf(line, "Rss: %lu kB", &kib) == 1)
			break;
	}
	if (f)
		fclose(f);
	return kib;
}

int main(int argc, char **argv)
{
	unsigned long n = argc > 1 ? strtoul(argv[1], NULL, 10) : 10000, address = 0;
	DIR *tasks = opendir("/proc/self/task");
	struct dirent *task;
	int status = 0;

	memset(data, 1, sizeof(data));
	record(n);
	l1trace_flush();
	for (unsigned i = 0; i < 200 && !address; i++) {
		usleep(10000);
		rewinddir(tasks);
		while ((task = readdir(tasks)))
			if (task->d_name[0] != '.' && atoi(task->d_name) != getpid())
				address = stack_pointer(task->d_name);
	}
	printf("%lu\n", touched_kib(address));
	fflush(stdout);
	if (!fork()) {
		record(1000);
		exit(data[sizeof(data) / 2] != 1);
	}
	wait(&status);
	return status != 0;
}
