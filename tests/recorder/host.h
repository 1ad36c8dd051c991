/*
 * A program that records, in as many ways as there are scenarios: what the tests run and kill.
 *
 *     recorder_host COUNTS SCENARIO [ARGUMENT...]
 *
 * Must not know: what becomes of the trace.
 *
 * It keeps count, in pages shared with the test (the file COUNTS), of the calls that returned.
 */
#ifndef HOST_H
#define HOST_H

#include <stdatomic.h>
#include <stdint.h>
#include "l1trace.h"

enum { HOST_STREAMS = 64 };

struct counts {
	_Atomic uint64_t returned[HOST_STREAMS];        /* allocs of each stream */
	_Atomic uint64_t facts[16];                     /* whatever a scenario reports */
	_Atomic uint64_t started;                       /* recording: may be killed now */
};
extern struct counts *counts;

/* Makes the next alloc of a stream; counts it when it has returned. */
void host_alloc(unsigned stream);
void host_free_all(unsigned stream);
uint64_t host_now_ns(void);
/* How long this thread has waited for a processor so far. 0: the kernel does not tell. */
uint64_t host_run_delay_ns(void);
/* Allocations of a stream; the longest of them, less what other threads and programs had the processor
 * for while it waited to go on. */
uint64_t host_longest_call_ns(unsigned stream, unsigned long calls);
/* The counts file, for a child program. */
void host_counts_path(char path[512]);
void host_sleep_us(unsigned us);
/*
 * Waits about as long as a real program does between calls, so that no ring is ever full. Now and
 * then it sleeps, so that threads share few processors fairly.
 */
void host_pace(void);
/*
 * Call it in a loop, with the number of events so far: waits for the writer. On a busy machine the
 * writer may not run, and a call waits for a full ring only 100 ms before it drops the event.
 */
void host_leave_room(unsigned events);

/* A scenario returns the exit status. Arguments that are left out are NULL. */
typedef int scenario(const char *a, const char *b);
scenario host_one, host_kinds, host_ops, host_threads, host_flat, host_many_threads, host_definitions,
	host_after_end, host_exit_ways, host_pause, host_pause_threads,
	host_pause_late, host_pause_killed, host_quiet_killed, host_idle, host_overflow,
	host_thread_destructors, host_late_thread;
scenario host_fork, host_fork_exec, host_fork_threads, host_fork_silent, host_fork_lost, host_grandchild, host_vfork, host_daemon,
	host_exec, host_family;
scenario host_handler, host_handler_first, host_handler_flat, host_handler_full,
	host_handler_sleeps, host_jump_out, host_jump_out_of_wait, host_jump_out_of_pause, host_cancel;
scenario host_close_all, host_chdir, host_chroot, host_setuid, host_child_cannot, host_delete, host_full_disk,
	host_file_limit, host_no_threads, host_writer_dies, host_truncate;
scenario host_exceptions, host_drained_exits, host_lost_threads, host_twins, host_other_user,
	host_delete_one, host_steady;
scenario host_stuck_stderr, host_foreign_stderr, host_few_files, host_little_memory, host_sandbox,
	host_no_proc, host_small_handler_stack, host_small_thread, host_looks_around,
	host_descriptors, host_no_environment;
scenario host_quota, host_first_refused, host_ring_refused, host_interrupted, host_short_writes,
	host_hollow, host_little_to_begin_with;
scenario host_grab, host_no_own_table, host_keeps_nothing_open, host_opens;
scenario host_cut_live, host_cut_and_grown, host_other_bus, host_own_bus;

#endif
