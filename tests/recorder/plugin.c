/*
 * A plugin of a host that knows nothing of the recorder: it records when it is loaded, when it is
 * called and when it is unloaded.
 *
 * Must not know: what becomes of the trace.
 */
#include "l1trace.h"
#include "plugin.h"

static uint64_t next;

void plugin_record(unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		l1trace_alloc(&(struct l1trace_buffer){.id = next++, .type = L1TRACE_L1});
}

uint64_t plugin_next(uint64_t from)
{
	uint64_t before = next;

	next = from;
	return before;
}

__attribute__((destructor)) static void unloaded(void)
{
	plugin_record(3);
}
