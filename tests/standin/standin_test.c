/*
 * What the preload library records of a runtime that works: regions, launches, kernels, mesh traces.
 *
 * Must not know: how it does it.
 */
#include "played.h"

struct expected {
	uint64_t type, chips, flags, index, address, size;
	const char *cores;
};

static void assert_region(const struct played *p, size_t n, const struct expected *e)
{
	const struct l1t_region *r = &nth(p, L1T_REGION, n)->region;

	assert_int_equal(r->type, e->type);
	assert_int_equal(r->chips, e->chips);
	assert_int_equal(r->flags, e->flags);
	assert_int_equal(r->index, e->index);
	assert_int_equal(r->address, e->address);
	assert_int_equal(r->size_bytes, e->size);
	assert_string_equal(cores_of(p, r->cores), e->cores);
}

/* Circular buffers are placed once for each chip, the others once for both (set 65536). */
static void check_regions(const char *library)
{
	static const struct expected e[] = {
		{L1T_CB, 0, L1T_REGION_ALIAS, 0, 0x90000, 1024, "0,0-0,0"},
		{L1T_CB, 0, L1T_REGION_FIRST, 1, 105824, 4096, "0,0-7,7"},
		{L1T_CB, 0, 0, 2, 109920, 2048, "0,0-3,3"},
		{L1T_CB, 1, L1T_REGION_ALIAS, 0, 0x90000, 1024, "0,0-0,0"},
		{L1T_CB, 1, L1T_REGION_FIRST, 1, 105824, 4096, "0,0-7,7"},
		{L1T_CB, 1, 0, 2, 109920, 2048, "0,0-3,3"},
		{L1T_DFB, 65536, L1T_REGION_FIRST, 0, 111968, 512, "0,0-1,1 4,4-5,5"},
		{L1T_DFB, 65536, 0, 1, 112480, 256, "0,0-1,1"},
	};
	struct played p = play_with(library, "regions", NULL, NULL);
	size_t n = sizeof(e) / sizeof(*e);

	for (size_t i = 0; i < n; i++)
		assert_region(&p, i, &e[i]);
	/* The second placement replaces the first. */
	n = count_kind(&p, L1T_REGION) / 2;
	for (size_t i = 0; i < 8; i++)
		assert_region(&p, n + i, &e[i]);
	assert_int_equal(count_kind(&p, L1T_PROGRAM_CONFIG), 1);
	assert_int_equal(count_kind(&p, L1T_REGIONS_FREED), 2);
	assert_int_equal(nth(&p, L1T_REGIONS_FREED, 0)->regions_freed.types, 1 << L1T_CB);
	assert_int_equal(nth(&p, L1T_REGIONS_FREED, 1)->regions_freed.chips, 1);
	assert_int_equal(nth(&p, L1T_PROGRAM_GONE, 0)->program_gone.program,
		nth(&p, L1T_PROGRAM, 0)->program.program);
	played_free(&p);
}

static void regions_are_recorded_once_and_begin_anew_with_each_placement(void **state)
{
	(void)state;
	check_regions(STANDIN_NEW);
	check_regions(STANDIN_OLD_);
}

static void scratchpads_are_found_although_nothing_is_called(void **state)
{
	static const struct expected first = {L1T_SCRATCHPAD, 65536, L1T_REGION_FIRST, 0, 112736, 64,
		"0,0-1,1 4,4-5,5"}, second = {L1T_SCRATCHPAD, 65536, 0, 1, 112800, 32,
		"0,0-1,1 4,4-5,5"}, both = {L1T_SCRATCHPAD, 65536, L1T_REGION_FIRST, 0, 112736, 96,
		"0,0-1,1 4,4-5,5"};
	struct played p = play("regions");

	(void)state;
	assert_region(&p, 8, &first);
	assert_region(&p, 9, &second);
	played_free(&p);
	p = play_with(STANDIN_OLD_, "regions", NULL, NULL);
	assert_region(&p, 8, &both);
	played_free(&p);
}

static void what_lies_behind_a_program_is_not_taken_for_its_own(void **state)
{
	static const struct expected pad = {L1T_SCRATCHPAD, 0, L1T_REGION_FIRST, 0, 105824, 64, "0,0-7,7"};
	static const char *const libraries[] = {STANDIN_NEW, STANDIN_OLD_};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct played p = play_with(libraries[i], "neighbours", NULL, NULL);

		assert_int_equal(count_kind(&p, L1T_REGION), 2);
		assert_region(&p, 1, &pad);
		played_free(&p);
	}
}

