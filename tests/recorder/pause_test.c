/*
 * Pause and resume: what is live at a resume is announced, whatever the threads did during the
 * pause.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include "check.h"
#include "l1t_fold.h"

static void what_is_live_at_a_resume_is_announced(void **state)
{
	struct trace_record *regions, *programs;
	struct trace_sum sum;
	struct host_run run;
	size_t n, announced = 0;

	(void)state;
	host_run(&run, "pause", NULL, NULL);
	assert_int_equal(0, run.status);
	assert_int_equal(0, run.counts->facts[0]);
	assert_int_equal(1, run.counts->facts[1]);
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_sound(&sum);
	assert_int_equal(10, sum.next[0]);
	assert_int_equal(0, sum.next[1]);
	assert_int_equal(5, sum.next[2]);
	assert_int_equal(7 + 5, sum.announced);
	assert_int_equal(0, sum.kinds[L1T_FREE]);
	assert_int_equal(0, sum.kinds[L1T_MARK_BEGIN]);
	assert_int_equal(1, sum.kinds[L1T_PAUSE]);
	assert_int_equal(1, sum.kinds[L1T_RESUME]);
	assert_int_equal(2, sum.kinds[L1T_DEVICE]);
	n = trace_records(run.trace, L1T_REGION, &regions);
	for (size_t i = 0; i < n; i++)
		announced += regions[i].record.region.flags & L1T_REGION_ANNOUNCED
			&& regions[i].record.region.program == 1;
	assert_int_equal(7 + 3, n);
	assert_int_equal(3, announced);
	assert_int_equal(2, trace_records(run.trace, L1T_PROGRAM, &programs));
	free(regions);
	free(programs);
	host_clean(&run);
}

static void what_was_paused_stays_out_when_the_process_is_killed(void **state)
{
	(void)state;
	for (unsigned resumed = 0; resumed < 2; resumed++) {
		struct l1t_exit how = {0, SIGKILL, L1T_UNKNOWN};
		struct l1t_fold_result folded;
		struct host_run run;
		char message[256];

		host_run(&run, "pause_killed", resumed ? "resumed" : NULL, NULL);
		assert_int_equal(SIGKILL, run.status);
		for (unsigned together = 0; together < 2; together++) {
			struct trace_sum sum;

			assert_int_equal(0, trace_sum_read(&sum, run.trace));
			check_sound(&sum);
			assert_int_equal(10, sum.next[0]);
			assert_int_equal(0, sum.next[1]);
			assert_int_equal(resumed ? 10 : 0, sum.next[2]);
			assert_int_equal(0, sum.kinds[L1T_FREE]);
			assert_int_equal(0, sum.kinds[L1T_MARK_BEGIN]);
			assert_int_equal(1, sum.kinds[L1T_PAUSE]);
			assert_int_equal(resumed, sum.kinds[L1T_NOTE]);
			assert_true(sum.kinds[L1T_STRING] >= 1);
			if (!together)
				assert_int_equal(0, l1t_fold(run.trace, &how, &folded, message,
					sizeof(message)));
		}
		host_clean(&run);
	}
}

static void of_what_is_gone_nothing_is_remembered(void **state)
{
	(void)state;
	for (unsigned rings = 1; rings <= 2; rings++) {
		struct trace_sum sum;
		struct host_run run;

		host_run(&run, "pause_late", rings > 1 ? "2" : "1", NULL);
		assert_int_equal(0, run.status);
		assert_int_equal(0, trace_sum_read(&sum, run.trace));
		check_whole(&sum, &run);
		assert_int_equal(10 + rings - 1, sum.announced);
		assert_int_equal(0, sum.kinds[L1T_NOTE]);
		host_clean(&run);
	}
}

/* The allocs that the last resume announced are those that the churning threads left. */
static void nothing_is_forgotten_when_threads_allocate_and_free_across_pauses(void **state)
{
	/* with TSan the writer is too slow for more events than a ring holds */
	enum { EVENTS = TSAN ? 5000 : 20000, KEPT = 97, LATER = 3, STREAMS_USED = 4 };
	static uint8_t live[STREAMS_USED][EVENTS];
	const struct l1t_record *record;
	struct l1t_reader *reader;
	struct trace_sum sum;
	struct host_run run;
	char message[256];

	(void)state;
	/* on a very busy machine events are lost: try again then */
	for (unsigned i = 0; i < 5; i++) {
		if (i)
			host_clean(&run);
		host_run(&run, "pause_threads", TSAN ? "5000" : "20000", NULL);
		assert_int_equal(0, run.status);
		assert_int_equal(0, trace_sum_read(&sum, run.trace));
		if (!sum.kinds[L1T_LOST])
			break;
	}
	assert_int_equal(0, sum.kinds[L1T_LOST]);
	assert_int_equal(0, sum.out_of_order);
	assert_int_equal(41, sum.kinds[L1T_PAUSE]);
	assert_int_equal(41, sum.kinds[L1T_RESUME]);
	assert_int_equal(0, l1t_reader_open(&reader, run.trace, message, sizeof(message)));
	memset(live, 0, sizeof(live));
	while (l1t_reader_next(reader, &record) == 1) {
		unsigned stream = (unsigned)(record->alloc.id >> 32) % STREAMS_USED;
		uint32_t n = (uint32_t)record->alloc.id % EVENTS;

		/* each resume announces everything live, so that a reader could begin there */
		if (record->kind == L1T_RESUME)
			memset(live, 0, sizeof(live));
		else if (record->kind == L1T_ALLOC)
			live[stream][n] = 1;
		else if (record->kind == L1T_FREE) {
			assert_int_equal(1, live[stream][n]);
			live[stream][n] = 0;
		}
	}
	l1t_reader_close(reader);
	for (unsigned s = 0; s < STREAMS_USED; s++)
		for (uint32_t n = 0; n < EVENTS; n++)
			assert_int_equal(n % KEPT == 0 || n >= EVENTS - LATER, live[s][n]);
	host_clean(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_live_at_a_resume_is_announced),
		cmocka_unit_test(what_was_paused_stays_out_when_the_process_is_killed),
		cmocka_unit_test(of_what_is_gone_nothing_is_remembered),
		cmocka_unit_test(nothing_is_forgotten_when_threads_allocate_and_free_across_pauses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
