/*
 * Reads what a program works on: the numbers among its kernels' arguments that can be addresses,
 * and where the regions begin that borrow their memory from a buffer.
 *
 * Must not know: which buffers there are, what is recorded.
 *
 * Seen on 0.76 to 0.81.1: after an enqueue the arguments point into the command stream, so what a
 * program from the cache was given this time is read, too.
 */
#include <stdatomic.h>
#include <string.h>
#include "l1t_record.h"
#include "modules.h"
#include "runtime_abi.h"

enum {
	ADDRESS_LEAST = 100000, ARGUMENTS_MAX = 4096, KERNELS_MAX = 256, CORES_MAX = 4096,
	REGIONS_MAX = 1024,
	BINDING_BYTES = 40,             /* of a pair of a number and a string */
	BORROWED_WORD = 58,             /* of a dataflow buffer: where its memory begins */
};

static const void *pointer_at(const void *object, size_t offset)
{
	const void *p;

	memcpy(&p, (const char *)object + offset, sizeof(p));
	return p;
}

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
	if (word >= ADDRESS_LEAST && !(word & L1T_USES_FLAGS))
		add(out, word | flags);
}

/* ---- counted objects ---- */

/* What a function gives as a shared_ptr is its caller's to give back. The program has another. */
static void give_back(void *const *shared)
{
	enum { COUNT = 8 };

	if (shared[1])
		__atomic_fetch_sub((int *)(void *)((char *)shared[1] + COUNT), 1, __ATOMIC_ACQ_REL);
}

struct counted { void *shared[2]; };

static void counted_ends(struct counted *c)
{
	give_back(c->shared);
}

#define COUNTED struct counted __attribute__((cleanup(counted_ends)))

/* ---- arguments ---- */

/* A std::set of cores: behind its header's color and parent the first node, then the last, then how
 * many there are; a node is color, parent, left, right, x, y. */
struct node { uint64_t color; const struct node *parent, *left, *right; uint64_t core[2]; };
enum { SET_HEADER = 8, SET_FIRST = 24, SET_COUNT = 40 };

static const struct node *next_node(const struct node *n)
{
	const struct node *p;

	if (n->right) {
		for (n = n->right; n->left; n = n->left)
			;
		return n;
	}
	for (p = n->parent; n == p->right; p = p->parent)
		n = p;
	return n->right != p ? p : n;
}

static void add_arguments(struct abi_words_used *out, const struct abi_arguments *a)
{
	if (!a || !a->words)
		return;
	if (a->count > ARGUMENTS_MAX)
		out->is_partial = true;
	for (size_t i = 0; i < a->count && i < ARGUMENTS_MAX; i++)
		add_if_address(out, a->words[i], 0);
}

static uint64_t kernels_of(const void *program, struct abi_words_used *out)
{
	uint64_t n = abi.kernel_count(program);

	if (n <= KERNELS_MAX)
		return n;
	out->is_partial = true;
	return KERNELS_MAX;
}

static void add_kernel(const void *program, uint32_t number, struct abi_words_used *out)
{
	COUNTED c = {{NULL, NULL}};
	const void *kernel, *set;
	uint64_t count;

	abi.kernel_at(c.shared, program, number);
	kernel = c.shared[0];
	set = kernel ? abi.kernel_core_set(kernel) : NULL;
	if (!set)
		return;
	memcpy(&count, (const char *)set + SET_COUNT, sizeof(count));
	if (count)
		add_arguments(out, abi.kernel_arguments(kernel,
			((const struct node *)pointer_at(set, SET_FIRST))->core));
	add_arguments(out, abi.kernel_common_arguments(kernel));
}

static void add_core(const void *program, const struct abi_kernel_core *at,
	struct abi_words_used *out)
{
	COUNTED c = {{NULL, NULL}};
	const uint64_t core[2] = {at->x, at->y};

	abi.kernel_at(c.shared, program, at->kernel);
	if (c.shared[0])
		add_arguments(out, abi.kernel_arguments(c.shared[0], core));
}

/* Remembers the core when its arguments have a word that no other has. */
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
	const void *kernel, *set;
	const struct node *n;
	uint64_t count;

	abi.kernel_at(c.shared, program, number);
	kernel = c.shared[0];
	set = kernel ? abi.kernel_core_set(kernel) : NULL;
	if (!set)
		return;
	memcpy(&count, (const char *)set + SET_COUNT, sizeof(count));
	more->is_partial |= count > CORES_MAX;
	n = pointer_at(set, SET_FIRST);
	for (uint64_t i = 0; i < count && i < CORES_MAX; i++, n = next_node(n))
		if (i)
			look_at_core(kernel, number, n->core, seen, more);
}

void abi_find_more_cores(const void *program, struct abi_more_cores *out)
{
	struct abi_words_used seen = {.count = 0};
	uint64_t kernels = kernels_of(program, &seen);

	*out = (struct abi_more_cores){.count = 0};
	for (uint32_t k = 0; k < kernels; k++)
		add_kernel(program, k, &seen);
	for (uint32_t k = 0; k < kernels; k++)
		look_at_kernel(program, k, &seen, out);
	out->is_partial |= seen.is_partial;
}

/* ---- borrowed memory ---- */

/* A shared_ptr of a circular buffer: the object, and what counts it, which is of a class that is
 * known. Releases that give something else than pairs of these are told by the first. */
static bool is_cb(const void *const *pair)
{
	static _Atomic int known;       /* 1: they are, 2: they are not */
	const void *words[2], *class;
	int is = atomic_load_explicit(&known, memory_order_relaxed);

	if (is)
		return is == 1;
	is = abi.cb_counter && !ttm_peek(pair, words, sizeof(words)) &&
		!ttm_peek(words[1], &class, sizeof(class)) && class == abi.cb_counter ? 1 : 2;
	atomic_store_explicit(&known, is, memory_order_relaxed);
	return is == 1;
}

/* A span of shared pointers, by value. */
static void add_cbs(const void *program, struct abi_words_used *out)
{
	struct abi_result span = abi.program_cbs(program);
	const void *const (*pairs)[2] = (const void *)(uintptr_t)span.rax;

	if (!span.rdx)
		return;
	if (span.rdx > REGIONS_MAX || !is_cb(pairs[0])) {
		out->is_partial = true;
		return;
	}
	for (uint64_t i = 0; i < span.rdx; i++)
		if (pairs[i][0])
			add_if_address(out, abi.cb_address(pairs[i][0]), L1T_USES_IN_L1);
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
			memcpy(&address, (const uint32_t *)c.shared[0] + BORROWED_WORD,
				sizeof(address));
		if (address < ADDRESS_LEAST || address & L1T_USES_FLAGS)
			out->is_partial = true;         /* it lies elsewhere in this release */
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

	for (uint32_t k = 0; k < kernels; k++)
		add_kernel(program, k, out);
	for (unsigned i = 0; i < more->count; i++)
		add_core(program, &more->at[i], out);
	out->is_partial |= more->is_partial;
	if (abi.program_cbs && abi.cb_address)
		add_cbs(program, out);
	else
		out->is_partial = true;
	if (abi.borrowed_dfbs && abi.dfb_at)
		add_dfbs(program, out);
}
