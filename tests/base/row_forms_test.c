/* Numbers for what rows have in common, of ever new words, too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "row_forms.h"

enum { WORDS = 16, MANY = 200000, PASS = 100 };        /* many: more than are remembered */

static uint64_t number(struct row_forms *f, uint64_t what, bool *is_new)
{
	uint64_t words[WORDS] = {what};

	words[WORDS - 1] = what * 3;
	return row_forms_number(f, words, WORDS, is_new);
}

static void equal_words_have_one_number(void **state)
{
	struct row_forms *f = row_forms_new();
	bool is_new;

	(void)state;
	for (uint64_t i = 1; i <= PASS; i++) {
		assert_int_equal(number(f, i, &is_new), i);
		assert_true(is_new);
	}
	for (uint64_t i = 1; i <= PASS; i++) {
		assert_int_equal(number(f, i, &is_new), i);
		assert_false(is_new);
	}
	row_forms_clear(f);
	assert_int_equal(number(f, PASS, &is_new), 1);
	assert_true(is_new);
	row_forms_free(f);
}

static void of_ever_new_words_each_has_its_own(void **state)
{
	struct row_forms *f = row_forms_new();
	bool is_new;

	(void)state;
	for (uint64_t i = 1; i <= MANY; i++) {
		assert_int_equal(number(f, i, &is_new), i);
		assert_true(is_new);
	}
	row_forms_free(f);
}

/* A loop that begins after a long setup of one-offs has words that are known; soon they are found. */
static void what_is_known_is_found_again_after_them(void **state)
{
	struct row_forms *f = row_forms_new();
	uint64_t last = 0;
	unsigned found = 0;
	bool is_new;

	(void)state;
	for (uint64_t i = 1; i <= MANY; i++)
		last = number(f, i, &is_new);
	for (uint64_t i = 0; i < MANY; i++) {
		uint64_t n = number(f, i % PASS + 1, &is_new);

		if (is_new)
			assert_int_equal(n, ++last);
		else
			assert_int_equal(n, i % PASS + 1);
		found += !is_new;
	}
	assert_true(found > MANY * 9 / 10);
	row_forms_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_words_have_one_number),
		cmocka_unit_test(of_ever_new_words_each_has_its_own),
		cmocka_unit_test(what_is_known_is_found_again_after_them),
	};

	return cmocka_run_group_tests_name("row forms", tests, NULL, NULL);
}
