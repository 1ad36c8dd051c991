/*
 * See placed_cbs.h.
 *
 * Must not know: hooks' signatures.
 */
#include <stdio.h>
#include <string.h>
#include "placed_cbs.h"
#include "programs.h"
#include "unwinding.h"

struct reading {
	const struct ttm_cb *cb;
	struct abi_cb *out;
};

static void read_cb(void *argument)
{
	struct reading *r = argument;

	abi_read_cb(r->cb->program, r->cb->number, r->cb->range, r->cb->size_bytes, r->out);
}

/* A format that has no name here gets its number for one. */
static uint32_t format_name(uint64_t format)
{
	const char *name;
	char number[8];

	if (format > UINT8_MAX)
		return 0;
	name = abi_format_name((uint8_t)format);
	if (!name) {
		snprintf(number, sizeof(number), "%u", (unsigned)(uint8_t)format);
		name = number;
	}
	return l1trace_string(name, strlen(name));
}

static void record_index(const struct ttm_cb *cb, uint8_t lowest, const struct abi_cb_index *i)
{
	struct l1trace_region_index out = {.program = ttm_program(cb->program), .cores = cb->cores,
		.region = lowest, .index = i->index, .format = i->format,
		.format_name = format_name(i->format),
		.page_bytes = i->page_bytes, .pages = i->pages};

	l1trace_region_index(&out);
}

uint8_t ttm_record_cb(const struct ttm_cb *cb)
{
	struct abi_cb found;
	struct reading r = {cb, &found};

	if (!ttm_guarded(read_cb, &r) || !found.count)
		return TTM_CB_INDEX_UNKNOWN;
	for (size_t i = 0; i < found.count; i++)
		record_index(cb, found.at[0].index, &found.at[i]);
	return found.at[0].index;
}
