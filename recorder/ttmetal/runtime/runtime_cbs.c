/*
 * Reads a program's circular buffers: which indices each has, its pages, its data formats.
 *
 * Must not know: which regions were placed, what is recorded.
 *
 * Seen on 0.76 to 0.81.1: a program places its circular buffers in the order of this list, and a
 * buffer's pages are its size divided by the size of a page. The runtime's own getter for them
 * divides by a page of 0 bytes, so it is not asked.
 */
#include <stdatomic.h>
#include "modules.h"
#include "pointer_map.h"
#include "runtime_abi.h"

enum { CBS_MAX = 1024 };

/* What the first call showed about what a program returns. */
enum { UNKNOWN, AS_EXPECTED, OTHERWISE };

static _Atomic int cbs_come;

/*
 * Whether this is a shared_ptr of a circular buffer: an object, and a reference count of the
 * expected class. The first call finds out releases that return something else.
 */
static bool is_cb(const void *const *pair)
{
	const void *words[2], *class;
	int come = atomic_load_explicit(&cbs_come, memory_order_relaxed);

	if (likely(come))
		return come == AS_EXPECTED;
	come = abi.cb_counter && !ttm_peek(pair, words, sizeof(words)) &&
		!ttm_peek(words[1], &class, sizeof(class)) && class == abi.cb_counter
		? AS_EXPECTED : OTHERWISE;
	atomic_store_explicit(&cbs_come, come, memory_order_relaxed);
	return come == AS_EXPECTED;
}

/*
 * A span of shared pointers, by value. An empty one with a begin may be something else than a span.
 */
bool abi_program_cbs(const void *program, struct abi_cbs *out)
{
	struct abi_result span;

	*out = (struct abi_cbs){NULL, 0};
	if (!abi.program_cbs)
		return false;
	span = abi.program_cbs(program);
	if (!span.rdx)
		return !span.rax ||
			atomic_load_explicit(&cbs_come, memory_order_relaxed) == AS_EXPECTED;
	if (!span.rax || span.rdx > CBS_MAX || !is_cb((const void *)(uintptr_t)span.rax))
		return false;
	out->pair = (const void *)(uintptr_t)span.rax;
	out->count = span.rdx;
	return true;
}

const char *abi_format_name(uint8_t format)
{
	static const char *const names[UINT8_MAX + 1] = {
		[0] = "Float32", [1] = "Float16", [2] = "Bfp8", [3] = "Bfp4", [4] = "Tf32",
		[5] = "Float16_b", [6] = "Bfp8_b", [7] = "Bfp4_b", [8] = "Int32", [9] = "UInt16",
		[10] = "Lf8", [11] = "Bfp2", [14] = "Int8", [15] = "Bfp2_b", [24] = "UInt32",
		[26] = "Fp8_e4m3", [30] = "UInt8", [240] = "RawUInt8", [241] = "RawUInt16",
		[242] = "RawUInt32",
	};

	return names[format];
}

/* A size of pages that the buffer's size is no multiple of is none. */
static void read_index(const void *cb, uint8_t index, uint64_t size_bytes, struct abi_cb_index *out)
{
	enum { FORMAT_INVALID = 255 };
	uint64_t page_bytes = abi.cb_page_size ? abi.cb_page_size(cb, index) : 0;
	uint8_t format = abi.cb_format ? abi.cb_format(cb, index) : FORMAT_INVALID;

	*out = (struct abi_cb_index){index, L1TRACE_UNKNOWN, L1TRACE_UNKNOWN, L1TRACE_UNKNOWN};
	if (page_bytes && size_bytes && size_bytes % page_bytes == 0) {
		out->page_bytes = page_bytes;
		out->pages = size_bytes / page_bytes;
	}
	if (format != FORMAT_INVALID)
		out->format = format;
}

void abi_read_cb(const void *program, size_t number, const struct l1trace_range *cores,
	uint64_t size_bytes, struct abi_cb *out)
{
	const uint64_t core[2] = {cores->x0, cores->y0};
	uint8_t used[ABI_CB_INDICES];
	struct abi_cbs cbs;
	const void *cb;
	size_t count = 0;

	out->count = 0;
	if (!abi.cb_uses_index || !abi.cb_on_core || !abi_program_cbs(program, &cbs) ||
		number >= cbs.count)
		return;
	cb = cbs.pair[number][0];
	if (!cb || !abi.cb_on_core(cb, core))
		return;
	for (uint8_t i = 0; i < ABI_CB_INDICES; i++)
		if (abi.cb_uses_index(cb, i))
			used[count++] = i;
	if (count == ABI_CB_INDICES)    /* it says so of any number */
		return;
	for (size_t i = 0; i < count; i++)
		read_index(cb, used[i], size_bytes, &out->at[i]);
	out->count = count;
}
