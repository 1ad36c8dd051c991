/*
 * advise: a move of a buffer takes more or less, or does nothing, where the buffer lies elsewhere.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "advise_lines.h"

enum { HIGHER = 2488 };         /* where 512 bytes lie alone */

/* The first of two is dead after line 20; when it is gone, line 22 frees the second in this manner and
 * allocates as much. */
static void goes_higher(struct story *t, uint64_t manner)
{
	use_begin(t);
	make(t, 1, FIRST, line(t, 10));
	WORK(t, line(t, 20), FIRST);
	make(t, 2, SECOND, line(t, 11));
	WORK(t, line(t, 21), SECOND);
	call_release(t, 1);
	tell(t, (struct l1t_record){.kind = L1T_FREE, .free = {.id = 2, .device = 1, .type = L1T_L1,
		.callsite = line(t, 22), .manner = manner}});
	call_alloc(t, 3, HIGHER, 512, line(t, 22));
	WORK(t, line(t, 22), HIGHER);
}

static void what_it_takes_is_not_known_where_it_goes_another_distance(void **unused)
{
	struct story t;

	(void)unused;
	goes_higher(&t, L1T_BY_MOVE);
	write_file(&t);
	expect_output(&t, L1ANALYZE " advise --format tsv %s | sed -n 2p | cut -f4,13,16,17",
		"free earlier\t520\t\ta buffer is moved by another distance, which may take more or less\n");
	drop_file(&t);
}

static void another_allocation_on_its_line_is_no_move(void **unused)
{
	struct story t;

	(void)unused;
	goes_higher(&t, L1T_BY_DEALLOCATE);
	write_file(&t);
	expect_output(&t, L1ANALYZE " advise --format tsv %s | sed -n 2p | cut -f4,13,16,17",
		"free earlier\t520\texact\t\n");
	drop_file(&t);
}

static void a_move_over_the_same_distance_leaves_the_figure_exact(void **unused)
{
	struct story t;

	(void)unused;
	goes_higher(&t, L1T_BY_MOVE);
	/* what lives after the move is all that is freed earlier */
	call_alloc(&t, 4, SECOND, 504, line(&t, 12));
	WORK(&t, line(&t, 24), SECOND);
	make(&t, 5, THIRD, line(&t, 13));
	WORK(&t, line(&t, 25), THIRD);
	write_file(&t);
	expect_output(&t, L1ANALYZE " advise --format tsv %s | grep \"free earlier.*py:12\" | cut -f5,6,16",
		"model.py:12 main\tmodel.py:24 main\texact\n");
	drop_file(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_it_takes_is_not_known_where_it_goes_another_distance),
		cmocka_unit_test(another_allocation_on_its_line_is_no_move),
		cmocka_unit_test(a_move_over_the_same_distance_leaves_the_figure_exact),
	};

	return cmocka_run_group_tests_name("advise_moves", tests, NULL, NULL);
}
