/* See buffer_words.h. */
#include <assert.h>
#include <stddef.h>
#include "buffer_words.h"
#include "l1t_record.h"

const char *buffer_kind(uint64_t type)
{
	static const char *const kinds[] = {"dram", "l1", "system_memory", "l1_small", "trace"};

	return type < 5 ? kinds[type] : type == L1T_PERSISTENT ? "persistent" : NULL;
}

const char *buffer_layout(uint64_t layout)
{
	static const char *const layouts[] = {"interleaved", "single bank", "height sharded",
		"width sharded", "block sharded", "nd sharded"};

	return layout < 6 ? layouts[layout] : NULL;
}

const char *buffer_manner(uint64_t manner)
{
	static const char *const manners[] = {
		[L1T_BY_DEALLOCATE] = "deallocate", [L1T_BY_DEL] = "del", [L1T_BY_REBINDING] = "rebinding",
		[L1T_BY_RETURN] = "return", [L1T_BY_CALL] = "call", [L1T_BY_EXPRESSION] = "expression",
		[L1T_BY_ITERATION] = "iteration", [L1T_BY_EXCEPTION] = "exception", [L1T_BY_GC] = "gc",
		[L1T_BY_THREAD_END] = "thread end", [L1T_BY_EXIT] = "exit", [L1T_BY_OP] = "op",
		[L1T_BY_MOVE] = "move", [L1T_BY_PROGRAM] = "program", [L1T_BY_DEVICE_CLOSE] = "device close"};

	static_assert(sizeof(manners) / sizeof(*manners) == L1T_MANNERS, "each has a word");
	return manner < L1T_MANNERS ? manners[manner] : NULL;
}

const char *failure_kind(uint64_t type)
{
	static const char *const kinds[] = {"oom", "clash", "too_big", "config_too_big",
		"launch_failed", "refused"};

	return type < sizeof(kinds) / sizeof(*kinds) ? kinds[type] : NULL;
}
