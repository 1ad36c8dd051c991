/*
 * What the preload library records of circular and dataflow buffers besides their place: indices, pages,
 * formats, names; and that it records less where the runtime's answers make no sense.
 *
 * Must not know: how it does it.
 */
#include "played.h"

static void assert_index(const struct played *p, size_t n, uint64_t region, uint64_t index,
	uint64_t page_bytes, uint64_t pages, const char *format)
{
	const struct l1t_region_index *i = &nth(p, L1T_REGION_INDEX, n)->region_index;

	assert_int_equal(i->region, region);
	assert_int_equal(i->index, index);
	assert_int_equal(i->page_bytes, page_bytes);
	assert_int_equal(i->pages, pages);
	assert_string_equal(string_of(p, i->format_name), format);
	assert_int_equal(i->program, nth(p, L1T_PROGRAM, 0)->program.program);
}

static size_t count_of(const struct played *p, uint64_t type)
{
	size_t count = 0;

	for (size_t n = 0; n < count_kind(p, L1T_REGION_INDEX); n++)
		count += nth(p, L1T_REGION_INDEX, n)->region_index.type == type;
	return count;
}

/* Two placements on each of two chips: recorded once for each, before the regions. */
static void check(const char *library)
{
	struct played p = play_with(library, "regions", NULL, NULL);
	const struct l1t_record *first = nth(&p, L1T_REGION_INDEX, 0), *region = nth(&p, L1T_REGION, 0);

	assert_int_equal(count_of(&p, L1T_CB), 16);
	for (size_t n = 0; n < 8; n += 4) {
		assert_index(&p, n, 0, 0, 512, 2, "Float16_b");
		assert_index(&p, n + 1, 1, 1, 2048, 2, "Float16_b");
		assert_index(&p, n + 2, 1, 17, 1024, 4, "99");
		assert_index(&p, n + 3, 2, 2, 1024, 2, "Float16_b");
	}
	assert_true(first < region);
	assert_int_equal(first->region_index.cores, region->region.cores);
	assert_int_equal(first->region_index.format, 5);
	assert_string_equal(p.output, "");
	played_free(&p);
}

static void each_index_is_recorded_once_a_placement(void **state)
{
	(void)state;
	check(STANDIN_NEW);
	check(STANDIN_OLD_);
}

/* Two circular buffers that are placed twice. indices: records of each placement. */
static struct played played_with(const char *library, const char *scenario, size_t indices,
	uint64_t index_of_second)
{
	struct played p = play_with(library, scenario, NULL, NULL);
	size_t cbs = 0;

	for (size_t n = 0; n < count_kind(&p, L1T_REGION); n++) {
		const struct l1t_region *r = &nth(&p, L1T_REGION, n)->region;

		if (r->type == L1T_CB && cbs++ % 2 == 1)
			assert_int_equal(r->index, index_of_second);
	}
	assert_int_equal(cbs, 4);
	assert_int_equal(count_of(&p, L1T_CB), 2 * indices);
	assert_int_equal(count_kind(&p, L1T_FAILURE), 0);
	assert_string_equal(p.output, "");
	return p;
}

static void assert_dfb(const struct played *p, size_t n, uint64_t region, uint64_t page_bytes,
	const char *name)
{
	const struct l1t_region_index *i = &nth(p, L1T_REGION_INDEX, n)->region_index;

	assert_int_equal(i->type, L1T_DFB);
	assert_string_equal(string_of(p, i->name), name);
	assert_int_equal(i->format, L1T_UNKNOWN);
	assert_int_equal(i->pages, page_bytes == L1T_UNKNOWN ? L1T_UNKNOWN : 4);
	assert_index(p, n, region, region, page_bytes, i->pages, "");
}

/* One that borrows its memory is not placed, but counts. Entries that do not fill it are unknown. */
static void a_dataflow_buffer_has_its_name_and_entries(void **state)
{
	struct played p = play("regions");

	(void)state;
	assert_int_equal(count_of(&p, L1T_DFB), 4);
	assert_dfb(&p, 8, 0, 128, "dfb0");
	assert_dfb(&p, 9, 1, 64, "dfb1");
	played_free(&p);
	p = play("odd_dfbs");
	assert_int_equal(count_of(&p, L1T_DFB), 2);
	assert_dfb(&p, 0, 0, L1T_UNKNOWN, "dfb0");
	assert_dfb(&p, 1, 1, 128, "dfb2");
	assert_int_equal(nth(&p, L1T_REGION_INDEX, 1)->region_index.cores,
		nth(&p, L1T_REGION, 1)->region.cores);
	assert_string_equal(p.output, "");
	played_free(&p);
	p = play_with(STANDIN_OLD_, "regions", NULL, NULL);     /* does not tell which is placed */
	assert_int_equal(count_of(&p, L1T_DFB), 0);
	played_free(&p);
}

static void a_release_that_does_not_tell_has_regions_without_index(void **state)
{
	struct played p = played_with(STANDIN_BARE_, "cbs", 0, L1T_UNKNOWN);

	(void)state;
	played_free(&p);
}

static void what_makes_no_sense_is_unknown(void **state)
{
	static const char *const nothing[] = {"cbs_by_reference", "cbs_by_reference_0", "cbs_use_all",
		"cbs_elsewhere", "cb_formats_throw"};
	static const char *const no_pages[] = {"cbs_have_no_pages", "cbs_have_odd_pages"};
	struct played p;

	(void)state;
	for (size_t i = 0; i < sizeof(nothing) / sizeof(*nothing); i++) {
		p = played_with(STANDIN_NEW, nothing[i], 0, L1T_UNKNOWN);
		played_free(&p);
	}
	for (size_t i = 0; i < sizeof(no_pages) / sizeof(*no_pages); i++) {
		p = played_with(STANDIN_NEW, no_pages[i], 3, 1);
		assert_index(&p, 0, 0, 0, L1T_UNKNOWN, L1T_UNKNOWN, "Float16_b");
		assert_index(&p, 2, 1, 17, L1T_UNKNOWN, L1T_UNKNOWN, "99");
		played_free(&p);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_index_is_recorded_once_a_placement),
		cmocka_unit_test(a_dataflow_buffer_has_its_name_and_entries),
		cmocka_unit_test(a_release_that_does_not_tell_has_regions_without_index),
		cmocka_unit_test(what_makes_no_sense_is_unknown),
	};

	return cmocka_run_group_tests_name("circular buffers", tests, NULL, NULL);
}
