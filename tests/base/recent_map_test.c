/* A table whose latest entries wait in an array, compared with an array of all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "buffer_key.h"
#include "l1t_record.h"
#include "recent_map.h"

enum { IDS = 2000, TYPES = 3, STEPS = 60000 };

static uint64_t next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

static void a_value_is_there_until_it_is_taken(void **unused)
{
	static const uint64_t types[TYPES] = {L1T_L1, L1T_L1_SMALL, L1T_DRAM};
	static char values[IDS], *have[TYPES][IDS];
	static struct recent_map m;
	uint64_t state = 1;

	(void)unused;
	for (int step = 0; step < STEPS; step++) {
		size_t type = next_random(&state) % TYPES, near = next_random(&state) % 8;
		/* mostly ids that count up; some come again, and parts of one have the same low bits */
		uint64_t id = near ? ((uint64_t)step / 32 + near) % IDS : next_random(&state) % IDS;
		uint64_t key = buffer_key(id % 5 ? id : id << L1T_PART_SHIFT, types[type]);

		assert_ptr_equal(recent_map_get(&m, key), have[type][id]);
		if (have[type][id] && next_random(&state) % 4) {
			assert_ptr_equal(recent_map_take(&m, key), have[type][id]);
			have[type][id] = NULL;
			assert_null(recent_map_take(&m, key));
		} else if (!have[type][id]) {
			have[type][id] = &values[next_random(&state) % IDS];
			recent_map_add(&m, key, have[type][id]);
		}
	}
	recent_map_free(&m);
	assert_null(recent_map_get(&m, buffer_key(1, L1T_L1)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_is_there_until_it_is_taken),
	};

	return cmocka_run_group_tests_name("recent_map", tests, NULL, NULL);
}
