/*
 * The preload library's table and its reading of names, tested alone.
 *
 * Must not know: the stand-in.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "operations.h"
#include "pointer_map.h"

enum { KEYS = 5000, ROUNDS = 200000, THREADS = 3 };

static uint32_t random_number(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static const void *key(uint32_t n)
{
	return (const void *)(uintptr_t)(0x7f0000001000 + n * 16);
}

static void a_table_holds_what_was_put_and_not_taken(void **state)
{
	static struct ttm_table t = TTM_TABLE(TTM_TABLE_PROGRAMS);
	static uint64_t model[KEYS];
	uint32_t seed = 1;

	(void)state;
	for (uint32_t round = 0; round < ROUNDS; round++) {
		uint32_t k = random_number(&seed) % KEYS;

		if (random_number(&seed) % 2) {
			model[k] = round + 1;
			ttm_table_set(&t, key(k), round + 1);
		} else {
			assert_int_equal(ttm_table_take(&t, key(k)), model[k]);
			model[k] = 0;
		}
		k = random_number(&seed) % KEYS;
		assert_int_equal(ttm_table_get(&t, key(k)), model[k]);
	}
}

static struct ttm_table shared_table = TTM_TABLE(TTM_TABLE_BUFFERS);
static pthread_barrier_t together;

/* Its own keys, between those of the other threads. */
static void *use_table(void *number)
{
	uint32_t first = (uint32_t)(uintptr_t)number;

	pthread_barrier_wait(&together);
	for (uint32_t round = 0; round < ROUNDS; round++) {
		const void *k = key(round % 100 * THREADS + first);

		ttm_table_set(&shared_table, k, round + 1);
		if (ttm_table_get(&shared_table, k) != round + 1 ||
			ttm_table_take(&shared_table, k) != round + 1)
			return number;
	}
	return NULL;
}

static void threads_see_their_own_keys_while_others_write(void **state)
{
	pthread_t t[THREADS];

	(void)state;
	pthread_barrier_init(&together, NULL, THREADS);
	for (uintptr_t i = 0; i < THREADS; i++)
		pthread_create(&t[i], NULL, use_table, (void *)(i + 1));
	for (size_t i = 0; i < THREADS; i++) {
		void *failed;

		pthread_join(t[i], &failed);
		assert_null(failed);
	}
}

static void a_child_forked_while_a_lock_is_held_can_take_it(void **state)
{
	int status;

	(void)state;
	ttm_lock(TTM_LOCK_DEVICES);
	if (!fork()) {
		alarm(5);
		ttm_lock(TTM_LOCK_DEVICES);
		_exit(0);
	}
	wait(&status);
	ttm_unlock(TTM_LOCK_DEVICES);
	assert_int_equal(status, 0);
}

static void assert_operation(const char *mangled, const char *expected)
{
	size_t length = 0;
	const char *name = ttm_operation_in(mangled, &length);

	if (!expected) {
		assert_null(name);
		return;
	}
	assert_non_null(name);
	assert_int_equal(length, strlen(expected));
	assert_memory_equal(name, expected, length);
}

static void an_operation_is_found_in_a_mangled_name(void **state)
{
	(void)state;
	assert_operation("_ZN4ttnn16device_operation6detail21enqueue_mesh_workloadITkNS0_36Device"
		"OperationWithMeshDeviceAdapterENS0_26MeshDeviceOperationAdapterINS_10operations10"
		"index_fill18IndexFillOperationEEEEEvRKNT_22operation_attributes_tE",
		"IndexFillOperation");
	assert_operation("x26MeshDeviceOperationAdapterINS_4prim21MatmulDeviceOperationEEE",
		"MatmulDeviceOperation");
	assert_operation("x26MeshDeviceOperationAdapterI6Pool2DEE", "Pool2D");
	assert_operation("x26MeshDeviceOperationAdapterINSt3abcE3OldINS_1xEEEE", "abc");
	assert_operation("_ZN2tt8tt_metal4mainEv", NULL);
	assert_operation("x26MeshDeviceOperationAdapterINS_99short", NULL);
	assert_operation("x26MeshDeviceOperationAdapterI", NULL);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_holds_what_was_put_and_not_taken),
		cmocka_unit_test(threads_see_their_own_keys_while_others_write),
		cmocka_unit_test(a_child_forked_while_a_lock_is_held_can_take_it),
		cmocka_unit_test(an_operation_is_found_in_a_mangled_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
