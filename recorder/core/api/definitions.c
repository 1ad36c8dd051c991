/*
 * The calls of l1trace.h that give ids for strings, core range sets, chip sets and call sites.
 *
 * Must not know: how ids are kept.
 */
#include <string.h>
#include "intern.h"
#include "l1trace.h"
#include "preload.h"
#include "process_state.h"

enum { FRAMES_MAX = 64 };

L1TRACE_API uint32_t l1trace_string(const char *bytes, size_t length)
{
	if (!l1tr_is_on() || !bytes)
		return 0;
	return l1tr_intern(L1T_STRING, bytes, length < L1T_BLOB_MAX ? length : L1T_BLOB_MAX);
}

L1TRACE_API uint32_t l1trace_cores(const struct l1trace_range *ranges, size_t count)
{
	static_assert(sizeof(*ranges) == 8, "a range is the record's eight bytes");

	if (!l1tr_is_on() || !ranges)
		return 0;
	return l1tr_intern(L1T_CORES, ranges, count * sizeof(*ranges));
}

L1TRACE_API uint32_t l1trace_chips(const uint32_t *chips, size_t count)
{
	if (!l1tr_is_on() || !chips)
		return 0;
	if (count == 1 && chips[0] < L1T_CHIPS_FIRST)
		return chips[0];
	return l1tr_intern(L1T_CHIPS, chips, count * sizeof(*chips));
}

static uint32_t string_of(const char *text)
{
	return text ? l1trace_string(text, strlen(text)) : 0;
}

L1TRACE_API uint32_t l1trace_callsite(const struct l1trace_frame *frames, size_t count)
{
	uint32_t words[FRAMES_MAX * 3];

	if (!l1tr_is_on() || !frames || !count)
		return 0;
	if (count > FRAMES_MAX)
		count = FRAMES_MAX;
	for (size_t i = 0; i < count; i++) {
		words[i * 3] = string_of(frames[i].file);
		words[i * 3 + 1] = frames[i].line;
		words[i * 3 + 2] = string_of(frames[i].function);
	}
	return l1tr_intern(L1T_CALLSITE, words, count * 3 * sizeof(*words));
}

L1TRACE_API uint32_t l1trace_preload_callsite(const uint32_t *words, size_t frames)
{
	return l1tr_is_on() ? l1tr_intern(L1T_CALLSITE, words, frames * 3 * sizeof(*words)) : 0;
}
