/* How buffers ended, compared with one byte for each id. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "freed_ids.h"
#include "l1t_record.h"

enum { IDS = 1500, TYPES = 3, STEPS = 20000 };

static uint64_t next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

static void each_id_of_each_type_has_its_own_end(void **unused)
{
	static const uint64_t types[TYPES] = {L1T_DRAM, L1T_L1, L1T_PERSISTENT};
	static uint8_t ends[TYPES][IDS];
	struct freed_ids ids = {.last = NULL};
	uint64_t state = 1;

	(void)unused;
	for (int step = 0; step < STEPS; step++) {
		size_t type = next_random(&state) % TYPES, id = next_random(&state) % IDS;

		ends[type][id] = (uint8_t)(next_random(&state) % 3);
		freed_ids_set(&ids, id, types[type], (enum freed)ends[type][id]);
		type = next_random(&state) % TYPES;
		id = next_random(&state) % IDS;
		assert_int_equal(freed_ids_get(&ids, id, types[type]), ends[type][id]);
	}
	freed_ids_free(&ids);
	assert_int_equal(freed_ids_get(&ids, 1, L1T_L1), FREED_NOT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_id_of_each_type_has_its_own_end),
	};

	return cmocka_run_group_tests_name("freed_ids", tests, NULL, NULL);
}
