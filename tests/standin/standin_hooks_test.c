/*
 * The preload library has a function for each hook of its list, under the runtime's own name. One
 * that is missing would be looked for, noted as never called, and record nothing.
 *
 * Must not know: what hooks do.
 */
#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "runtime_symbols.h"

static void *library;

static void expect_ours(const char *name, const char *symbol)
{
	Dl_info where;
	void *function = dlsym(library, symbol);

	if (!function || !dladdr(function, &where) || !strstr(where.dli_fname, "l1trace-ttmetal"))
		fail_msg("hook_%s is in the list and has no function", name);
}

static void each_hook_of_the_list_has_a_function(void **unused)
{
	(void)unused;
	library = dlopen(PRELOAD_LIBRARY, RTLD_NOW | RTLD_LOCAL);
	if (!library)
		fail_msg("%s", dlerror());
#define EXPECT(name, arguments, symbol) expect_ours(#name, symbol);
	ABI_HOOKS(EXPECT)
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_hook_of_the_list_has_a_function),
	};

	return cmocka_run_group_tests_name("standin hooks", tests, NULL, NULL);
}
