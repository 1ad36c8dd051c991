/*
 * What the preload library records of tensors: what each buffer holds, once.
 *
 * Must not know: how it does it.
 */
#include <stdlib.h>
#include <string.h>
#include "played.h"

enum { ANY = -1 };

/* The words of the tensor in the nth buffer (FORMAT.md), without that of its cores. */
static void assert_tensor(const struct played *p, size_t n, const char *cores, const int64_t *words)
{
	uint64_t buffer = nth(p, L1T_ALLOC, n)->alloc.id;
	const struct l1t_record *holds = NULL, *tensor = NULL;
	uint32_t word;
	size_t at = 0;

	for (size_t i = 0; i < p->count; i++)
		if (p->records[i].kind == L1T_HOLDS && p->records[i].holds.buffer == buffer)
			holds = &p->records[i];
	assert_non_null(holds);
	assert_int_equal(holds->holds.type, L1T_L1);
	for (size_t i = 0; i < p->count; i++)
		if (p->records[i].kind == L1T_TENSOR && p->records[i].define.id == holds->holds.tensor)
			tensor = &p->records[i];
	assert_non_null(tensor);
	assert_true(tensor < holds);
	for (uint32_t i = 0; i < tensor->blob_bytes / 4; i++) {
		memcpy(&word, tensor->blob + i * 4, 4);
		if (i == L1T_TENSOR_CORES)
			assert_string_equal(cores_of(p, word), cores);
		else if (words[at++] != (int64_t)word)
			fail_msg("word %u is %u, not %ld", i, word, (long)words[at - 1]);
	}
	assert_int_equal(words[at], ANY);       /* the end */
}

#define WORDS(...) (const int64_t[]){__VA_ARGS__, ANY}

static void check_tensors(const char *library)
{
	const int64_t unknown = L1T_TENSOR_UNKNOWN;
	struct played p = play_with(library, "tensors", NULL, NULL);

	assert_int_equal(count_kind(&p, L1T_HOLDS), 4);
	assert_int_equal(count_kind(&p, L1T_TENSOR), 3);       /* two are alike */
	assert_tensor(&p, 0, "", WORDS(L1T_BFLOAT8_B, 1, 0, 1, unknown, 3, 3, 50, 70, 3, 3, 64, 96, unknown));
	assert_tensor(&p, 1, "0,0-3,3", WORDS(L1T_BFLOAT16, 1, 4, 1, 1, 4, 1, 1, 256, 128, 4, 1, 1, 256,
		128, 2, 64, 32));
	assert_tensor(&p, 2, "0,0-1,0 4,2-4,3", WORDS(L1T_FLOAT32, 0, 5, 1, 0, 6, 2, 1, 3, 4, 5, 6, 6, 2,
		1, 3, 4, 5, 6, 5, 1, 3, 4, 5, 6));
	assert_tensor(&p, 3, "", WORDS(L1T_BFLOAT8_B, 1, 0, 1, unknown, 3, 3, 50, 70, 3, 3, 64, 96, unknown));
	assert_string_equal(p.output, "");
	played_free(&p);
}

static void a_buffer_holds_what_the_runtime_says_of_its_tensor(void **state)
{
	(void)state;
	check_tensors(STANDIN_NEW);
	check_tensors(STANDIN_OLD_);    /* its buffers have no ids */
}

static void views_of_a_buffer_change_nothing_however_late(void **state)
{
	struct played p = play("views");

	(void)state;
	assert_int_equal(count_kind(&p, L1T_HOLDS), 5001);
	assert_int_equal(count_kind(&p, L1T_TENSOR), 1);
	assert_int_equal(nth(&p, L1T_HOLDS, 0)->holds.buffer, nth(&p, L1T_ALLOC, 0)->alloc.id);
	played_free(&p);
}

static void what_cannot_be_read_is_unknown_and_what_throws_is_asked_once(void **state)
{
	const int64_t unknown = L1T_TENSOR_UNKNOWN;
	struct played p = play("odd_tensors");

	(void)state;
	assert_int_equal(count_kind(&p, L1T_HOLDS), 4);        /* the first could not be made */
	assert_tensor(&p, 1, "0,0-3,3", WORDS(L1T_BFLOAT16, unknown, 4, 1, unknown, unknown, 4, 1, 1, 256, 128,
		2, 64, 32));
	for (size_t i = 2; i < 5; i++)
		assert_tensor(&p, i, "0,0-3,3", WORDS(unknown, 1, 4, 1, 1, 4, 1, 1, 256, 128, 4, 1, 1, 256,
			128, 2, 64, 32));
	assert_string_equal(p.output, "conversions 2\n");
	played_free(&p);
}

static void a_release_without_getters_has_no_tensors(void **state)
{
	struct played p = play_with(STANDIN_BARE_, "tensors", NULL, NULL);

	(void)state;
	assert_int_equal(count_kind(&p, L1T_HOLDS), 0);
	played_free(&p);
}

static void tensors_can_be_left_out(void **state)
{
	struct played p = play_with(STANDIN_NEW, "tensors", "L1TRACE_TENSORS=0", NULL);

	(void)state;
	assert_int_equal(count_kind(&p, L1T_ALLOC), 4);
	assert_int_equal(count_kind(&p, L1T_HOLDS), 0);
	played_free(&p);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_buffer_holds_what_the_runtime_says_of_its_tensor),
		cmocka_unit_test(views_of_a_buffer_change_nothing_however_late),
		cmocka_unit_test(what_cannot_be_read_is_unknown_and_what_throws_is_asked_once),
		cmocka_unit_test(a_release_without_getters_has_no_tensors),
		cmocka_unit_test(tensors_can_be_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
