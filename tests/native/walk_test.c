/*
 * Stacks are walked as libgcc does where that can be done, and no further than they are known where it
 * would crash.
 */
#include <dlfcn.h>
#include <execinfo.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <cmocka.h>
#include "native_walk.h"
#include "odd_frames.h"

enum { FRAMES = 300, OWN = 1 };         /* OWN: the function that asks */

struct seen {
	size_t count, real_count;
	uintptr_t pc[FRAMES];
	void *real[FRAMES];
	bool asks_libgcc;
};

static __attribute__((noinline)) void walk(struct seen *s)
{
	struct ttm_walk w;

	s->count = 0;
	ttm_walk_begin(&w, __builtin_frame_address(0));
	for (bool more = w.module != NULL; more && s->count < FRAMES; more = ttm_walk_next(&w))
		s->pc[s->count++] = w.pc;
	ttm_walk_end(&w);
}

static __attribute__((noinline)) void look(void *seen)
{
	struct seen *s = seen;

	walk(s);
	s->real_count = s->asks_libgcc ? (size_t)backtrace(s->real, FRAMES) : 0;
}

/* Both walks began in look(): their first frames differ by the call that they are in. */
static void agree(struct seen *s, size_t least)
{
	assert_true(s->count > least);
	assert_int_equal(s->count, s->real_count);
	for (size_t i = OWN; i < s->count; i++)
		if (s->pc[i] != (uintptr_t)s->real[i])
			fail_msg("frame %zu of %zu differs", i, s->count);
}

static struct seen begin(void)
{
	return (struct seen){.asks_libgcc = true};
}

static void a_stack_is_walked_to_its_end(void **state)
{
	struct seen s = begin();

	(void)state;
	look(&s);
	agree(&s, 3);
	from_depth(look, &s, 200);
	agree(&s, 200);
}

static void frames_that_rbp_leads_out_of_are_passed(void **state)
{
	struct seen s = begin();

	(void)state;
	from_frame_of_any_size(look, &s, 100);
	agree(&s, 4);
	from_frame_of_any_size(look, &s, 100000);
	agree(&s, 4);
	from_realigned_frame(look, &s, 10, 20, 30, 4, 5, 6);
	agree(&s, 4);
}

static void a_handler_leads_to_what_it_interrupted(void **state)
{
	struct seen s = begin();

	(void)state;
	from_handler(look, &s, 0);
	agree(&s, 6);
	from_handler(look, &s, 1);
	agree(&s, 6);
	from_first_instruction(look, &s);
	agree(&s, 6);
}

static void coroutines_end_where_they_began(void **state)
{
	struct seen s = begin();

	(void)state;
	from_coroutine(look, &s);
	agree(&s, 2);
}

static void a_frame_that_an_exception_passes_is_walked_from(void **state)
{
	struct seen s = begin();

	(void)state;
	from_cleanup(look, &s);
	agree(&s, 5);
}

static void code_without_tables_ends_a_walk(void **state)
{
	struct seen s = {.asks_libgcc = false};

	(void)state;
	from_made_code(look, &s);
	assert_int_equal(s.count, 1);
}

static void nothing_is_read_after_the_end_of_a_stack(void **state)
{
	struct seen s = {.asks_libgcc = false};         /* which would crash */

	(void)state;
	from_made_stack(look, &s);
	assert_int_equal(s.count, 2);
}

static void what_leads_nowhere_is_not_followed(void **state)
{
	struct seen s = {.asks_libgcc = false};
	size_t here = (size_t)__builtin_frame_address(0);
	const size_t nowhere[] = {0, 1, 8, 0x1000, here & ~(size_t)0xffff, here - 0x4000, here | 1,
		SIZE_MAX, SIZE_MAX & ~(size_t)7, (size_t)1 << 63, 0x00007ffffffff000, (size_t)&s};

	(void)state;
	for (size_t i = 0; i < sizeof(nowhere) / sizeof(*nowhere); i++) {
		from_frame_that_lies(look, &s, nowhere[i]);
		assert_true(s.count >= 2 && s.count < FRAMES);
	}
	from_frame_in_a_circle(look, &s);
	assert_int_equal(s.count, 3);
}

static struct seen in_handler;
static volatile unsigned handled, differed;

static void on_timer(int number)
{
	(void)number;
	from_depth(look, &in_handler, 20);
	differed += in_handler.count < 24;
	handled++;
}

static void a_handler_may_walk_while_its_thread_does(void **state)
{
	const struct itimerval often = {{0, 200}, {0, 200}}, never = {{0, 0}, {0, 0}};
	struct sigaction action = {.sa_handler = on_timer}, before;
	struct seen s = {.asks_libgcc = false};

	(void)state;
	look(&s);
	sigaction(SIGALRM, &action, &before);
	setitimer(ITIMER_REAL, &often, NULL);
	for (size_t whole = s.count; handled < 200;) {
		look(&s);
		if (s.count != whole)
			differed++;
	}
	setitimer(ITIMER_REAL, &never, NULL);
	sigaction(SIGALRM, &before, NULL);
	assert_int_equal(differed, 0);
}

/* As small as threads may be. */
static void *look_in_thread(void *seen)
{
	walk(seen);
	return NULL;
}

static void small_threads_have_enough_room(void **state)
{
	static struct seen s;
	pthread_attr_t small;
	pthread_t thread;

	(void)state;
	pthread_attr_init(&small);
	assert_int_equal(pthread_attr_setstacksize(&small, 16384), 0);
	assert_int_equal(pthread_create(&thread, &small, look_in_thread, &s), 0);
	pthread_join(thread, NULL);
	assert_true(s.count >= 2);
}

