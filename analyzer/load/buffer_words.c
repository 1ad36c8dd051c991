/* See buffer_words.h. */
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
