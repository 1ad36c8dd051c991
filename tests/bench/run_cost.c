/*
 * Runs programs and sees what they cost: see run_cost.h.
 *
 * Must not know: how l1analyze works.
 */
#include "run_cost.h"
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include "measure.h"

unsigned runs(void)
{
	return bench_runs < RUNS_MAX ? bench_runs : RUNS_MAX;
}

void give_up(const char *what)
{
	fprintf(stderr, "%s failed\n", what);
	exit(1);
}

struct cost cost_of(const char *format, ...)
{
	uint64_t from = now_ns(CLOCK_MONOTONIC);
	char line[2 * LINE_BYTES];
	struct rusage used;
	int status, null;
	va_list arguments;
	pid_t child;

	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	child = fork();
	if (!child) {
		null = open("/dev/null", O_WRONLY);
		dup2(null, 1);
		dup2(null, 2);
		execl("/bin/sh", "sh", "-c", line, NULL);
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &used) != child || !WIFEXITED(status) ||
		WEXITSTATUS(status) > 1)
		give_up(line);
	return (struct cost){
		.seconds = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
			(double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6,
		.wall_seconds = (double)(now_ns(CLOCK_MONOTONIC) - from) / 1e9,
		.mib = (double)used.ru_maxrss / 1024};
}

struct cost l1analyze(const char *words, const char *input)
{
	return cost_of("exec '%s' %s '%s'", L1ANALYZE, words, input);
}

double seconds_of(const char *words, const char *input)
{
	double seconds[RUNS_MAX];

	for (unsigned i = 0; i < runs(); i++)
		seconds[i] = l1analyze(words, input).seconds;
	return median(seconds, runs());
}

double records_of(const char *trace)
{
	char line[LINE_BYTES];
	double value;
	FILE *out;

	snprintf(line, sizeof(line), "'%s' query --format csv 'SELECT records FROM run' '%s' | "
		"tail -1", L1ANALYZE, trace);
	out = popen(line, "r");
	if (!out || fscanf(out, "%lf", &value) != 1 || pclose(out))
		give_up(line);
	return value;
}
