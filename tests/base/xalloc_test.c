/*
 * Memory of the analyzer: what it asks for is there, or the program ends with one line and exit code 3.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "grown_array.h"
#include "xalloc.h"

enum { MEMORY_BYTES = 64 << 20 };

/* Does it in a process of its own that has little memory: the exit code, and what is said. */
static int ends_with(void (*act)(void), char *said, size_t room)
{
	int ends[2], status = 0;
	size_t used = 0;
	ssize_t n;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		dup2(ends[1], STDERR_FILENO);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
		setrlimit(RLIMIT_AS, &(struct rlimit){MEMORY_BYTES, MEMORY_BYTES});
#endif
		act();
		_exit(0);
	}
	close(ends[1]);
	while ((n = read(ends[0], said + used, room - 1 - used)) > 0)
		used += (size_t)n;
	said[used] = 0;
	close(ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void is_out_of_memory(void (*act)(void))
{
	char said[400];

	assert_int_equal(ends_with(act, said, sizeof(said)), 3);
	assert_string_equal(said, "l1analyze: out of memory\n");
}

/* Volatile: no compiler sees that these are too large. */
static volatile size_t half = SIZE_MAX / 2, three = 3;

static void ask_for_a_product_that_is_no_size(void)
{
	/* modulo the address space these are 16 bytes */
	free(xcalloc(half / 4 + 1, three * 2 + 2));
}

static void ask_for_an_array_that_is_no_size(void)
{
	free(xarray(half + 1, three - 1));
}

static void ask_to_grow_to_what_is_no_size(void)
{
	char *at = xmalloc(3);

	free(xrealloc(at, half / 4 + 1, three * 2 + 2));
}

static void grow_beyond_all_sizes(void)
{
	size_t capacity = half + 2;
	char *at = NULL;

	GROW(at, capacity, capacity);
}

static void use_an_index_beyond_all_sizes(void)
{
	size_t count = 0, capacity = 0;

	free(grow_to(NULL, &count, &capacity, half, three));
}

static void products_are_checked(void **unused)
{
	(void)unused;
#ifdef __SANITIZE_ADDRESS__
	skip();         /* it ends the program itself, in words of its own */
#endif
	is_out_of_memory(ask_for_a_product_that_is_no_size);
	is_out_of_memory(ask_for_an_array_that_is_no_size);
	is_out_of_memory(ask_to_grow_to_what_is_no_size);
	is_out_of_memory(grow_beyond_all_sizes);
	is_out_of_memory(use_an_index_beyond_all_sizes);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
static void ask_for_one_large_piece(void)
{
	free(xmalloc(2 * (size_t)MEMORY_BYTES));
}

static void append_for_ever(void)
{
	uint64_t *at = NULL;
	size_t count = 0, capacity = 0;

	for (;;) {
		GROW(at, count, capacity);
		at[count] = count;
		count++;
	}
}

static void copy_a_long_text(void)
{
	size_t bytes = MEMORY_BYTES * 2 / 5;
	char *text = xmalloc(bytes);

	memset(text, 'x', bytes - 1);
	text[bytes - 1] = 0;
	free(xprintf("%s%s", text, text));
}

static void what_does_not_fit_ends_the_program(void **unused)
{
	(void)unused;
	is_out_of_memory(ask_for_one_large_piece);
	is_out_of_memory(append_for_ever);
	is_out_of_memory(copy_a_long_text);
}
#endif

static void nothing_is_something_that_can_be_freed(void **unused)
{
	char *at = xcalloc(0, 8), *text;

	(void)unused;
	at = xrealloc(at, 0, 8);
	at = xrealloc(at, 0, 0);
	free(at);
	free(xarray(0, 16));
	free(xmalloc(0));
	assert_null(xstrdup(NULL));
	text = xstrndup("gone before", 4);
	assert_string_equal(text, "gone");
	free(text);
	text = xprintf("%s %d", "core", 7);
	assert_string_equal(text, "core 7");
	free(text);
}

static void an_array_grows_and_keeps_what_is_in_it(void **unused)
{
	uint32_t *at = NULL, *sparse = NULL;
	size_t count = 0, capacity = 0, sparse_count = 0, sparse_capacity = 0;

	(void)unused;
	for (uint32_t i = 0; i < 1000; i++) {
		GROW(at, count, capacity);
		assert_true(count < capacity);
		at[count++] = i;
	}
	for (uint32_t i = 0; i < 1000; i++)
		assert_int_equal(at[i], i);
	assert_true(capacity < 2 * count);
	free(at);
	sparse = grow_to(sparse, &sparse_count, &sparse_capacity, 5, sizeof(*sparse));
	sparse[5] = 55;
	sparse = grow_to(sparse, &sparse_count, &sparse_capacity, 700, sizeof(*sparse));
	assert_int_equal(sparse_count, 701);
	for (size_t i = 0; i < sparse_count; i++)
		assert_int_equal(sparse[i], i == 5 ? 55 : 0);
	free(sparse);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(products_are_checked),
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
		cmocka_unit_test(what_does_not_fit_ends_the_program),
#endif
		cmocka_unit_test(nothing_is_something_that_can_be_freed),
		cmocka_unit_test(an_array_grows_and_keeps_what_is_in_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
