/*
 * A program's kernels: see program_kernels.h.
 *
 * Must not know: what is read from them.
 */
#include <stdatomic.h>
#include <string.h>
#include "counted_object.h"
#include "modules.h"
#include "pointer_map.h"
#include "program_kernels.h"
#include "runtime_abi.h"

enum { PROGRAM_BYTES_MAX = 4096 };      /* of a program that its own functions may read */

/* A symbol does not name its result type. This is what the first call showed about it. */
enum { UNKNOWN, AS_EXPECTED, OTHERWISE };

/* How a program returns a kernel. */
static _Atomic int kernels_come;

static void note_how(const int *come)
{
	atomic_store_explicit(&kernels_come, *come, memory_order_relaxed);
}

/*
 * A release that returns a kernel in another way takes the first argument for its program. It finds
 * an empty one there, and may throw.
 */
static __attribute__((noinline)) bool take_first_kernel(void **shared, const void *program,
	uint32_t number)
{
	void *room[PROGRAM_BYTES_MAX / sizeof(void *)] = {NULL};
	int come __attribute__((cleanup(note_how))) = OTHERWISE;

	if (abi.kernel_at(room, program, number) != room || !room[0] || !room[1])
		return false;
	come = AS_EXPECTED;
	shared[0] = room[0];
	shared[1] = room[1];
	return true;
}

bool ttm_take_kernel(void **shared, const void *program, uint32_t number)
{
	int come = atomic_load_explicit(&kernels_come, memory_order_relaxed);

	if (unlikely(come != AS_EXPECTED))
		return come == UNKNOWN && take_first_kernel(shared, program, number);
	abi.kernel_at(shared, program, number);
	return shared[0];
}

/* Whether the map has the kernels that the program returns one by one. May throw. */
static bool has_same_kernels(const struct ttm_kernel_map *map, const void *program, size_t count)
{
	const void *kernels[TTM_KERNEL_MAP_MAX];

	if (!ttm_is_kernel_map(map, count, kernels))
		return false;
	for (uint32_t k = 0; k < count; k++) {
		COUNTED c = {{NULL, NULL}};

		if (!ttm_take_kernel(c.shared, program, k) || c.shared[0] != kernels[k])
			return false;
	}
	return true;
}

/*
 * How a program's maps are. One that does not have this many kernels shows nothing: the others may
 * be on other kinds of cores. After many such programs it is not laid out as expected.
 */
static __attribute__((noinline)) int look_at_map(const struct ttm_kernel_map *map, const void *program,
	uint64_t count)
{
	enum { LOOKS_MAX = 16 };
	static _Atomic unsigned looks;
	size_t has;

	if (ttm_peek(&map->count, &has, sizeof(has)))
		return OTHERWISE;
	if (has == count && count <= TTM_KERNEL_MAP_MAX)
		return has_same_kernels(map, program, count) ? AS_EXPECTED : OTHERWISE;
	return atomic_fetch_add_explicit(&looks, 1, memory_order_relaxed) < LOOKS_MAX ? UNKNOWN
		: OTHERWISE;
}

bool ttm_kernels_together(const void *program, size_t count, const void **kernels)
{
	static _Atomic int maps_are;
	const struct ttm_kernel_map *map;
	const struct ttm_kernel_node *n;
	int are = atomic_load_explicit(&maps_are, memory_order_relaxed);

	if (!abi.kernel_map || are == OTHERWISE)
		return false;
	map = abi.kernel_map(program, 0);
	if (unlikely(are == UNKNOWN)) {
		are = look_at_map(map, program, count);
		atomic_store_explicit(&maps_are, are, memory_order_relaxed);
	}
	if (are != AS_EXPECTED || map->count != count || count > TTM_KERNEL_MAP_MAX)
		return false;
	n = map->first;
	memset(kernels, 0, count * sizeof(*kernels));
	for (size_t i = 0; i < count; i++, n = n->next) {
		if (unlikely(!n || n->number >= count || kernels[n->number]))
			return false;
		kernels[n->number] = n->kernel;
	}
	return true;
}
