/*
 * Signal handlers that record in the middle of a call; jumps out of them; cancelled threads.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#include "check.h"
#include "l1t_live.h"

static void handlers_record_in_the_middle_of_calls(void **state)
{
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	host_run(&run, "handler", NULL, NULL);
	assert_int_equal(0, run.status);
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	assert_int_equal(0, sum.out_of_order);
	assert_int_equal(0, sum.doubled);
	assert_int_equal(0, sum.undefined);
	assert_true(sum.status.finished);
	assert_int_equal(0, host_files(&run, ".live", NULL));
	/* on a busy machine the ring may be full; handlers do not wait */
	assert_in_range(run.counts->returned[0] - sum.next[0] + sum.missing, 0,
		sum.lost[L1T_LOST_RING_FULL]);
	assert_in_range(run.counts->returned[1], 100, UINT64_MAX);
	assert_int_equal(200000, run.counts->returned[0]);
	assert_int_equal(0, run.counts->facts[0]);      /* errno */
	host_clean(&run);
}

static void the_first_event_may_come_from_a_handler(void **state)
{
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	if (TSAN)
		skip();         /* TSan blocks all signals in handlers, unlike a kernel */
	host_run(&run, "handler_first", "40000", "and end");
	assert_int_equal(0, run.status);
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	assert_int_equal(0, sum.out_of_order);
	assert_int_equal(0, sum.doubled);
	assert_true(sum.status.finished);
	/* no handler may start the writer: only what a ring holds is kept */
	assert_true(sum.next[1] > 5000);
	/* the handler fills the ring, and does not wait: two allocs and a mark each time */
	assert_int_equal(3 * 40000,
		sum.kinds[L1T_ALLOC] + sum.kinds[L1T_MARK_BEGIN] + sum.lost[L1T_LOST_NO_WRITER]);
	host_clean(&run);
}

static void in_a_handler_a_full_ring_is_not_waited_for(void **state)
{
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	if (TSAN)
		skip();         /* slower than the writer */
	host_run(&run, "handler_full", NULL, NULL);
	assert_int_equal(0, run.status);
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	assert_int_equal(0, sum.doubled);
	assert_true(sum.lost[L1T_LOST_RING_FULL] > 10000);
	assert_int_equal(300000, sum.next[1] - sum.missing_of[1] + sum.lost[L1T_LOST_RING_FULL]);
	host_clean(&run);
}

static void interrupted_calls_are_waited_for(void **state)
{
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	if (TSAN)
		skip();         /* TSan delays signals until a call that it knows */
	host_run(&run, "handler_sleeps", NULL, NULL);
	assert_int_equal(0, run.status);
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	assert_int_equal(0, sum.lost[L1T_LOST_TORN]);
	assert_int_equal(0, sum.doubled);
	assert_int_equal(0, sum.out_of_order);
	assert_true(sum.status.finished);
	assert_int_equal(run.counts->returned[0],
		sum.next[0] - sum.missing_of[0] + sum.lost[L1T_LOST_RING_FULL]);
	host_clean(&run);
}

/* The end of the n-th ring, or its begin; -1: there is no such ring. */
static int64_t ring_position(int live, unsigned n, int is_end)
{
	struct l1t_ring_header h;
	off_t at = L1T_PAGE + n * (off_t)(L1T_PAGE + L1T_RING_BYTES);

	return pread(live, &h, sizeof(h), at) < (ssize_t)sizeof(h) ? -1
		: (int64_t)(is_end ? h.head : h.tail);
}

/* What lies in the rings at the moment has left them, or was given up, before the host goes on. */
static void drain(struct host_run *run)
{
	enum { TRIES = 6000 };
	unsigned tries = 0;
	char path[256];
	int live;

	for (; !atomic_load(&run->counts->started); usleep(10000))
		assert_in_range(tries++, 0, TRIES);
	snprintf(path, sizeof(path), "%s.live", run->trace);
	live = open(path, O_RDONLY);
	assert_true(live >= 0);
	for (unsigned n = 0; ring_position(live, n, 1) >= 0; n++)
		for (int64_t end = ring_position(live, n, 1); ring_position(live, n, 0) < end;) {
			assert_in_range(tries++, 0, TRIES);
			usleep(10000);
		}
	close(live);
	atomic_store(&run->counts->facts[2], 1);
}

