/*
 * Reads what a program works on: the numbers among its kernels' arguments that can be addresses,
 * and the begin of each region that borrows its memory from a buffer.
 *
 * Must not know: which buffers there are, what is recorded.
 *
 * Seen on 0.76 to 0.81.1: after an enqueue the arguments point into the command stream, so the new
 * arguments of a program from the cache are read, too.
 */
#include <stdatomic.h>
#include <string.h>
#include "core_set.h"
#include "counted_object.h"
#include "l1t_record.h"
#include "modules.h"
#include "pointer_map.h"
#include "program_kernels.h"
#include "runtime_abi.h"

enum {
	ARGUMENTS_MAX = 4096, KERNELS_MAX = 256, CORES_MAX = 4096,
	REGIONS_MAX = 1024,
	BINDING_BYTES = 40,             /* size of a pair of a number and a string */
};

static void add(struct abi_words_used *out, uint32_t word)
{
	for (size_t i = 0; i < out->count; i++)
		if (out->word[i] == word)
			return;
	if (out->count < ABI_WORDS_MAX)
		out->word[out->count++] = word;
	else
		out->is_partial = true;
}

static void add_if_address(struct abi_words_used *out, uint32_t word, uint32_t flags)
{
	if (word >= ABI_ADDRESS_LEAST && !(word & L1T_USES_FLAGS))
		add(out, word | flags);
}

/* A symbol does not name its result type. This is what the first call showed about it. */
enum { UNKNOWN, AS_EXPECTED, OTHERWISE };

/* ---- arguments ---- */

/* The kernel's cores; NULL: it has none, or they are not stored as expected. */
static const struct ttm_core_set *cores_of(const void *kernel, bool *is_partial)
{
	static _Atomic int sets_are;
	const struct ttm_core_set *set = abi.kernel_core_set(kernel);
	int are = atomic_load_explicit(&sets_are, memory_order_relaxed);

	if (unlikely(are != AS_EXPECTED)) {
		if (are == UNKNOWN && set && set->count) {
			are = ttm_is_core_set(set) ? AS_EXPECTED : OTHERWISE;
			atomic_store_explicit(&sets_are, are, memory_order_relaxed);
		}
		*is_partial |= are == OTHERWISE;
		return are == AS_EXPECTED ? set : NULL;
	}
	return set->count ? set : NULL;
}

static bool is_readable(const uint32_t *word)
{
	return !ttm_peek(word, &(uint32_t){0}, sizeof(uint32_t));
}

/*
 * They are returned as a reference to a place. What points to no readable words is no such
 * reference.
 */
static bool are_arguments(const struct abi_arguments *at)
{
	static _Atomic int they_come;
	int come = atomic_load_explicit(&they_come, memory_order_relaxed);
	struct abi_arguments a;
	size_t last;

	if (likely(come == AS_EXPECTED))
		return true;
	if (come == UNKNOWN) {
		come = OTHERWISE;
		if (!ttm_peek(at, &a, sizeof(a))) {
			if (!a.words || !a.count)
				return true;    /* no arguments: that proves nothing */
			last = (a.count < ARGUMENTS_MAX ? a.count : ARGUMENTS_MAX) - 1;
			come = is_readable(a.words) && is_readable(a.words + last)
				? AS_EXPECTED : OTHERWISE;
		}
		atomic_store_explicit(&they_come, come, memory_order_relaxed);
	}
	return come == AS_EXPECTED;
}

enum { AT_ONCE = 8 };

/* Most arguments are small numbers: a look at eight together costs about as much as one at a word. */
static bool has_large(const uint32_t *words)
{
	uint32_t bits = 0;

	for (size_t i = 0; i < AT_ONCE; i++)
		bits |= words[i];
	return bits >= ABI_ADDRESS_LEAST;      /* as large as the largest, at least */
}

static void add_words(struct abi_words_used *out, const uint32_t *words, size_t count)
{
	size_t i = 0;

	for (; count - i >= AT_ONCE; i += AT_ONCE)
		if (has_large(words + i))
			for (size_t at = i; at < i + AT_ONCE; at++)
				add_if_address(out, words[at], 0);
	for (; i < count; i++)
		add_if_address(out, words[i], 0);
}

static void add_arguments(struct abi_words_used *out, const struct abi_arguments *a)
{
	if (!a)
		return;
	if (!are_arguments(a)) {
		out->is_partial = true;
		return;
	}
	if (!a->words)
		return;
	if (a->count > ARGUMENTS_MAX)
		out->is_partial = true;
	add_words(out, a->words, a->count < ARGUMENTS_MAX ? a->count : ARGUMENTS_MAX);
}

static uint64_t kernels_of(const void *program, struct abi_words_used *out)
{
	uint64_t n = abi.kernel_count(program);

	if (n <= KERNELS_MAX)
		return n;
	out->is_partial = true;
	return KERNELS_MAX;
}

static void add_first_core(const void *kernel, struct abi_words_used *out)
{
	const struct ttm_core_set *set = cores_of(kernel, &out->is_partial);

	if (set)
		add_arguments(out, abi.kernel_arguments(kernel, set->first->core));
	add_arguments(out, abi.kernel_common_arguments(kernel));
}

