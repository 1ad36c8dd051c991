/*
 * What reading costs: whole runs of l1analyze on a trace of samples/decode_loop.c, against sqlite3 and
 * against plain INSERTs of as many rows. Prints name,value,unit lines.
 *
 *     read_bench FOLDER               files go to FOLDER and are removed
 *
 * Must not know: how l1analyze works.
 */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "measure.h"

enum { RUNS_MAX = 5, PATH_BYTES = 4096, LINE_BYTES = 3 * PATH_BYTES, INTEGERS = 8 };

struct cost {
	double seconds, wall_seconds, mib;      /* seconds: of processors */
};

static char folder[PATH_BYTES], trace[PATH_BYTES + 16];

__attribute__((noreturn)) static void give_up(const char *what)
{
	fprintf(stderr, "read_bench: %s failed\n", what);
	exit(1);
}

/* Processor time and memory of one command line without an output. */
static struct cost cost_of(const char *line)
{
	uint64_t from = now_ns(CLOCK_MONOTONIC);
	struct rusage used;
	int status, null;
	pid_t child = fork();

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

static struct cost l1analyze_of(const char *words, const char *input)
{
	char line[2 * LINE_BYTES];

	snprintf(line, sizeof(line), "exec '%s' %s '%s'", L1ANALYZE, words, input);
	return cost_of(line);
}

static struct cost l1analyze(const char *words)
{
	return l1analyze_of(words, trace);
}

static double answer(const char *sql)
{
	char line[LINE_BYTES];
	double value;
	FILE *out;

	snprintf(line, sizeof(line), "'%s' query --format csv \"%s\" '%s' | tail -1", L1ANALYZE, sql, trace);
	out = popen(line, "r");
	if (!out || fscanf(out, "%lf", &value) != 1 || pclose(out))
		give_up(line);
	return value;
}

static unsigned runs(void)
{
	return bench_runs < RUNS_MAX ? bench_runs : RUNS_MAX;
}

/* The median of a command's processor time. */
static double seconds_of(const char *words)
{
	double seconds[RUNS_MAX];

	for (unsigned i = 0; i < runs(); i++)
		seconds[i] = l1analyze(words).seconds;
	return median(seconds, runs());
}

/* Alternately, by the clock: what a second thread, which reads and decodes ahead, takes off. */
static void say_threads(void)
{
	double ratios[RUNS_MAX];

	for (unsigned i = 0; i < runs(); i++)
		ratios[i] = l1analyze("peak --threads 1").wall_seconds /
			l1analyze("peak --threads 2").wall_seconds;
	say("peak_two_threads", median(ratios, runs()), "ratio");
}

/* Alternately: rows of timeline, and as many rows of as many columns out of a table. */
static void say_timeline(void)
{
	char line[LINE_BYTES];
	double ratios[RUNS_MAX];

	if (system("command -v sqlite3 >/dev/null")) {
		puts("timeline_over_sqlite,unavailable,no sqlite3");
		return;
	}
	snprintf(line, sizeof(line), "cd '%s' && '%s' timeline --core 0,0 -f -o rows.csv '%s' && "
		"rm -f rows.db && sqlite3 rows.db 'CREATE TABLE r(run INT, device INT, core_x INT, "
		"core_y INT, time_ns INT, event TEXT, buffer_bytes INT, l1_small_bytes INT, "
		"program_bytes INT, total_bytes INT, resident_bytes INT, persistent_bytes INT, "
		"opening INT, seq INT, op INT, name TEXT, headroom_bytes INT)' "
		"'.import --csv --skip 1 rows.csv r'", folder, L1ANALYZE, trace);
	cost_of(line);
	snprintf(line, sizeof(line), "exec sqlite3 -csv '%s/rows.db' 'SELECT * FROM r'", folder);
	for (unsigned i = 0; i < runs(); i++)
		ratios[i] = cost_of(line).seconds / l1analyze("timeline --core 0,0 --format csv").seconds;
	say("timeline_over_sqlite", median(ratios, runs()), "ratio");
	snprintf(line, sizeof(line), "rm -f '%s'/rows.*", folder);
	cost_of(line);
}

/* One row a record: what a program would do that knows nothing better. */
static double seconds_of_inserts(const char *path, double records)
{
	uint64_t from = now_ns(CLOCK_PROCESS_CPUTIME_ID);
	sqlite3_stmt *s;
	sqlite3 *db;

	unlink(path);
	if (sqlite3_open(path, &db) || sqlite3_exec(db, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; "
		"CREATE TABLE r(a, b, c, d, e, f, g, h); BEGIN", NULL, NULL, NULL) ||
		sqlite3_prepare_v2(db, "INSERT INTO r VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", -1, &s, NULL))
		give_up("sqlite3");
	for (double i = 0; i < records; i++) {
		for (int k = 1; k <= INTEGERS; k++)
			sqlite3_bind_int64(s, k, (sqlite3_int64)i * k);
		if (sqlite3_step(s) != SQLITE_DONE)
			give_up("an INSERT");
		sqlite3_reset(s);
	}
	sqlite3_finalize(s);
	if (sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) || sqlite3_close(db))
		give_up("COMMIT");
	unlink(path);
	return (double)(now_ns(CLOCK_PROCESS_CPUTIME_ID) - from) / 1e9;
}

