/*
 * SIGKILL at random times: every call that had returned is in the trace, once, complete, in order.
 *
 *     recorder_kill_test [ROUNDS]     (default 300)
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "check.h"
#include "l1t_fold.h"
#include "l1t_live.h"

static unsigned rounds = ASAN || TSAN ? 60 : 300;
static unsigned rounds_with_losses, rounds_with_a_full_live_file;

/*
 * All calls that returned are there. On a busy machine a ring may have been full for a tenth of a
 * second, or when a handler recorded, which does not wait: such events are counted.
 */
static void check_kept(struct trace_sum *sum, const struct host_run *run)
{
	uint64_t lost = 0, missing = sum->missing;

	for (unsigned i = 0; i < 8; i++)
		lost += sum->lost[i];
	for (unsigned i = 0; i < STREAMS; i++) {
		uint64_t returned = atomic_load(&run->counts->returned[i]);

		assert_in_range(sum->next[i], 0, returned + 1);
		missing += returned > sum->next[i] ? returned - sum->next[i] : 0;
	}
	assert_in_range(missing, 0, lost);
	sum->missing = 0;
	check_sound(sum);
}

/* l1analyze reads the two files as they are, says what happened and exits with 4. */
static void check_analyzed(const char *path, const struct trace_sum *sum)
{
	char command[500], line[400], records[60];
	int said = 0, counted = 0;
	FILE *out;

	snprintf(command, sizeof(command), L1ANALYZE " info '%s' 2>&1", path);
	snprintf(records, sizeof(records), " %llu in ", (unsigned long long)sum->status.records);
	out = popen(command, "r");
	assert_non_null(out);
	while (fgets(line, sizeof(line), out)) {
		said |= strstr(line, "still runs, or was killed") != NULL;
		counted |= strstr(line, "records") && strstr(line, records);
	}
	assert_int_equal(4, WEXITSTATUS(pclose(out)));
	assert_true(said);
	assert_true(counted);
}

/*
 * Free slots must be zero: a call that is killed at its first step must leave nothing else there.
 */
static void check_free_slots_are_zero(const char *path)
{
	enum { RING = L1T_PAGE + L1T_RING_BYTES, SLOTS = L1T_RING_BYTES / L1T_SLOT_BYTES };
	static const uint8_t zero[L1T_SLOT_BYTES];
	static uint8_t ring[RING];
	const struct l1t_ring_header *h = (const void *)ring;
	char live[256];
	FILE *f;

	snprintf(live, sizeof(live), "%s.live", path);
	f = fopen(live, "r");
	assert_non_null(f);
	fseek(f, L1T_PAGE, SEEK_SET);
	while (fread(ring, sizeof(ring), 1, f) == 1)
		for (uint64_t n = h->head; n < h->tail + SLOTS; n++)
			assert_memory_equal(zero, ring + L1T_PAGE + n % SLOTS * sizeof(zero),
				sizeof(zero));
	fclose(f);
}

static void check_killed(struct host_run *run, const char *path)
{
	struct l1t_exit how = {0, SIGKILL, L1T_UNKNOWN};
	struct l1t_fold_result folded;
	struct trace_sum sum, after;
	char message[256];

	check_free_slots_are_zero(path);
	assert_int_equal(0, trace_sum_read(&sum, path));
	check_kept(&sum, run);
	assert_int_equal(0, sum.status.finished);
	check_analyzed(path, &sum);
	rounds_with_losses += sum.kinds[L1T_LOST] > 0;
	rounds_with_a_full_live_file += sum.status.live_records > 0;
	/* l1record makes one file of the two, with the same content */
	assert_int_equal(0, l1t_fold(path, &how, &folded, message, sizeof(message)));
	assert_int_equal(0, trace_sum_read(&after, path));
	check_kept(&after, run);
	assert_memory_equal(sum.next, after.next, sizeof(sum.next));
	assert_int_equal(sum.status.records + 1, after.status.records);
	assert_int_equal(0, host_files(run, ".live", NULL));
}

static void kill_after(struct host_run *run, unsigned us)
{
	while (!atomic_load(&run->counts->started))
		usleep(200);
	usleep(us);
	kill(run->pid, SIGKILL);
	host_wait(run);
	assert_int_equal(SIGKILL, run->status);
}

static void what_returned_before_sigkill_is_in_the_trace(void **state)
{
	(void)state;
	for (unsigned i = 0; i < rounds; i++) {
		const char *const arguments[] = {i % 5 == 4 ? "handler_flat" : "flat",
			(const char *[]){"1", "2", "4", "8"}[i / 2 % 4], i % 2 ? "paced" : "flat",
			NULL};
		struct host_run run;

		host_prepare(&run);
		host_start(&run, NULL, arguments);
		kill_after(&run, (unsigned)rand() % 30000);
		check_killed(&run, run.trace);
		host_clean(&run);
	}
	/* losses are allowed above; but if they were frequent, the rounds would show little */
	assert_in_range(rounds_with_losses, 0, rounds / 4);
	assert_in_range(rounds_with_a_full_live_file, rounds * 3 / 4, rounds);
}

