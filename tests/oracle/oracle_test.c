/*
 * The accounting, to the byte: random event streams, every row of peak, timeline, leaks and ops of
 * the real l1analyze compared with the naive replay.
 *
 *     oracle_test [-n STREAMS] [-r RECORDED] [-s FIRST_SEED] [-v VERBS] [-k] [-p] [TRACE...]
 *
 * -n, -s  random streams written with the format's encoder, and the first one's seed
 * -r      streams played through the real recorder from several threads
 * -v      of the letters p t l o m b u h: which verbs are compared (all; m: peak --by mark,
 *         b: --by op; u: lifetimes of buffers, h: hazards)
 * -k      keep the folder with the traces;  -p: print the stream of the first seed and its rows
 * TRACE   these are compared instead; slow for real chips (a second for about 20 events)
 * ORACLE_STREAMS in the environment stands for -n where there is none: longer runs.
 *
 * Must not know: how anybody counts.
 */
#include <dirent.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "check_streams.h"
#include "expected.h"
#include "read_trace.h"
#include "streams.h"
#include "valid.h"
#include "windows.h"
#include "write_trace.h"

enum { BATCH = 40, WINDOWS = 3, WORKERS = 2, DATABASE_EVERY = 10, EVENTS_MIN = 15, EVENTS_MAX = 140 };

struct plan {
	unsigned long streams, recorded, first_seed;
	unsigned verbs;
	int keep, print;
	char folder[64];
};

extern char **environ;

static void generate(struct stream *s, unsigned long seed, int recordable)
{
	struct stream_limits limits = {EVENTS_MIN, EVENTS_MAX, recordable};
	const char *why;
	size_t at;

	stream_generate(s, seed, &limits);
	if (!stream_valid(s, &at, &why)) {
		fprintf(stderr, "seed %lu, record %zu: %s\n", seed, at, why);
		exit(2);
	}
}

/* Plays the stream of the seed in a child process; its trace is at `path` afterwards. */
static void record(unsigned long seed, const char *path)
{
	char words[3][24], *argv[] = {(char[]){RECORD_STREAM}, words[0], words[1], words[2], NULL};
	int status = -1;
	pid_t pid;

	snprintf(words[0], sizeof(words[0]), "%lu", seed);
	snprintf(words[1], sizeof(words[1]), "%d", EVENTS_MIN);
	snprintf(words[2], sizeof(words[2]), "%d", EVENTS_MAX);
	setenv("L1TRACE", path, 1);
	if (posix_spawn(&pid, RECORD_STREAM, NULL, NULL, argv, environ) ||
			waitpid(pid, &status, 0) < 0 || status) {
		fprintf(stderr, "%s %lu: status %d\n", RECORD_STREAM, seed, status);
		exit(2);
	}
	unsetenv("L1TRACE");
}

static void prepare(struct checked *c, const struct plan *plan, unsigned long i, int recorded,
	struct tally *tally)
{
	unsigned long seed = plan->first_seed + i;
	struct stream read_back = {0};

	*c = (struct checked){0};
	snprintf(c->name, sizeof(c->name), "%s-%lu", recorded ? "recorded" : "seed", seed);
	if (asprintf(&c->path, "%s/%s.l1t", plan->folder, c->name) < 0)
		abort();
	generate(&c->stream, seed, recorded);
	if (!recorded) {
		write_trace(&c->stream, c->path, seed);
		return;
	}
	record(seed, c->path);
	if (read_trace(&read_back, c->path) || adopt_times(&c->stream, &read_back)) {
		fprintf(stderr, "%s: the trace is not what was played\n", c->name);
		tally->mismatches++;
	}
	stream_release(&read_back);
}

/* Every WORKERS-th batch of the random streams, and of the recorded ones. */
static void work(const struct plan *plan, unsigned worker, int recorded, struct tally *tally)
{
	struct checked batch[BATCH];
	struct window windows[WINDOWS];
	char folder[96];
	struct check_options options = {.program = L1ANALYZE, .folder = folder,
		.verbs = plan->verbs, .shrinks = 4, .shrink_tries = 600};
	unsigned long count = recorded ? plan->recorded : plan->streams;

	snprintf(folder, sizeof(folder), "%s/%u", plan->folder, worker);
	for (unsigned long from = worker * BATCH; from < count; from += WORKERS * BATCH) {
		unsigned long n = count - from < BATCH ? count - from : BATCH;

		for (unsigned long i = 0; i < n; i++)
			prepare(&batch[i], plan, from + i, recorded, tally);
		options.database = from / BATCH % DATABASE_EVERY < WORKERS;
		options.windows = windows;
		options.window_count = recorded ? 0 : windows_for(windows, WINDOWS,
			&batch[from / BATCH % n].stream, plan->first_seed + from);
		check_batch(batch, n, &options, tally);
		for (unsigned long i = 0; i < n; i++) {
			if (!plan->keep)
				unlink(batch[i].path);
			free(batch[i].path);
			stream_release(&batch[i].stream);
		}
		windows_release(windows, options.window_count);
		if (tally->mismatches > 30) {
			fprintf(stderr, "too many mismatches, giving up\n");
			break;
		}
	}
}