static void say_database(const char *path)
{
	static const char *const verbs[] = {"peak", "peak --by op", "leaks", "ops --limit 10", "check"};
	static const char *const names[] = {"peak", "by_op", "leaks", "ops", "check"};
	char name[64];

	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		double seconds[RUNS_MAX];

		for (unsigned k = 0; k < runs(); k++)
			seconds[k] = l1analyze_of(verbs[i], path).seconds;
		snprintf(name, sizeof(name), "database_%s", names[i]);
		say(name, median(seconds, runs()), "s");
	}
}

static void say_load(double records)
{
	char words[2 * PATH_BYTES], path[PATH_BYTES + 16];
	double ratios[RUNS_MAX];
	struct stat st;

	snprintf(path, sizeof(path), "%s/load.db", folder);
	snprintf(words, sizeof(words), "load -f -o '%s'", path);
	for (unsigned i = 0; i < runs(); i++) {
		double plain = seconds_of_inserts(path, records);

		ratios[i] = plain / l1analyze(words).seconds;
		if (stat(path, &st))
			give_up(words);
	}
	say("load_over_prepared", median(ratios, runs()), "ratio");
	say("load_bytes", (double)st.st_size / records, "bytes");
	say_database(path);
	unlink(path);
}

static void say_memory(void)
{
	static const char *const verbs[] = {"peak", "timeline --format csv", "ops --format csv", "leaks",
		"frag --format csv", "check"};
	char name[64];

	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		snprintf(name, sizeof(name), "memory_%.*s", (int)strcspn(verbs[i], " "), verbs[i]);
		say(name, l1analyze(verbs[i]).mib, "MiB");
	}
}

int main(int argc, char **argv)
{
	char line[LINE_BYTES];
	double records, peak;

	if (argc != 2 || !realpath(argv[1], folder)) {
		fprintf(stderr, "usage: read_bench FOLDER\n");
		return 2;
	}
	measure_begin();
	snprintf(trace, sizeof(trace), "%s/read.l1t", folder);
	snprintf(line, sizeof(line), "L1TRACE='%s' exec '%s' %d", trace, SAMPLE, bench_runs > 1 ? 20000 : 50);
	cost_of(line);
	records = answer("SELECT records FROM run");
	peak = seconds_of("peak --threads 1");
	say("read_peak", records / peak / 1e6, "M/s");
	say("peak_by_op_over_peak", seconds_of("peak --by op --threads 1") / peak, "ratio");
	say("peak_of_mark_over_peak", seconds_of("peak --mark token --threads 1") / peak, "ratio");
	say("info_over_peak", seconds_of("info --threads 1") / peak, "ratio");
	say_threads();
	say_timeline();
	say_load(records);
	say_memory();
	unlink(trace);
	return 0;
}