/* A host and its children, all recording; each leaves a pair of files of its own. */
static void a_process_group_killed_at_once_leaves_all_its_traces(void **state)
{
	enum { CHILDREN = 3 };

	(void)state;
	if (TSAN)
		skip();         /* TSan ends a child that starts a thread */
	for (unsigned i = 0; i < rounds / 20 + 1; i++) {
		const char *const arguments[] = {"family", i % 2 ? "paced" : "flat", NULL};
		uint64_t returned = 0, there = 0, lost = 0;
		struct host_run run;
		char path[256];

		host_prepare(&run);
		host_start(&run, NULL, arguments);
		while (atomic_load(&run.counts->started) <= CHILDREN)
			usleep(200);
		usleep((unsigned)rand() % 30000);
		assert_int_equal(0, kill(-run.pid, SIGKILL));
		host_wait(&run);
		assert_int_equal(SIGKILL, run.status);
		/* until its children have ended, too */
		while (!kill(-run.pid, 0))
			usleep(1000);
		assert_int_equal(1 + CHILDREN, host_files(&run, ".live", NULL));
		while (host_files(&run, ".live", path)) {
			struct trace_sum sum;

			path[strlen(path) - 5] = 0;
			assert_int_equal(0, trace_sum_read(&sum, path));
			for (unsigned k = 0; k < 8; k++)
				lost += sum.lost[k];
			for (unsigned k = 0; k < STREAMS; k++) {
				there += sum.next[k] - sum.missing_of[k];
				returned += sum.next[k] ? atomic_load(&run.counts->returned[k]) : 0;
				assert_in_range(sum.next[k], 0, run.counts->returned[k] + 1);
			}
			sum.missing = 0;
			check_sound(&sum);
			check_analyzed(path, &sum);
			unlink(path);
			strcat(path, ".live");
			unlink(path);
		}
		for (unsigned k = 0; k < STREAMS; k++)
			returned -= run.counts->returned[k];
		assert_int_equal(0, returned);  /* each stream was in one of them */
		for (unsigned k = 0; k < STREAMS; k++)
			returned += run.counts->returned[k];
		assert_in_range(there + lost, returned, UINT64_MAX);
		host_clean(&run);
	}
}

static void a_first_event_in_a_handler_survives_sigkill(void **state)
{
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	host_run(&run, "handler_first", "100", NULL);
	assert_int_equal(SIGKILL, run.status);
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_sound(&sum);
	assert_int_equal(200, sum.next[1]);
	host_clean(&run);
}

static void what_was_flushed_is_in_the_trace_alone(void **state)
{
	const char *const arguments[] = {"idle", "flush", NULL};
	struct trace_sum sum;
	struct host_run run;
	char live[256];

	(void)state;
	host_prepare(&run);
	host_start(&run, NULL, arguments);
	kill_after(&run, 0);
	assert_in_range(run.counts->facts[0], 1, 500000000);
	snprintf(live, sizeof(live), "%s.live", run.trace);
	assert_int_equal(0, unlink(live));
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_sound(&sum);
	assert_int_equal(1, sum.next[0]);
	host_clean(&run);
}

/* The last ten events were lost: a line reports the damage, and how many events may be missing. */
static void a_damaged_live_file_is_told_by_every_command(void **state)
{
	static const char *const commands[] = {"info", "check", "timeline"};
	const uint8_t zero[L1T_SLOT_BYTES] = {0};
	struct host_run run;
	char path[256], command[500], line[400];
	uint64_t head;
	int fd;

	(void)state;
	host_run(&run, "quiet_killed", "300", NULL);
	assert_int_equal(SIGKILL, run.status);
	snprintf(path, sizeof(path), "%s.live", run.trace);
	fd = open(path, O_RDWR);
	assert_int_equal(sizeof(head), pread(fd, &head, sizeof(head), L1T_PAGE));
	for (uint64_t slot = head - 20; slot < head; slot++)
		assert_int_equal(sizeof(zero), pwrite(fd, zero, sizeof(zero), 2 * L1T_PAGE +
			(off_t)(slot * L1T_SLOT_BYTES % L1T_RING_BYTES)));
	close(fd);
	for (unsigned i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		int told = 0;
		FILE *out;

		snprintf(command, sizeof(command), L1ANALYZE " %s '%s' 2>&1", commands[i], run.trace);
		out = popen(command, "r");
		assert_non_null(out);
		while (fgets(line, sizeof(line), out))
			told |= strstr(line, "of the live file, with at most") != NULL;
		assert_int_equal(4, WEXITSTATUS(pclose(out)));
		assert_true(told);
	}
	host_clean(&run);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_damaged_live_file_is_told_by_every_command),
		cmocka_unit_test(what_returned_before_sigkill_is_in_the_trace),
		cmocka_unit_test(a_process_group_killed_at_once_leaves_all_its_traces),
		cmocka_unit_test(a_first_event_in_a_handler_survives_sigkill),
		cmocka_unit_test(what_was_flushed_is_in_the_trace_alone),
	};

	if (argc > 1)
		rounds = (unsigned)strtoul(argv[1], NULL, 10);
	srand((unsigned)time(NULL));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