static void add_kernel(const void *program, uint32_t number, struct abi_words_used *out)
{
	COUNTED c = {{NULL, NULL}};

	if (ttm_take_kernel(c.shared, program, number))
		add_first_core(c.shared[0], out);
	else
		out->is_partial = true;
}

static void add_kernels(const void *program, uint64_t count, struct abi_words_used *out)
{
	const void *kernels[TTM_KERNEL_MAP_MAX];
	bool together = count && ttm_kernels_together(program, count, kernels);

	for (uint32_t k = 0; k < count; k++)
		if (together)
			add_first_core(kernels[k], out);
		else
			add_kernel(program, k, out);
}

/* The runtime does not check whether the kernel runs on the core, so this does. */
static void add_core(const void *program, uint64_t kernels, const struct abi_kernel_core *at,
	struct abi_words_used *out)
{
	COUNTED c = {{NULL, NULL}};
	const uint64_t core[2] = {at->x, at->y};
	const struct ttm_core_set *set = NULL;

	if (at->kernel < kernels && ttm_take_kernel(c.shared, program, at->kernel))
		set = cores_of(c.shared[0], &out->is_partial);
	if (set && ttm_core_set_has(set, core))
		add_arguments(out, abi.kernel_arguments(c.shared[0], core));
	else
		out->is_partial = true;
}

/* Remembers the core when its arguments have a word that was not seen before. */
static void look_at_core(const void *kernel, uint32_t number, const uint64_t *core,
	struct abi_words_used *seen, struct abi_more_cores *more)
{
	size_t before = seen->count;

	add_arguments(seen, abi.kernel_arguments(kernel, core));
	if (seen->count == before)
		return;
	if (more->count == ABI_CORES_WITH_MORE || (core[0] | core[1]) > UINT16_MAX)
		more->is_partial = true;
	else
		more->at[more->count++] = (struct abi_kernel_core){(uint16_t)number,
			(uint16_t)core[0], (uint16_t)core[1]};
}

static void look_at_kernel(const void *program, uint32_t number, struct abi_words_used *seen,
	struct abi_more_cores *more)
{
	COUNTED c = {{NULL, NULL}};
	const struct ttm_core_set *set;
	const struct ttm_core_node *n;

	if (!ttm_take_kernel(c.shared, program, number))
		return;
	set = cores_of(c.shared[0], &more->is_partial);
	if (!set)
		return;
	more->is_partial |= set->count > CORES_MAX;
	n = set->first;
	for (uint64_t i = 1; i < set->count && i < CORES_MAX; i++) {
		n = ttm_core_after(n);
		look_at_core(c.shared[0], number, n->core, seen, more);
	}
}

void abi_find_more_cores(const void *program, struct abi_more_cores *more)
{
	struct abi_words_used seen = {.count = 0};
	uint64_t kernels = kernels_of(program, &seen);

	for (uint32_t k = 0; k < kernels; k++)
		add_kernel(program, k, &seen);
	for (unsigned i = 0; i < more->count; i++)
		add_core(program, kernels, &more->at[i], &seen);
	for (uint32_t k = 0; k < kernels; k++)
		look_at_kernel(program, k, &seen, more);
	more->is_partial |= seen.is_partial;
}

/* ---- borrowed memory ---- */

static void add_cbs(const void *program, struct abi_words_used *out)
{
	struct abi_cbs cbs;

	if (!abi_program_cbs(program, &cbs)) {
		out->is_partial = true;
		return;
	}
	for (size_t i = 0; i < cbs.count; i++)
		if (cbs.pair[i][0])
			add_if_address(out, abi.cb_address(cbs.pair[i][0]), L1T_USES_IN_L1);
}

static void add_dfbs(const void *program, struct abi_words_used *out)
{
	const uintptr_t *bindings = abi.borrowed_dfbs(program);
	size_t count = bindings ? (bindings[1] - bindings[0]) / BINDING_BYTES : 0;

	if (count > REGIONS_MAX) {
		out->is_partial = true;
		return;
	}
	for (size_t i = 0; i < count; i++) {
		COUNTED c = {{NULL, NULL}};
		uint32_t id, address = 0;

		memcpy(&id, (const char *)bindings[0] + i * BINDING_BYTES, sizeof(id));
		abi.dfb_at(c.shared, program, id);
		if (c.shared[0])
			address = abi_borrowed_address(c.shared[0]);
		out->is_partial |= !address;
		add_if_address(out, address, L1T_USES_IN_L1);
	}
}

bool abi_has_words(void)
{
	return abi.kernel_count && abi.kernel_at && abi.kernel_core_set && abi.kernel_arguments &&
		abi.kernel_common_arguments;
}

void abi_read_words(const void *program, const struct abi_more_cores *more,
	struct abi_words_used *out)
{
	uint64_t kernels = kernels_of(program, out);

	add_kernels(program, kernels, out);
	for (unsigned i = 0; i < more->count; i++)
		add_core(program, kernels, &more->at[i], out);
	out->is_partial |= more->is_partial;
	if (abi.cb_address)
		add_cbs(program, out);
	else
		out->is_partial = true;
	if (abi.borrowed_dfbs && abi.dfb_at)
		add_dfbs(program, out);
	/* a kernel works on something: its addresses are where we do not look (plus_one, 0.79.0) */
	if (kernels && !out->count)
		out->is_partial = true;
}