static void launches_name_program_chips_and_operation(void **state)
{
	struct played p = play("launches");
	const struct l1t_launch *one = &nth(&p, L1T_LAUNCH, 0)->launch;
	const struct l1t_launch *a = &nth(&p, L1T_LAUNCH, 1)->launch;
	const struct l1t_launch *b = &nth(&p, L1T_LAUNCH, 2)->launch;
	const struct l1t_launch *again = &nth(&p, L1T_LAUNCH, 3)->launch;

	(void)state;
	assert_int_equal(count_kind(&p, L1T_LAUNCH), 4);
	assert_int_equal(one->device, nth(&p, L1T_DEVICE, 0)->device.device);
	assert_int_equal(one->chips, 65536);
	assert_int_equal(one->flags, 0);
	assert_string_equal(string_of(&p, one->name), "BinaryNgDeviceOperation");
	assert_int_equal(one->type, one->name);
	/* One program on each chip, one operation without a name. */
	assert_int_equal(a->program, one->program);
	assert_int_equal(a->chips, 0);
	assert_int_equal(a->flags, 0);
	assert_int_equal(a->name, 0);
	assert_int_not_equal(b->program, a->program);
	assert_int_equal(b->chips, 1);
	assert_int_equal(b->flags, L1T_LAUNCH_SAME_OP);
	/* A program at the address of an old one is another program. */
	assert_int_not_equal(again->program, one->program);
	assert_int_not_equal(again->program, b->program);
	/* No operation launched it: it is named by its kernels. */
	assert_string_equal(string_of(&p, again->name), "prefetch + reader + softmax + writer");
	assert_int_equal(again->type, 0);
	assert_int_equal(nth(&p, L1T_PROGRAM, 0)->program.runtime_id, 501);
	assert_int_equal(count_kind(&p, L1T_PROGRAM), 3);
	assert_int_equal(count_kind(&p, L1T_PROGRAM_GONE), 3);
	played_free(&p);
}

static void without_the_workload_the_tracked_programs_are_launched(void **state)
{
	struct played p = play_with(STANDIN_BARE_, "launches", NULL, NULL);

	(void)state;
	assert_int_equal(count_kind(&p, L1T_LAUNCH), 2);
	assert_string_equal(string_of(&p, nth(&p, L1T_LAUNCH, 0)->launch.name),
		"BinaryNgDeviceOperation");
	assert_non_null(note(&p, L1T_NOTE_UNKNOWN,
		"a workload's programs: those that were tracked are taken"));
	played_free(&p);
}

static void kernels_and_config_sizes_are_recorded(void **state)
{
	struct played p = play("launches");
	const struct l1t_kernel *k = &nth(&p, L1T_KERNEL, 0)->kernel;
	const struct l1t_program_config *c = &nth(&p, L1T_PROGRAM_CONFIG, 0)->program_config;

	(void)state;
	assert_string_equal(string_of(&p, k->name), "softmax/123/");
	assert_string_equal(string_of(&p, k->core_type), "tensix");
	assert_int_equal(k->text_bytes[0], 2000);
	assert_int_equal(k->text_bytes[2], 2002);
	assert_int_equal(k->processor, L1T_TRISC);
	k = &nth(&p, L1T_KERNEL, 1)->kernel;
	assert_string_equal(string_of(&p, k->name), "reader/7/");
	assert_string_equal(string_of(&p, k->core_type), "tensix");
	assert_int_equal(k->processor, L1T_NCRISC);
	assert_int_equal(k->text_bytes[0], 2000);
	assert_true(k->text_bytes[1] == L1T_UNKNOWN);
	k = &nth(&p, L1T_KERNEL, 3)->kernel;
	assert_string_equal(string_of(&p, k->name), "writer/8/");
	assert_int_equal(k->processor, L1T_BRISC);
	k = &nth(&p, L1T_KERNEL, 4)->kernel;
	assert_string_equal(string_of(&p, k->name), "prefetch/9/");
	assert_int_equal(k->processor, L1T_PROCESSOR_UNKNOWN);
	assert_int_equal(k->core_type, 0);
	assert_int_equal(c->config_bytes, 208);
	assert_int_equal(c->text_bytes, 10320);
	assert_int_equal(count_kind(&p, L1T_PROGRAM_CONFIG), 3);
	played_free(&p);
}

