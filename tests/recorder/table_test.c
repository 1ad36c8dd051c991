/*
 * The recorder's descriptors are in a table of their own: whatever a host does to its numbers, at
 * any time, no file of the host's is written to, and no file of ours is lost.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "check.h"

enum { VICTIM_BYTES = 4096, RUNS_MAX = 10000 };

static void write_victim(const char *path)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	for (unsigned i = 0; i < VICTIM_BYTES; i++)
		fputc('V', f);
	assert_int_equal(0, fclose(f));
}

static void check_victim(const char *path)
{
	FILE *f = fopen(path, "r");
	int c, n = 0;

	assert_non_null(f);
	while ((c = fgetc(f)) != EOF) {
		assert_int_equal('V', c);
		n++;
	}
	fclose(f);
	assert_int_equal(VICTIM_BYTES, n);
}

/*
 * Repeats until this many grabs hit each of the calls: on an idle machine after ten runs or so, on
 * a busy one after some hundreds.
 */
static void grab_until(const char *how, unsigned first, unsigned of_threads, unsigned flushes)
{
	uint64_t hits[3] = {0};
	unsigned runs = 0;

	for (; hits[0] < first || hits[1] < of_threads || hits[2] < flushes; runs++) {
		struct trace_sum sum;
		struct host_run run;
		char victim[128];

		assert_in_range(runs, 0, RUNS_MAX);
		host_prepare(&run);
		snprintf(victim, sizeof(victim), "%s/victim", run.folder);
		write_victim(victim);
		host_start(&run, NULL, (const char *const[]){"grab", victim, how, NULL});
		host_wait(&run);
		if (WIFEXITED(run.status) && WEXITSTATUS(run.status) == 77)
			skip();
		assert_int_equal(0, run.status);
		check_victim(victim);
		assert_int_equal(0, trace_sum_read(&sum, run.trace));
		check_whole(&sum, &run);
		for (unsigned i = 0; i < 3; i++)
			hits[i] += run.counts->facts[i];
		host_clean(&run);
	}
	print_message("%u runs: %u, %u and %u grabs\n", runs, (unsigned)hits[0], (unsigned)hits[1],
		(unsigned)hits[2]);
}

static void descriptors_grabbed_inside_of_any_call_harm_nobody(void **state)
{
	(void)state;
	if (ASAN || TSAN)
		skip();         /* too slow: the ring would be full */
	grab_until(NULL, 100, 200, 200);
}

static void nor_where_the_first_event_is_made_in_a_handler(void **state)
{
	(void)state;
	if (ASAN || TSAN)
		skip();         /* there are no errands with sanitizers */
	grab_until("handler", 50, 50, 50);
}

static void nor_where_the_kernel_is_older(void **state)
{
	(void)state;
	if (ASAN || TSAN)
		skip();
	grab_until("old", 20, 20, 20);
}

static void where_no_table_can_be_had_the_trace_notes_it(void **state)
{
	struct trace_record *notes;
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	if (ASAN || TSAN)
		skip();
	host_run(&run, "no_own_table", NULL, NULL);
	if (WIFEXITED(run.status) && WEXITSTATUS(run.status) == 77)
		skip();
	assert_int_equal(0, run.status);
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_whole(&sum, &run);
	assert_int_equal(1, trace_records(run.trace, L1T_NOTE, &notes));
	assert_non_null(memmem(notes->blob, sizeof(notes->blob), "descriptors", 11));
	free(notes);
	host_clean(&run);
}

static void nothing_of_the_host_is_kept_open(void **state)
{
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	host_run(&run, "keeps_nothing_open", NULL, NULL);
	assert_int_equal(0, run.status);
	if (!TSAN) {            /* TSan has threads of its own */
		assert_int_equal(5, run.counts->facts[0]);      /* three are placeholders */
		assert_int_equal(0, run.counts->facts[1]);
	}
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_whole(&sum, &run);
	host_clean(&run);
}

/*
 * ThreadSanitizer knows descriptors by their numbers alone, and exits with 66 if it has seen a race.
 */
static void a_sanitizer_of_the_host_takes_no_file_of_ours_for_one_of_its_own(void **state)
{
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	host_run(&run, "opens", NULL, NULL);
	assert_string_equal("", run.said);
	assert_int_equal(0, run.status);
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_whole(&sum, &run);
	host_clean(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(descriptors_grabbed_inside_of_any_call_harm_nobody),
		cmocka_unit_test(nor_where_the_first_event_is_made_in_a_handler),
		cmocka_unit_test(nor_where_the_kernel_is_older),
		cmocka_unit_test(where_no_table_can_be_had_the_trace_notes_it),
		cmocka_unit_test(nothing_of_the_host_is_kept_open),
		cmocka_unit_test(a_sanitizer_of_the_host_takes_no_file_of_ours_for_one_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
