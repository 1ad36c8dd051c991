/*
 * Which failures were recorded and have not reached the user yet. See recorded_failures.h.
 *
 * Must not know: hooks.
 */
#include <stdatomic.h>
#include "callsite.h"
#include "recorded_failures.h"
#include "thread_state.h"

enum { RECORDED_MAX = 16 };

/* Texts of recorded failures that have not reached the user yet; 0: none. */
static _Atomic uint64_t recorded[RECORDED_MAX];
static _Atomic unsigned recorded_count;

uint64_t ttm_text_hash(const char *text)
{
	uint64_t h = 14695981039346656037u;

	for (; *text; text++)
		h = (h ^ (uint8_t)*text) * 1099511628211u;
	return h ? h : 1;
}

void ttm_failure_recorded(const char *text)
{
	unsigned n;

	ttm_thread.failed_call = ttm_python_call() + 1;
	if (!text)
		return;
	n = atomic_fetch_add(&recorded_count, 1);
	atomic_store(&recorded[n % RECORDED_MAX], ttm_text_hash(text));
}

/*
 * Searches the failures of all threads: another thread of the runtime may have failed, and this one
 * passes its exception on.
 */
bool ttm_failure_take_recorded(uint64_t text_hash)
{
	bool found = false;

	for (unsigned i = 0; i < RECORDED_MAX; i++) {
		uint64_t wanted = text_hash;

		found |= atomic_compare_exchange_strong(&recorded[i], &wanted, 0);
	}
	return found;
}

/*
 * Between the failure and the exception Python takes its lock back once, or holds it all the time.
 */
bool ttm_failed_in_this_call(void)
{
	uint32_t failed = ttm_thread.failed_call;

	ttm_thread.failed_call = 0;
	return failed && ttm_python_call() + 1 - failed <= 1;
}