static uint64_t torn_of(struct host_run *run)
{
	struct trace_sum sum;

	drain(run);
	host_wait(run);
	assert_int_equal(0, run->status);
	assert_int_equal(0, trace_sum_read(&sum, run->trace));
	assert_int_equal(0, sum.out_of_order);
	assert_int_equal(0, sum.doubled);
	assert_int_equal(0, sum.status.damaged_count);
	assert_int_equal(run->counts->returned[0], sum.next[0]);
	assert_int_equal(0, sum.missing_of[0]);
	host_clean(run);
	return sum.lost[L1T_LOST_TORN];
}

/*
 * What they interrupted blocks the ring, for a while. Until some of them were inside a reservation.
 * A host mostly waits until what never came back is given up: so there are several at once.
 */
static void handlers_that_jump_out_block_nothing_for_long(void **state)
{
	enum { TORN = 2, AT_ONCE = 8, RUNS_MAX = 1000 };
	/* a sanitizer's are rarely met */
	const char *const arguments[] = {"jump_out", ASAN ? "10000" : "5000", NULL};
	uint64_t torn = 0;

	(void)state;
	if (TSAN)
		skip();         /* TSan delays signals until a call that it knows */
	for (unsigned runs = 0; torn < TORN; runs += AT_ONCE) {
		struct host_run run[AT_ONCE];

		assert_in_range(runs, 0, RUNS_MAX);
		for (unsigned i = 0; i < AT_ONCE; i++) {
			host_prepare(&run[i]);
			host_start(&run[i], NULL, arguments);
		}
		for (unsigned i = 0; i < AT_ONCE; i++)
			torn += torn_of(&run[i]);
		print_message("%u hosts: %lu torn\n", runs + AT_ONCE, (unsigned long)torn);
	}
}

/* Also not out of a wait for room: the next call waits again. */
static void nor_does_a_jump_out_of_a_wait_for_room(void **state)
{
	enum { JUMPS = 100, RUNS_MAX = 1000 };
	uint64_t jumps = 0;

	(void)state;
	if (TSAN)
		skip();         /* TSan delays signals until a call that it knows */
	for (unsigned runs = 0; jumps < JUMPS; runs++) {
		struct trace_sum sum;
		struct host_run run;

		assert_in_range(runs, 0, RUNS_MAX);
		host_run(&run, "jump_out_of_wait", NULL, NULL);
		if (WIFEXITED(run.status) && WEXITSTATUS(run.status) == 77)
			skip();
		assert_int_equal(0, run.status);
		assert_int_equal(0, trace_sum_read(&sum, run.trace));
		assert_int_equal(0, sum.out_of_order);
		assert_int_equal(0, sum.status.damaged_count);
		assert_int_equal(0, run.counts->facts[2]);
		jumps += run.counts->facts[1];
		host_clean(&run);
	}
}

/* In each round the writer waits 10 ms for a call of pause that has not returned. */
static void nor_does_a_jump_out_of_a_pause(void **state)
{
	enum { JUMPS = 50, RUNS_MAX = 1000, WAIT_NS = 10000000 };
	uint64_t jumps = 0;

	(void)state;
	if (TSAN)
		skip();
	for (unsigned runs = 0; jumps < JUMPS; runs++) {
		struct trace_sum sum;
		struct host_run run;

		assert_in_range(runs, 0, RUNS_MAX);
		host_run(&run, "jump_out_of_pause", "20000", NULL);
		assert_int_equal(0, run.status);
		assert_int_equal(0, trace_sum_read(&sum, run.trace));
		assert_int_equal(0, sum.status.damaged_count);
		assert_in_range(run.counts->facts[2], 0, WAIT_NS - 1);
		jumps += run.counts->facts[1];
		host_clean(&run);
	}
}

static void cancelled_threads_leave_everything_in_order(void **state)
{
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	if (ASAN)
		skip();         /* ASan does not survive a cancelled thread's unwinding */
	host_run(&run, "cancel", NULL, NULL);
	assert_int_equal(0, run.status);
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_whole(&sum, &run);
	host_clean(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(handlers_record_in_the_middle_of_calls),
		cmocka_unit_test(the_first_event_may_come_from_a_handler),
		cmocka_unit_test(in_a_handler_a_full_ring_is_not_waited_for),
		cmocka_unit_test(interrupted_calls_are_waited_for),
		cmocka_unit_test(handlers_that_jump_out_block_nothing_for_long),
		cmocka_unit_test(nor_does_a_jump_out_of_a_wait_for_room),
		cmocka_unit_test(nor_does_a_jump_out_of_a_pause),
		cmocka_unit_test(cancelled_threads_leave_everything_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
