/*
 * What whole runs of a program cost, and of l1analyze most of all: time and memory, medians.
 *
 * Must not know: how l1analyze works.
 */
#ifndef RUN_COST_H
#define RUN_COST_H

enum { RUNS_MAX = 5, PATH_BYTES = 4096, LINE_BYTES = 3 * PATH_BYTES };

struct cost {
	double seconds, wall_seconds, mib;      /* seconds: of processors */
};

/* The runs whose median is a figure: RUNS_MAX, or one where figures do not count. */
unsigned runs(void);
__attribute__((noreturn)) void give_up(const char *what);
/* Of one command line without an output. The process ends when it fails. */
__attribute__((format(printf, 1, 2))) struct cost cost_of(const char *line, ...);
struct cost l1analyze(const char *words, const char *input);
/* The median of its processor time. */
double seconds_of(const char *words, const char *input);
/* What a trace has in all. */
double records_of(const char *trace);

#endif
