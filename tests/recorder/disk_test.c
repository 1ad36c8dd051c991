/*
 * A disk that is full, has a limit, is read-only, or has room again: the host continues, and what
 * could be kept can be read.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
#include "check.h"

static void a_limit_on_file_sizes_kills_nobody(void **state)
{
	/*
	 * the first ring fits; one ring fits, but not its thread's trace; not even the header fits
	 */
	static const char *const limits[] = {"1000000", "600000", "4000", "40"};

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		struct host_run run;
		struct trace_sum sum;

		host_run(&run, "file_limit", limits[i], NULL);
		assert_int_equal(0, run.status);
		assert_in_range(host_lines(&run), i < 2 ? 0 : 1, 1);
		assert_in_range(run.counts->facts[0], 0, WAIT_MAX_NS);
		assert_int_equal(200010, run.counts->returned[0]);
		if (i < 2) {
			assert_int_equal(0, trace_sum_read(&sum, run.trace));
			assert_int_equal(0, sum.doubled);
			assert_int_equal(0, sum.out_of_order);
			/* two threads of 100 events, and a thread record each, got no ring */
			assert_in_range(sum.lost[L1T_LOST_NO_RING], 200, 204);
		} else {
			assert_int_equal(0, host_files(&run, "l1t", NULL));
		}
		host_clean(&run);
	}
}

static void write_ballast(const char *path, size_t bytes)
{
	char *zeros = calloc(1, bytes);
	int fd = open(path, O_WRONLY | O_CREAT, 0600);

	assert_true(fd >= 0 && zeros);
	assert_int_equal(bytes, write(fd, zeros, bytes));
	close(fd);
	free(zeros);
}

/* Runs on a disk with these options; the host removes `ballast` bytes when the disk is full. */
static void check_full_disk(const char *options, size_t ballast, const char *user)
{
	char folder[128], path[256], trace[256];
	struct trace_sum sum;
	struct host_run run;

	host_prepare(&run);
	host_mount_disk(&run, folder, options);
	snprintf(path, sizeof(path), "%s/ballast", folder);
	snprintf(trace, sizeof(trace), "%s/run.l1t", folder);
	if (ballast)
		write_ballast(path, ballast);
	host_start(&run, trace,
		(const char *const[]){"full_disk", ballast ? path : "", user, NULL});
	host_wait(&run);
	assert_int_equal(0, run.status);
	assert_int_equal(1, host_lines(&run));
	assert_in_range(run.counts->facts[0], 0, WAIT_MAX_NS);
	assert_int_equal(0, trace_sum_read(&sum, trace));
	assert_int_equal(0, sum.out_of_order);
	assert_int_equal(0, sum.doubled);
	assert_int_equal(0, sum.status.damaged_count);
	assert_true(sum.kinds[L1T_NOTE] > 1000);
	assert_true(lost_in_all(&sum) > 1000);
	/* every call is recorded or counted: notes, and allocs of three streams */
	assert_int_equal(60000 + 30000 + 100 + (ballast ? 300000 : 10),
		sum.kinds[L1T_NOTE] + sum.kinds[L1T_ALLOC] + lost_in_all(&sum));
	if (ballast) {
		/* threads wait for full rings again, unless other processes use the processors */
		assert_in_range(sum.next[2] - sum.missing_of[2], 150000, 300000);
		assert_true(sum.status.finished);
	}
	assert_int_equal(0, umount2(folder, MNT_DETACH));
	host_clean(&run);
}

static void a_full_disk_stops_nobody(void **state)
{
	(void)state;
	if (geteuid())
		skip();
	check_full_disk("size=2m", 0, NULL);
}

static void nor_does_a_quota(void **state)
{
	(void)state;
	if (geteuid())
		skip();
	check_full_disk("size=64m,usrquota,usrquota_block_hardlimit=2m", 0, "65534");
}

static void a_disk_that_may_only_be_read_is_said_once(void **state)
{
	char folder[128], trace[256];
	struct host_run run;

	(void)state;
	if (geteuid())
		skip();
	host_prepare(&run);
	host_mount_disk(&run, folder, "size=2m");
	snprintf(trace, sizeof(trace), "%s/run.l1t", folder);
	assert_int_equal(0, mount("none", folder, NULL, MS_REMOUNT | MS_RDONLY, NULL));
	host_start(&run, trace, (const char *const[]){"overflow", "100000", NULL});
	host_wait(&run);
	assert_int_equal(0, umount2(folder, MNT_DETACH));
	assert_int_equal(0, run.status);
	assert_int_equal(1, host_lines(&run));
	assert_non_null(strstr(run.said, "Read-only"));
	assert_int_equal(100000, run.counts->returned[0]);
	host_clean(&run);
}

static void when_the_disk_has_room_again_recording_goes_on(void **state)
{
	(void)state;
	if (geteuid())
		skip();
	check_full_disk("size=6m", 4 << 20, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_limit_on_file_sizes_kills_nobody),
		cmocka_unit_test(a_full_disk_stops_nobody),
		cmocka_unit_test(nor_does_a_quota),
		cmocka_unit_test(a_disk_that_may_only_be_read_is_said_once),
		cmocka_unit_test(when_the_disk_has_room_again_recording_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