static void check_trace(const struct played *p, uint64_t id)
{
	static const enum l1t_kind order[] = {L1T_CAPTURE_BEGIN, L1T_LAUNCH, L1T_CAPTURE_END,
		L1T_REPLAY, L1T_REPLAY, L1T_RELEASE};
	size_t n = 0;

	for (size_t i = 0; i < p->count && n < sizeof(order) / sizeof(*order); i++) {
		const struct l1t_record *r = &p->records[i];

		if (r->kind != order[n])
			continue;
		if (r->kind != L1T_LAUNCH)
			assert_int_equal(r->mesh_trace.trace, id);
		n++;
	}
	assert_int_equal(n, sizeof(order) / sizeof(*order));
	assert_int_equal(count_kind(p, L1T_CAPTURE_BEGIN), 1);
	assert_int_equal(count_kind(p, L1T_REPLAY), 2);
}

static void mesh_traces_are_recorded_with_either_signature(void **state)
{
	struct played p = play("traces_by_queue");

	(void)state;
	check_trace(&p, 77);
	played_free(&p);
	p = play("traces_by_number");
	check_trace(&p, 77);
	played_free(&p);
	p = play_with(STANDIN_OLD_, "traces_by_number", NULL, NULL);
	check_trace(&p, 77);
	played_free(&p);
}

static void in_mock_mode_mesh_traces_never_reach_the_runtime(void **state)
{
	struct played p = play_with(STANDIN_NEW, "traces_in_mock_mode", "L1TRACE_MOCK=n150",
		"L1TRACE_MOCK_COMPILER=stand-in");

	(void)state;
	check_trace(&p, 1);
	assert_non_null(note(&p, L1T_NOTE_MOCK, "board=n150 compiler=stand-in"));
	assert_null(note(&p, L1T_NOTE_MISMATCH, NULL));
	played_free(&p);
}

static void in_slow_mock_mode_programs_are_placed_all_the_same(void **state)
{
	static const char slowly[] = "TT_METAL_SLOW_DISPATCH_MODE=1";
	struct played fast = play_with(STANDIN_NEW, "traces_in_mock_mode", "L1TRACE_MOCK=n150", NULL);
	struct played slow = play_with(STANDIN_NEW, "traces_in_mock_mode", "L1TRACE_MOCK=n150",
		slowly);
	struct played real = play_with(STANDIN_NEW, "traces_by_queue", slowly, NULL);
	const struct l1t_record *theirs = nth(&fast, L1T_REGION, 0);
	const struct l1t_record *ours = nth(&slow, L1T_REGION, 0);

	(void)state;
	assert_int_equal(count_kind(&slow, L1T_REGION), count_kind(&fast, L1T_REGION));
	assert_int_equal(ours->region.address, theirs->region.address);
	assert_int_equal(ours->region.size_bytes, theirs->region.size_bytes);
	assert_true(nth(&slow, L1T_LAUNCH, 0)->time_ns >= ours->time_ns);
	assert_non_null(note(&slow, L1T_NOTE_UNKNOWN,
		"kernels: slow dispatch in mock mode compiles none"));
	assert_null(note(&fast, L1T_NOTE_UNKNOWN, NULL));
	assert_int_equal(count_kind(&real, L1T_REGION), 0);     /* only in mock mode */
	played_free(&fast);
	played_free(&slow);
	played_free(&real);
}

static void a_program_has_one_id_however_many_threads_compile_it(void **unused)
{
	struct played p = play("compiled_at_once");
	uint64_t last = 0, kernels = 0, most = 0;

	(void)unused;
	assert_int_equal(count_kind(&p, L1T_KERNEL), 6000);
	assert_int_equal(count_kind(&p, L1T_PROGRAM), count_kind(&p, L1T_PROGRAM_GONE));
	for (size_t i = 0; i < p.count; i++) {
		const struct l1t_record *r = &p.records[i];

		if (r->kind != L1T_KERNEL)
			continue;
		kernels = r->kernel.program == last ? kernels + 1 : 1;
		last = r->kernel.program;
		most += kernels == 4;
	}
	assert_int_equal(most, 1500);
	played_free(&p);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(regions_are_recorded_once_and_begin_anew_with_each_placement),
		cmocka_unit_test(scratchpads_are_found_although_nothing_is_called),
		cmocka_unit_test(what_lies_behind_a_program_is_not_taken_for_its_own),
		cmocka_unit_test(launches_name_program_chips_and_operation),
		cmocka_unit_test(without_the_workload_the_tracked_programs_are_launched),
		cmocka_unit_test(kernels_and_config_sizes_are_recorded),
		cmocka_unit_test(mesh_traces_are_recorded_with_either_signature),
		cmocka_unit_test(in_mock_mode_mesh_traces_never_reach_the_runtime),
		cmocka_unit_test(in_slow_mock_mode_programs_are_placed_all_the_same),
		cmocka_unit_test(a_program_has_one_id_however_many_threads_compile_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