static void print_first(const struct plan *plan)
{
	struct lines rows[VERB_COUNT] = {{0}};
	struct stream s = {0};

	generate(&s, plan->first_seed, plan->recorded > 0);
	stream_print(stdout, &s);
	expected_rows(rows, &s, &(struct window){0});
	for (unsigned v = 0; v < VERB_COUNT; v++) {
		printf("%s\n", verb_names[v]);
		for (size_t i = 0; i < rows[v].count; i++)
			printf("  %s\n", rows[v].text[i]);
		lines_release(&rows[v]);
	}
	stream_release(&s);
}

/* Traces that were recorded elsewhere, one after the other. */
static int check_traces(struct plan *plan, char *const paths[])
{
	struct check_options options = {.program = L1ANALYZE, .folder = plan->folder,
		.verbs = plan->verbs};
	struct tally tally = {0};

	for (; *paths; paths++) {
		struct checked c = {.path = *paths};

		snprintf(c.name, sizeof(c.name), "%.40s", *paths);
		read_trace(&c.stream, c.path);
		if (c.stream.count)
			check_batch(&c, 1, &options, &tally);
		stream_release(&c.stream);
	}
	printf("oracle: %lu traces, %lu events, %lu rows compared: %lu mismatches\n", tally.streams,
		tally.events, tally.rows, tally.mismatches);
	return tally.mismatches != 0;
}

static void remove_folder(const char *path)
{
	DIR *d = opendir(path);
	struct dirent *e;
	char name[512];

	while (d && (e = readdir(d)))
		if (e->d_name[0] != '.') {
			snprintf(name, sizeof(name), "%s/%s", path, e->d_name);
			if (unlink(name))
				remove_folder(name);
		}
	if (d)
		closedir(d);
	rmdir(path);
}

static unsigned verbs_of(const char *letters)
{
	static const char known[] = "ptlombuh";
	unsigned verbs = 0;

	for (; *letters; letters++)
		if (strchr(known, *letters))
			verbs |= 1u << (strchr(known, *letters) - known);
	return verbs;
}

static int read_options(struct plan *plan, int argc, char **argv)
{
	const char *streams = getenv("ORACLE_STREAMS");
	int option;

	*plan = (struct plan){DEFAULT_STREAMS, 50, 1, 255, 0, 0, {0}};
	if (streams)
		plan->streams = strtoul(streams, NULL, 10);
	while ((option = getopt(argc, argv, "n:r:s:v:kp")) > 0) {
		unsigned long n = optarg ? strtoul(optarg, NULL, 10) : 0;

		if (option == 'n')
			plan->streams = n;
		else if (option == 'r')
			plan->recorded = n;
		else if (option == 's')
			plan->first_seed = n;
		else if (option == 'k')
			plan->keep = 1;
		else if (option == 'p')
			plan->print = 1;
		else if (option == 'v')
			plan->verbs = verbs_of(optarg);
		else
			return -1;
	}
	return 0;
}

static void make_folders(struct plan *plan)
{
	const char *parent = getenv("TMPDIR");
	char name[96];

	snprintf(plan->folder, sizeof(plan->folder), "%.40s/l1t-oracle-XXXXXX",
		parent ? parent : "/tmp");
	if (!mkdtemp(plan->folder)) {
		perror(plan->folder);
		exit(2);
	}
	for (unsigned i = 0; i < WORKERS; i++) {
		snprintf(name, sizeof(name), "%s/%u", plan->folder, i);
		if (mkdir(name, 0700)) {
			perror(name);
			exit(2);
		}
	}
}

int main(int argc, char **argv)
{
	struct tally *tallies = mmap(NULL, sizeof(*tallies) * WORKERS, PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct tally sum = {0};
	struct plan plan;
	int failed = 0;

	if (tallies == MAP_FAILED || read_options(&plan, argc, argv))
		return 2;
	if (plan.print) {
		print_first(&plan);
		return 0;
	}
	make_folders(&plan);
	if (optind < argc) {
		failed = check_traces(&plan, argv + optind);
		remove_folder(plan.folder);
		return failed;
	}
	for (unsigned i = 0; i < WORKERS; i++)
		if (!fork()) {
			work(&plan, i, 0, &tallies[i]);
			work(&plan, i, 1, &tallies[i]);
			fflush(NULL);
			_exit(0);
		}
	for (int status; wait(&status) > 0;)
		failed |= status != 0;
	for (unsigned i = 0; i < WORKERS; i++) {
		sum.streams += tallies[i].streams;
		sum.events += tallies[i].events;
		sum.rows += tallies[i].rows;
		sum.mismatches += tallies[i].mismatches;
		sum.programs_run += tallies[i].programs_run;
	}
	failed |= sum.mismatches || sum.streams != plan.streams + plan.recorded;
	printf("oracle: %lu streams, %lu events, %lu rows compared in %lu runs of l1analyze: %lu "
		"mismatches\n", sum.streams, sum.events, sum.rows, sum.programs_run,
		sum.mismatches);
	if (!failed && !plan.keep)
		remove_folder(plan.folder);
	else
		printf("oracle: see %s\n", plan.folder);
	return failed;
}
