/*
 * What reading costs: whole runs of l1analyze on a trace of samples/decode_loop.c, against a loop
 * that only decodes it, against sqlite3, and against plain INSERTs of as many rows. Prints
 * name,value,unit lines.
 *
 *     read_bench FOLDER               files go to FOLDER and are removed
 *
 * Must not know: how l1analyze works.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "measure.h"
#include "run_cost.h"

enum { INTEGERS = 8 };

static char folder[PATH_BYTES], trace[PATH_BYTES + 16];

/*
 * Alternately, by the clock: what a second thread, which reads and decodes ahead, takes off, and
 * how far that is from a loop that decodes and adds up.
 */
static void say_threads(double records)
{
	double ratios[RUNS_MAX], of_loop[RUNS_MAX], loop[RUNS_MAX];

	for (unsigned i = 0; i < runs(); i++) {
		double two = l1analyze("peak --threads 2", trace).wall_seconds;

		ratios[i] = l1analyze("peak --threads 1", trace).wall_seconds / two;
		loop[i] = cost_of("exec '%s' '%s'", BLOCK_LOOP, trace).wall_seconds;
		of_loop[i] = loop[i] / two;
	}
	say("peak_two_threads", median(ratios, runs()), "ratio");
	say("decode_loop", records / median(loop, runs()) / 1e6, "M/s");
	say("peak_over_decode_loop", median(of_loop, runs()), "ratio");
}

/* Alternately: rows of timeline, and as many rows of as many columns out of a table. */
static void say_timeline(void)
{
	double ratios[RUNS_MAX], table;

	if (system("command -v sqlite3 >/dev/null")) {
		puts("timeline_over_sqlite,unavailable,no sqlite3");
		return;
	}
	cost_of("cd '%s' && '%s' timeline --core 0,0 -f -o rows.csv '%s' && "
		"rm -f rows.db && sqlite3 rows.db 'CREATE TABLE r(run INT, device INT, core_x INT, "
		"core_y INT, time_ns INT, event TEXT, buffer_bytes INT, l1_small_bytes INT, "
		"program_bytes INT, total_bytes INT, resident_bytes INT, persistent_bytes INT, "
		"opening INT, seq INT, op INT, name TEXT, headroom_bytes INT)' "
		"'.import --csv --skip 1 rows.csv r'", folder, L1ANALYZE, trace);
	for (unsigned i = 0; i < runs(); i++) {
		table = cost_of("exec sqlite3 -csv '%s/rows.db' 'SELECT * FROM r'", folder).seconds;
		ratios[i] = table / l1analyze("timeline --core 0,0 --format csv", trace).seconds;
	}
	say("timeline_over_sqlite", median(ratios, runs()), "ratio");
	cost_of("rm -f '%s'/rows.*", folder);
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
	static const char *const verbs[] = {"peak", "peak --by op", "leaks", "ops --limit 10",
		"ops --op attention --limit 10", "check"};
	static const char *const names[] = {"peak", "by_op", "leaks", "ops", "ops_of_name", "check"};
	char name[64];

	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		snprintf(name, sizeof(name), "database_%s", names[i]);
		say(name, seconds_of(verbs[i], path), "s");
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

		ratios[i] = plain / l1analyze(words, trace).seconds;
		if (stat(path, &st))
			give_up(words);
	}
	say("load_over_prepared", median(ratios, runs()), "ratio");
	say("load_bytes", (double)st.st_size / records, "bytes");
	say_database(path);
	snprintf(words, sizeof(words), "load --full -f -o '%s'", path);
	l1analyze(words, trace);
	if (stat(path, &st))
		give_up(words);
	say("load_full_bytes", (double)st.st_size / records, "bytes");
	unlink(path);
}

int main(int argc, char **argv)
{
	double records, peak, of_mark;

	if (argc != 2 || !realpath(argv[1], folder)) {
		fprintf(stderr, "usage: read_bench FOLDER\n");
		return 2;
	}
	measure_begin();
	snprintf(trace, sizeof(trace), "%s/read.l1t", folder);
	cost_of("L1TRACE='%s' exec '%s' %d", trace, SAMPLE, bench_runs > 1 ? 20000 : 50);
	records = records_of(trace);
	peak = seconds_of("peak --threads 1", trace);
	say("read_peak", records / peak / 1e6, "M/s");
	say("peak_by_op_over_peak", seconds_of("peak --by op --threads 1", trace) / peak, "ratio");
	of_mark = seconds_of("peak --mark token --threads 1", trace);
	say("peak_of_mark_over_peak", of_mark / peak, "ratio");
	say("info_over_peak", seconds_of("info --threads 1", trace) / peak, "ratio");
	say_threads(records);
	say_timeline();
	say_load(records);
	unlink(trace);
	return 0;
}
