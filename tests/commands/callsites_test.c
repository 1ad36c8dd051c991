/*
 * callsites puts buffers together while it reads; queries/callsites.sql sorts their rows. Both say the
 * same, whatever the buffers do.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <cmocka.h>
#include "judge_l1analyze.h"
#include "splitmix.h"

enum { MATMUL = 10, SEMAPHORE, MODEL, FORWARD, AGAIN, STRINGS_END };    /* strings */
enum { SITES = 6, STORIES = 25, EVENTS = 60 };

/*
 * 1 and 2 have the same text; 3 is another line; 4 has no op; 5 no frame of a program, and an op that is
 * called as a purpose is; 6 neither.
 */
static void begin(struct story *t)
{
	static const char *const strings[] = {"ttnn.matmul", "semaphore", "model.py", "forward",
		"ttnn.matmul"};
	static const uint32_t sites[SITES][6] = {{0, 0, MATMUL, MODEL, 7, FORWARD},
		{0, 0, AGAIN, MODEL, 7, FORWARD}, {0, 0, MATMUL, MODEL, 8, FORWARD},
		{MODEL, 7, FORWARD}, {0, 0, SEMAPHORE}, {0}};
	static const size_t words[SITES] = {6, 6, 6, 3, 3, 0};

	one_bank(t);
	for (uint64_t i = MATMUL; i < STRINGS_END; i++)
		tell_string(t, i, strings[i - MATMUL]);
	for (uint64_t i = 0; i < SITES; i++)
		tell_definition(t, L1T_CALLSITE, i + 1, sites[i], words[i] * 4);
	for (uint32_t i = 0; i < 3; i++)        /* the first two differ, but are called the same */
		tell_definition(t, L1T_TENSOR, i + 1, (const uint32_t[]){L1T_FLOAT32, 0, 0, L1T_L1,
			L1T_TENSOR_UNKNOWN, 0, 1, i < 2 ? 5 : 6, 1, 8 + i, L1T_TENSOR_UNKNOWN}, 44);
	tell_chips(t, L1T_CHIPS_FIRST, 3, 2);
	tell_open(t, 1, 0);
	tell_open(t, 2, L1T_CHIPS_FIRST);
}

static void alloc(struct story *t, uint64_t id, uint64_t callsite, uint64_t bytes)
{
	tell_buffer(t, (struct l1t_alloc){.id = id, .device = 1 + id % 2,
		.type = id % 7 ? L1T_L1 : L1T_L1_SMALL, .address = BASE + id * 32,
		.bytes_per_core = bytes, .size_bytes = bytes, .callsite = callsite});
}

static void purpose(struct story *t, uint64_t id)
{
	tell_note(t, L1T_NOTE_PURPOSE, id, id % 3 ? SEMAPHORE : MATMUL, NULL);
}

static char *answer_of(const struct story *t, const char *words)
{
	char command[300];
	struct outcome o;

	snprintf(command, sizeof(command), "'" L1ANALYZE "' %s --format csv '%s'", words, t->name);
	o = run_command("A=1", command);
	assert_int_equal(0, WEXITSTATUS(o.status));
	return o.output;
}

static int said[3];      /* answers with each of the forms that a tensor has */

/* Both forms of the verb against the queries. Returns how many rows there were. */
static size_t compare(const struct story *t)
{
	size_t rows = 0;
	static const char *const words[] = {"\"[5] f32 row major\"", "2 kinds", "and others"};

	for (int by_op = 0; by_op < 2; by_op++) {
		char *verb = answer_of(t, by_op ? "callsites --by op" : "callsites");
		char *query = answer_of(t, by_op ? "query callsites_by_op" : "query callsites");

		assert_string_equal(query, verb);
		for (const char *p = verb; (p = strchr(p, '\n')); p++)
			rows++;
		for (size_t i = 0; i < 3; i++)
			said[i] += strstr(verb, words[i]) != NULL;
		free(verb);
		free(query);
	}
	return rows;
}

/* Whether the verb needed no row for each buffer. */
static int is_put_together(const struct story *t)
{
	char *rows = answer_of(t, "query \"SELECT count(*) > 0 AS n FROM site_group\"");
	int is = !strcmp("n\n1\n", rows);

	free(rows);
	return is;
}

static void any_buffers_are_what_the_query_says(void **unused)
{
	uint64_t random = 1;
	size_t rows = 0, together = 0;

	(void)unused;
	for (int story = 0; story < STORIES; story++) {
		struct story t;

		begin(&t);
		for (uint64_t i = 1; i <= EVENTS; i++) {
			uint64_t what = next_random(&random);

			if (what % 3 == 0)
				tell_at_once(&t);
			if (what % 5 < 3 || i < 5) {
				alloc(&t, i, what >> 8 & 7 ? 1 + (what >> 11) % SITES : 0,
					32 * (what >> 20 & 7));
				/* 4 is not defined; mostly equal, so that groups hold one kind */
				if (what >> 44 & 3)
					tell(&t, (struct l1t_record){.kind = L1T_HOLDS, .holds = {i,
						i % 7 ? L1T_L1 : L1T_L1_SMALL,
						what >> 46 & 7 ? 1 + (what >> 11 & 1) : 3 + (what >> 49 & 1)}});
			} else {
				tell_free(&t, what >> 8 & 31, 1 + (what >> 8 & 1), L1T_L1);
			}
			/* mostly at once, sometimes too late for groups */
			if ((what >> 30 & 3) == 0)
				purpose(&t, (what >> 40 & 3) || story % 2 ? i : i - 2);
		}
		if (story % 2)
			tell_close(&t, 1);
		write_file(&t);
		rows += compare(&t);
		together += (size_t)is_put_together(&t);
		drop_file(&t);
	}
	assert_true(rows > 10 * STORIES);
	for (size_t i = 0; i < 3; i++)
		assert_true(said[i] > 5);
	assert_in_range(together, 5, STORIES - 5);
}

static void a_purpose_that_follows_its_buffer_is_its_name(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	for (uint64_t i = 1; i <= 6; i++) {
		alloc(&t, i, 4, 64);
		purpose(&t, i);
	}
	tell_free(&t, 2, 1, L1T_L1);
	write_file(&t);
	assert_true(is_put_together(&t));
	compare(&t);
	drop_file(&t);
}

static void what_groups_cannot_say_is_asked_of_the_buffers(void **unused)
{
	(void)unused;
	for (int way = 0; way < 3; way++) {
		struct story t;

		begin(&t);
		alloc(&t, 1, 4, 64);
		alloc(&t, 3, way == 1 ? 99 : 4, way == 2 ? L1T_UNKNOWN : 32);
		if (!way)
			purpose(&t, 1);
		write_file(&t);
		assert_false(is_put_together(&t));
		compare(&t);
		drop_file(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_buffers_are_what_the_query_says),
		cmocka_unit_test(a_purpose_that_follows_its_buffer_is_its_name),
		cmocka_unit_test(what_groups_cannot_say_is_asked_of_the_buffers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
