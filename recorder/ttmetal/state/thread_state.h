/*
 * Whether hooks record, and what a thread is doing at the time.
 *
 * Must not know: what the hooks record.
 */
#ifndef TTM_THREAD_STATE_H
#define TTM_THREAD_STATE_H

#include <stdatomic.h>
#include <stdint.h>
#include "runtime_abi.h"

enum ttm_phase {
	TTM_NEW,
	TTM_OFF,                /* not asked for: no hook does anything */
	TTM_ON,
	TTM_STOPPED,            /* no trace can be written: hooks only do what mock mode needs */
};

extern _Atomic int ttm_phase;

enum { TTM_TRACKED_MAX = 8 };

struct ttm_thread {
	struct placement *placing;      /* innermost placement of a program's regions */
	const void *dying;              /* program whose destructor runs */
	uint32_t operation;             /* name of the operation tracked last, a string id */
	uint32_t tracked_count;
	const void *tracked[TTM_TRACKED_MAX];   /* programs tracked since the last enqueue */
	uint64_t given_address;         /* last given by an allocator's free list */
	uint64_t given_bytes;
	uint64_t forwarding[ABI_HOOK_COUNT / 64 + 1];   /* a bit a hook: its call is forwarded */
	const void *making;             /* frame in which an operation's program is built */
	uint32_t making_call;           /* number of Python's call then */
	uint32_t failed_call;           /* Python's call that had a recorded failure, plus 1 */
	const char *purpose;            /* of what is allocated now; NULL: unknown, or a tensor */
	uint64_t purposed;              /* buffer whose purpose was noted last */
	struct {                        /* the tensor's deallocate() that runs */
		const void *caller;     /* where it was called; NULL: none runs */
		const void *function;
	} deallocates;
	uint32_t frees;                 /* how many of its frees were seen */
	uint8_t closing;                /* depth of closes of devices */
	uint8_t launching;              /* depth of enqueues */
	uint8_t tracing;                /* depth of mesh trace calls */
	uint8_t checking;               /* depth of checks of a program's parts */
};
extern _Thread_local struct ttm_thread ttm_thread __attribute__((tls_model("initial-exec")));

#endif
