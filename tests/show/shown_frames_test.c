/* Frames of wrappers are left out where call sites are shown; a program's own frames never. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "shown_frames.h"
#include "text_pattern.h"

static void shows(const char *site, const char *as)
{
	char *shown = shown_call_site(site);

	assert_string_equal(as, shown);
	free(shown);
}

static void frames_of_frameworks_are_left_out(void **unused)
{
	static const char *const hidden[] = {
		"/v/lib/python3.12/site-packages/torch/nn/modules/module.py:1739 Module._call_impl",
		"/usr/lib/python3/dist-packages/torch/utils/_contextlib.py:116 decorate_context",
		"/v/lib/python3.12/site-packages/ttnn/decorators.py:9 __call__",
		"/src/tt-metal/ttnn/ttnn/decorators.py:9 __call__",
		"/v/lib/python3.12/site-packages/_pytest/python.py:157 pytest_pyfunc_call",
		"/v/lib/python3.12/site-packages/pluggy/_callers.py:103 _multicall",
		"/v/lib/python3.12/site-packages/pytest_asyncio/plugin.py:1 inner", "/v/bin/pytest:8 <module>",
		"<frozen runpy>:88 _run_code", "<frozen importlib._bootstrap>:241 _call_with_frames_removed",
		"/usr/lib/python3.10/runpy.py:196 _run_module_as_main",
		"/usr/lib/python3.12/functools.py:982 run", "/usr/lib/python3.12/contextlib.py:81 inner",
		"/v/lib/python3.12/site-packages/transformers/utils/generic.py:965 wrapper",
		"/v/lib/python3.12/site-packages/accelerate/hooks.py:170 new_forward",
		"/src/tt-metal/models/experimental/tt_symbiote/core/module.py:90 TTNNModule.__call__",
		"/src/tt-metal/models/common/lightweightmodule.py:14 LightweightModule.__call__",
		"/v/lib/python3.12/site-packages/ttnn/build/lib/libtt_metal.so+0x1234",
		"/src/tt-metal/build/lib/libtt_metal.so+0x1234 tt::tt_metal::Buffer::create",
		"/src/tt-metal/tt_metal/impl/buffers/buffer.cpp:99 tt::tt_metal::Buffer::create",
		"/src/tt-metal/ttnn/cpp/ttnn/operations/matmul/matmul.cpp:9 ttnn::matmul",
		"/lib/x86_64-linux-gnu/libc.so.6+0x27249 __libc_start_main", "/w/app+0x1080 _start",
		"/usr/bin/python3.12+0x1080 Py_BytesMain", "/usr/include/c++/12/bits/invoke.h:61 std::__invoke<..>"};

	(void)unused;
	for (size_t i = 0; i < sizeof(hidden) / sizeof(*hidden); i++) {
		char site[400] = "a.py:1 f; ";

		strcat(strcat(site, hidden[i]), "; b.py:2 g");
		shows(site, "a.py:1 f; b.py:2 g");
	}
}

static void frames_of_a_program_are_shown(void **unused)
{
	static const char *const own[] = {"/w/model.py:3 Block.__call__", "/w/torch/model.py:3 forward",
		"/w/functools.py:1 f", "/w/runpy.py:1 f", "/w/test_torch.py:7 test_model",
		"/v/lib/python3.12/site-packages/transformers/models/llama/modeling_llama.py:3 LlamaMLP.forward",
		"/src/tt-metal/models/experimental/tt_symbiote/modules/linear.py:3 TTNNLinear.forward",
		"/v/lib/python3.12/site-packages/mine/ttnn_model.py:3 f", "/w/app+0x1234", "/w/app+0x1234 main",
		"/w/libmodel.so+0x1234 model::Block::run", "/w/src/model.cpp:12 model::Block::run",
		"/src/tt-metal/tt_metal/programming_examples/loopback/loopback.cpp:30 main"};

	(void)unused;
	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
		shows(own[i], own[i]);
	shows("/w/model.py:3 Block.__call__; b.py:2 g", "/w/model.py:3 Block.__call__; b.py:2 g");
}

static void of_a_site_that_is_all_hidden_the_innermost_frame_stays(void **unused)
{
	(void)unused;
	shows("<frozen runpy>:88 _run_code; <frozen runpy>:198 main", "<frozen runpy>:88 _run_code");
	shows("", "");
	assert_null(shown_call_site(NULL));
}

static void as_many_frames_as_there_are(void **unused)
{
	char site[64 * 40] = "", wanted[64 * 40] = "";

	(void)unused;
	for (int i = 0; i < 32; i++) {
		strcat(strcat(site, i ? "; " : ""), i % 2 ? "<frozen runpy>:1 f" : "/w/model.py:1 Block.forward");
		if (i % 2 == 0)
			strcat(strcat(wanted, i ? "; " : ""), "/w/model.py:1 Block.forward");
	}
	shows(site, wanted);
}

static void a_pattern_is_looked_for_anywhere_unless_it_is_tied(void **unused)
{
	(void)unused;
	assert_true(text_pattern_found("b*d", "abcde"));
	assert_true(text_pattern_found("", ""));
	assert_true(text_pattern_found("^a*e$", "abcde"));
	assert_true(text_pattern_found("c*", "abc"));
	assert_true(text_pattern_found("b$", "abab"));
	assert_false(text_pattern_found("^b", "abcde"));
	assert_false(text_pattern_found("d$", "abcde"));
	assert_false(text_pattern_found("d*b", "abcde"));
	assert_false(text_pattern_found("^abcdef", "abcde"));
}

static void a_pattern_more_counts_from_then_on(void **unused)
{
	(void)unused;
	shows("/w/x.py:1 helper; b.py:2 g", "/w/x.py:1 helper; b.py:2 g");
	shown_frames_hide("^helper$");
	shows("/w/x.py:1 helper; b.py:2 g", "b.py:2 g");
	shown_frames_hide("none");
	shows("/w/x.py:1 helper; <frozen runpy>:88 f", "/w/x.py:1 helper; <frozen runpy>:88 f");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_of_frameworks_are_left_out),
		cmocka_unit_test(frames_of_a_program_are_shown),
		cmocka_unit_test(of_a_site_that_is_all_hidden_the_innermost_frame_stays),
		cmocka_unit_test(as_many_frames_as_there_are),
		cmocka_unit_test(a_pattern_is_looked_for_anywhere_unless_it_is_tied),
		cmocka_unit_test(a_pattern_more_counts_from_then_on),
	};

	unsetenv("L1TRACE_HIDE");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
