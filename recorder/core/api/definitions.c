/*
 * The calls of l1trace.h that give ids for strings, core range sets, chip sets, call sites and
 * tensors.
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

static uint32_t *add_list(uint32_t *at, const uint32_t *dimensions, size_t rank)
{
	if (!dimensions || rank > L1T_RANK_MAX) {
		*at++ = L1T_TENSOR_UNKNOWN;
		return at;
	}
	*at++ = (uint32_t)rank;
	for (size_t i = 0; i < rank; i++)
		*at++ = dimensions[i];
	return at;
}

static uint32_t number_or_unknown(uint8_t number)
{
	return number == UINT8_MAX ? L1T_TENSOR_UNKNOWN : number;
}

L1TRACE_API uint32_t l1trace_tensor(const struct l1trace_tensor *t)
{
	uint32_t words[L1T_TENSOR_FIXED + 3 * (1 + L1T_RANK_MAX)], *end;

	if (!l1tr_is_on() || !t)
		return 0;
	words[L1T_TENSOR_DTYPE] = number_or_unknown(t->dtype);
	words[L1T_TENSOR_PAGES] = number_or_unknown(t->pages);
	words[L1T_TENSOR_LAYOUT] = number_or_unknown(t->layout);
	words[L1T_TENSOR_MEMORY] = number_or_unknown(t->memory);
	words[L1T_TENSOR_ORDER] = number_or_unknown(t->order);
	words[L1T_TENSOR_CORES] = t->cores;
	end = add_list(words + L1T_TENSOR_FIXED, t->shape, t->rank);
	end = add_list(end, t->padded_shape, t->padded_rank);
	end = add_list(end, t->shard_shape, t->shard_rank);
	return l1tr_intern(L1T_TENSOR, words, (size_t)(end - words) * sizeof(*words));
}

L1TRACE_API uint32_t l1trace_preload_callsite(const uint32_t *words, size_t frames)
{
	return l1tr_is_on() ? l1tr_intern(L1T_CALLSITE, words, frames * 3 * sizeof(*words)) : 0;
}
