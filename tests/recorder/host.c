/*
 * main() of the recording program, and what all its scenarios use: see host.h.
 *
 * Must not know: what becomes of the trace.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include "host.h"

struct counts *counts;

static const struct {
	const char *name;
	scenario *run;
} scenarios[] = {
	{"one", host_one}, {"kinds", host_kinds}, {"ops", host_ops}, {"threads", host_threads}, {"flat", host_flat},
	{"many_threads", host_many_threads}, {"definitions", host_definitions},
	{"after_end", host_after_end}, {"exit_ways", host_exit_ways}, {"pause", host_pause},
	{"pause_threads", host_pause_threads}, {"pause_late", host_pause_late},
	{"pause_killed", host_pause_killed},
	{"idle", host_idle}, {"overflow", host_overflow},
	{"thread_destructors", host_thread_destructors}, {"late_thread", host_late_thread},
	{"fork", host_fork}, {"fork_exec", host_fork_exec}, {"fork_threads", host_fork_threads},
	{"fork_silent", host_fork_silent}, {"fork_lost", host_fork_lost}, {"grandchild", host_grandchild}, {"vfork", host_vfork}, {"daemon", host_daemon},
	{"exec", host_exec}, {"handler", host_handler}, {"handler_first", host_handler_first},
	{"handler_flat", host_handler_flat}, {"handler_full", host_handler_full},
	{"handler_sleeps", host_handler_sleeps}, {"jump_out", host_jump_out},
	{"jump_out_of_wait", host_jump_out_of_wait}, {"jump_out_of_pause", host_jump_out_of_pause},
	 {"cancel", host_cancel},
	{"close_all", host_close_all}, {"chdir", host_chdir}, {"chroot", host_chroot},
	{"setuid", host_setuid}, {"child_cannot", host_child_cannot}, {"delete", host_delete},
	 {"full_disk", host_full_disk},
	{"file_limit", host_file_limit}, {"no_threads", host_no_threads},
	{"writer_dies", host_writer_dies}, {"truncate", host_truncate}, {"family", host_family},
	{"exceptions", host_exceptions}, {"drained_exits", host_drained_exits},
	{"lost_threads", host_lost_threads}, {"twins", host_twins},
	{"other_user", host_other_user}, {"delete_one", host_delete_one}, {"steady", host_steady},
	{"stuck_stderr", host_stuck_stderr}, {"foreign_stderr", host_foreign_stderr},
	{"few_files", host_few_files}, {"little_memory", host_little_memory},
	{"sandbox", host_sandbox}, {"no_proc", host_no_proc},
	{"small_handler_stack", host_small_handler_stack}, {"small_thread", host_small_thread},
	{"looks_around", host_looks_around}, {"descriptors", host_descriptors},
	{"no_environment", host_no_environment}, {"quota", host_quota},
	{"first_refused", host_first_refused}, {"ring_refused", host_ring_refused},
	{"interrupted", host_interrupted}, {"short_writes", host_short_writes},
	{"hollow", host_hollow}, {"quiet_killed", host_quiet_killed},
	{"little_to_begin_with", host_little_to_begin_with},
	{"grab", host_grab}, {"no_own_table", host_no_own_table},
	{"keeps_nothing_open", host_keeps_nothing_open}, {"opens", host_opens},
	{"cut_live", host_cut_live}, {"cut_and_grown", host_cut_and_grown},
	{"other_bus", host_other_bus}, {"own_bus", host_own_bus},
};

void host_alloc(unsigned stream)
{
	uint64_t n = atomic_load(&counts->returned[stream]);
	struct l1trace_buffer b = {.id = (uint64_t)stream << 32 | n, .size_bytes = 4096,
		.address = 0x100000 + n % 1000 * 64, .bytes_per_core = 64, .device = 1,
		.page_bytes = 2048, .core_count = 64, .type = L1TRACE_L1};

	l1trace_alloc(&b);
	atomic_store(&counts->returned[stream], n + 1);
}

void host_free_all(unsigned stream)
{
	uint64_t n = atomic_load(&counts->returned[stream]);

	for (uint64_t i = 0; i < n; i++)
		l1trace_free((uint64_t)stream << 32 | i, 1, L1TRACE_L1);
}

uint64_t host_now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

uint64_t host_run_delay_ns(void)
{
	FILE *f = fopen("/proc/thread-self/schedstat", "re");
	uint64_t delay_ns = 0;

	if (f && fscanf(f, "%*u %" SCNu64, &delay_ns) != 1)
		delay_ns = 0;
	if (f)
		fclose(f);
	return delay_ns;
}

uint64_t host_longest_call_ns(unsigned stream, unsigned long calls)
{
	enum { WORTH_A_LOOK_NS = 20000000 };
	uint64_t longest = 0, before = host_now_ns(), now, delay = host_run_delay_ns(), later;

	for (unsigned long i = 0; i < calls; i++) {
		uint64_t took;

		host_alloc(stream);
		now = host_now_ns();
		took = now - before;
		if (took > WORTH_A_LOOK_NS) {
			later = host_run_delay_ns();
			took -= later - delay < took ? later - delay : took;
			delay = later;
			now = host_now_ns();
		}
		if (took > longest)
			longest = took;
		before = now;
	}
	return longest;
}

void host_pace(void)
{
	static _Thread_local unsigned calls;

	if (!(++calls % 256))
		host_sleep_us(200);
	for (uint64_t until = host_now_ns() + 1000; host_now_ns() < until;)
		;
}

void host_leave_room(unsigned events)
{
	if (events % 1024 == 0)
		l1trace_flush();
}

/*
 * Sleeps until a fixed time: restarting the rest of a sleep never ends when signals arrive faster.
 */
void host_sleep_us(unsigned us)
{
	uint64_t until = host_now_ns() + us * 1000ull;
	struct timespec t = {(time_t)(until / 1000000000), (long)(until % 1000000000)};

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL))
		;
}

int main(int argc, char **argv)
{
	int fd = argc > 2 ? open(argv[1], O_RDWR | O_CLOEXEC) : -1;

	if (fd < 0) {
		fprintf(stderr, "usage: recorder_host COUNTS SCENARIO [ARGUMENT...]\n");
		return 2;
	}
	counts = mmap(NULL, sizeof(*counts), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (counts == MAP_FAILED)
		return 2;
	for (size_t i = 0; i < sizeof(scenarios) / sizeof(*scenarios); i++)
		if (!strcmp(argv[2], scenarios[i].name))
			return scenarios[i].run(argc > 3 ? argv[3] : NULL,
				argc > 4 ? argv[4] : NULL);
	fprintf(stderr, "recorder_host: no scenario '%s'\n", argv[2]);
	return 2;
}
