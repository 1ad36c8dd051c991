/*
 * A buffer holds what the first tensor over it is: later ones are views. But an operation may make
 * its result in another shape first and return a view of it: of tensors that are made within one call
 * from Python the last one counts. Ids grow and are not used again, and old buffers get few new
 * tensors: so it is enough to remember what was said of the latest.
 *
 * Must not know: hooks, how the runtime keeps tensors.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include "callsite.h"
#include "l1trace.h"
#include "runtime_abi.h"
#include "tensors.h"
#include "thread_state.h"
#include "unwinding.h"

enum { LATEST = 4096, IN_CALL = 4 };   /* powers of two */

/* What was said of buffers, each at the place of its id. Two threads that use a place at the same
 * time may say too much of a buffer, or nothing; but never what another one holds. */
static struct {
	_Atomic uint64_t id;
	_Atomic uint64_t call;          /* from Python, in which it was said; 0: not known */
	_Atomic uint32_t tensor;        /* id of the definition */
	_Atomic uint64_t taken;         /* the last call that made another tensor over it */
} said[LATEST];

/* Buffers of which this thread spoke last. */
static _Thread_local struct {
	struct {
		uint64_t id, address, size_bytes, call;
		uint8_t type;
	} at[IN_CALL];
	unsigned count;
} latest __attribute__((tls_model("initial-exec")));

static bool wanted;

void ttm_tensors_look(void)
{
	const char *value = getenv("L1TRACE_TENSORS");

	wanted = !value || strcmp(value, "0");
}

bool ttm_tensors_wanted(void)
{
	return wanted;
}

struct reading {
	const void *tensor;
	struct abi_tensor *out;
};

static void read_tensor(void *argument)
{
	struct reading *r = argument;

	abi_read_tensor(r->tensor, r->out);
}

static uint32_t definition_of(const void *tensor)
{
	struct abi_tensor out;
	struct reading r = {tensor, &out};

	ttm_guarded(read_tensor, &r);
	if (out.range_count)
		out.t.cores = l1trace_cores(out.ranges, out.range_count);
	return l1trace_tensor(&out.t);
}

/* A number for this call from Python that no other call has, on any thread; 0: not known. */
static uint64_t this_call(void)
{
	return ttm_in_python_call() ? (uintptr_t)&ttm_thread * UINT64_C(0x9e3779b97f4a7c15) +
		ttm_python_call() : 0;
}

static void say(const void *tensor, uint64_t id, uint8_t type, uint64_t call, uint64_t before)
{
	unsigned at = id % LATEST;
	uint32_t what = definition_of(tensor);

	if (!what || (before == id &&
		atomic_load_explicit(&said[at].tensor, memory_order_relaxed) == what))
		return;
	atomic_store_explicit(&said[at].id, id, memory_order_relaxed);
	atomic_store_explicit(&said[at].call, call, memory_order_relaxed);
	atomic_store_explicit(&said[at].tensor, what, memory_order_relaxed);
	l1trace_holds(id, type, what);
}

/* The buffer that was made in this call at the place of a view; 0: none. */
static uint64_t viewed(const struct abi_memory *m, uint64_t call)
{
	for (unsigned i = 1; i <= IN_CALL; i++) {
		unsigned at = (latest.count - i) % IN_CALL;

		if (latest.at[at].call == call && latest.at[at].type == m->b.type &&
			latest.at[at].address == m->address &&
			latest.at[at].size_bytes == m->b.size_bytes)
			return latest.at[at].id;
	}
	return 0;
}

/* Is it the first tensor that this call makes over the buffer? */
static bool is_taken_anew(uint64_t id, uint64_t call)
{
	return !call || atomic_exchange_explicit(&said[id % LATEST].taken, call ^ id,
		memory_order_relaxed) != (call ^ id);
}

bool ttm_tensor(const void *tensor, uint64_t id, const struct abi_memory *m)
{
	uint64_t call = this_call(), before;

	if (!id) {
		id = call ? viewed(m, call) : 0;
		if (id)
			say(tensor, id, m->b.type, call, id);
		return !id;
	}
	before = atomic_load_explicit(&said[id % LATEST].id, memory_order_relaxed);
	/* a view of a buffer, perhaps of one that is not remembered any more */
	if (before > id || (before == id && (!call ||
		atomic_load_explicit(&said[id % LATEST].call, memory_order_relaxed) != call)))
		return is_taken_anew(id, call);
	if (before != id) {
		latest.at[latest.count % IN_CALL].id = id;
		latest.at[latest.count % IN_CALL].address = m->address;
		latest.at[latest.count % IN_CALL].size_bytes = m->b.size_bytes;
		latest.at[latest.count % IN_CALL].type = m->b.type;
		latest.at[latest.count++ % IN_CALL].call = call;
	}
	say(tensor, id, m->b.type, call, before);
	return false;
}
