/* Checks of a trace that most tests make. */
#ifndef CHECK_H
#define CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "run_host.h"
#include "trace_sum.h"

/* Built with a sanitizer: slower, larger, and with restrictions of its own. */
#ifdef __SANITIZE_ADDRESS__
enum { ASAN = 1 };
#else
enum { ASAN = 0 };
#endif
#ifdef __SANITIZE_THREAD__
enum { TSAN = 1 };
#else
enum { TSAN = 0 };
#endif
/*
 * Under qemu-user: slower, no program can start another, MADV_WIPEONFORK does nothing, and the
 * emulator's memory is the program's.
 */
#ifdef L1TRACE_EMULATED
enum { EMULATED = 1 };
#else
enum { EMULATED = 0 };
#endif

enum { WAIT_MAX_NS = 150000000 };       /* of one call: 100 ms, and a busy machine */

static inline uint64_t lost_in_all(const struct trace_sum *sum)
{
	uint64_t n = 0;

	for (unsigned i = 0; i < 8; i++)
		n += sum->lost[i];
	return n;
}

/*
 * The records are in order, none is doubled or missing, and everything they refer to was defined.
 */
static inline void check_sound(const struct trace_sum *sum)
{
	assert_int_equal(0, sum->out_of_order);
	assert_int_equal(0, sum->doubled);
	assert_int_equal(0, sum->missing);
	assert_int_equal(0, sum->undefined);
	assert_int_equal(0, sum->status.damaged_count);
	assert_int_equal(1, sum->kinds[L1T_BEGIN]);
}

/* All calls of the stream that returned are there, and at most one that had not returned. */
static inline void check_stream(const struct trace_sum *sum, const struct host_run *run,
	unsigned stream)
{
	uint64_t returned = atomic_load(&run->counts->returned[stream]);

	assert_in_range(sum->next[stream], returned, returned + 1);
}

/* A complete trace that reached its normal end: nothing lost, no live file, nothing printed. */
static inline void check_whole(const struct trace_sum *sum, const struct host_run *run)
{
	check_sound(sum);
	for (unsigned i = 0; i < STREAMS; i++)
		assert_int_equal(atomic_load(&run->counts->returned[i]), sum->next[i]);
	assert_true(sum->status.finished);
	assert_int_equal(1, sum->kinds[L1T_END]);
	assert_int_equal(0, sum->kinds[L1T_LOST]);
	assert_int_equal(0, host_files(run, ".live", NULL));
	assert_string_equal("", run->said);
}

#endif