/* ---- unwind tables ---- */

/* A place after which nothing is mapped. */
static uint8_t *end_of_memory(size_t bytes)
{
	size_t pages = (bytes + 4095) & ~(size_t)4095;
	uint8_t *map = mmap(NULL, pages + 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	munmap(map + pages, 4096);
	return map + pages;
}

/* A copy of the first bytes of a program's tables, up to `end`. The places in it are relative. */
static struct ttm_cfi copy_tables(const struct ttm_cfi *m, size_t bytes, uint8_t *end)
{
	memcpy(end - bytes, m->begin, bytes);
	return (struct ttm_cfi){end - bytes + (m->header - m->begin), end - bytes, end};
}

static void cut_tables_are_not_read_beyond_their_end(void **state)
{
	const struct ttm_native_module *own = ttm_native_module_at((uintptr_t)look);
	size_t bytes = (size_t)(own->cfi.end - own->cfi.begin), found = 0;
	uint8_t *end = end_of_memory(bytes);

	(void)state;
	for (size_t n = (size_t)(own->cfi.header - own->cfi.begin) + 1; n <= bytes; n++) {
		struct ttm_cfi copy = copy_tables(&own->cfi, n, end);
		uintptr_t moved = (uintptr_t)copy.header - (uintptr_t)own->cfi.header;

		found += ttm_cfi_rule(&copy, (uintptr_t)look + moved).kind != TTM_RULE_NONE;
	}
	assert_true(found > 0 && found < bytes);
}

static void damaged_tables_are_not_read_beyond_their_end(void **state)
{
	const struct ttm_native_module *own = ttm_native_module_at((uintptr_t)look);
	size_t bytes = (size_t)(own->cfi.end - own->cfi.begin);
	struct ttm_cfi copy = copy_tables(&own->cfi, bytes, end_of_memory(bytes));
	uintptr_t moved = (uintptr_t)copy.header - (uintptr_t)own->cfi.header;
	unsigned long seed = 1, found = 0;

	(void)state;
	assert_int_not_equal(ttm_cfi_rule(&copy, (uintptr_t)look + moved).kind, TTM_RULE_NONE);
	for (unsigned i = 0; i < 40000; i++) {
		uint8_t *at;

		seed = seed * 6364136223846793005u + 1442695040888963407u;
		at = (uint8_t *)copy.begin + seed / 65536 % bytes;
		*at = (uint8_t)(seed >> 56);
		found += ttm_cfi_rule(&copy, (uintptr_t)look + moved + (seed >> 40) % 4096).kind != TTM_RULE_NONE;
		if (i % 64 == 0)                /* else soon nothing of them is left */
			memcpy((uint8_t *)copy.begin, own->cfi.begin, bytes);
	}
	assert_true(found > 1000);
}

/* ---- modules ---- */

struct module_seen {
	uint32_t number;
	const void *map;
	char name[64];
};

/* The function of the loaded file calls this. */
static __attribute__((noinline)) void look_at_caller(void *seen)
{
	struct module_seen *m = seen;
	const struct ttm_native_module *found =
		ttm_native_module_at((uintptr_t)__builtin_return_address(0) - 1);

	assert_non_null(found);
	m->number = found->number;
	m->map = found->map;
	memcpy(m->name, found->name, sizeof(m->name));
}

static struct module_seen load_and_look(const char *path)
{
	void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL), *symbol;
	void (*call_back)(called *, void *);
	struct module_seen seen = {0};

	assert_non_null(library);
	symbol = dlsym(library, "call_back");
	memcpy(&call_back, &symbol, sizeof(call_back));
	call_back(look_at_caller, &seen);
	dlclose(library);
	return seen;
}

static void a_module_in_the_place_of_another_is_another(void **state)
{
	struct module_seen a = load_and_look(NATIVE_PLUGIN_A), again = load_and_look(NATIVE_PLUGIN_A),
		b = load_and_look(NATIVE_PLUGIN_B);

	(void)state;
	assert_int_equal(a.number, again.number);
	assert_ptr_equal(a.map, b.map);         /* else nothing is tested here */
	assert_int_not_equal(a.number, b.number);
	assert_string_equal(a.name, "libnative_plugin_a.so");
	assert_string_equal(b.name, "libnative_plugin_b.so");
}

static int find(void **state)
{
	void *warm[2];

	(void)state;
	backtrace(warm, 2);             /* loads what it needs */
	return !ttm_native_modules_find();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stack_is_walked_to_its_end),
		cmocka_unit_test(frames_that_rbp_leads_out_of_are_passed),
		cmocka_unit_test(a_handler_leads_to_what_it_interrupted),
		cmocka_unit_test(coroutines_end_where_they_began),
		cmocka_unit_test(a_frame_that_an_exception_passes_is_walked_from),
		cmocka_unit_test(code_without_tables_ends_a_walk),
		cmocka_unit_test(nothing_is_read_after_the_end_of_a_stack),
		cmocka_unit_test(what_leads_nowhere_is_not_followed),
		cmocka_unit_test(a_handler_may_walk_while_its_thread_does),
		cmocka_unit_test(small_threads_have_enough_room),
		cmocka_unit_test(cut_tables_are_not_read_beyond_their_end),
		cmocka_unit_test(damaged_tables_are_not_read_beyond_their_end),
		cmocka_unit_test(a_module_in_the_place_of_another_is_another),
	};

	return cmocka_run_group_tests(tests, find, NULL);
}
