/*
 * What the preload library records of memory that the runtime's allocators give: buffers and
 * persistent space, where they are and what for.
 *
 * Must not know: how it does it.
 */
#include "played.h"

static void a_buffer_is_recorded_as_the_runtime_placed_it(void **state)
{
	struct played p = play("buffers");
	const struct l1t_record *a = nth(&p, L1T_ALLOC, 0), *b = nth(&p, L1T_ALLOC, 1);
	uint64_t device = nth(&p, L1T_DEVICE, 0)->device.device;

	(void)state;
	assert_int_equal(count_kind(&p, L1T_ALLOC), 2);
	assert_int_equal(a->alloc.id, 1002);
	assert_int_equal(a->alloc.device, device);
	assert_int_equal(a->alloc.type, L1T_L1);
	assert_int_equal(a->alloc.size_bytes, 32768);
	assert_int_equal(a->alloc.bytes_per_core, 2048);
	assert_int_equal(a->alloc.page_bytes, 2048);
	assert_int_equal(a->alloc.layout, 0);
	assert_int_equal(b->alloc.core_count, 3);
	assert_int_equal(b->alloc.layout, 2);
	assert_int_equal(b->alloc.address, a->alloc.address - 64);
	/* 40 bytes were requested; the allocator reserved 64. */
	assert_int_equal(b->alloc.bytes_per_core, 64);
	assert_int_equal(nth(&p, L1T_FREE, 0)->free.id, a->alloc.id);
	assert_int_equal(nth(&p, L1T_FREE, 1)->free.id, b->alloc.id);
	assert_int_equal(nth(&p, L1T_FREE, 1)->free.device, device);
	assert_string_equal(p.output, "");
	played_free(&p);
}

static void buffers_that_do_not_tell_their_ids_get_ours(void **state)
{
	struct played p = play_with(STANDIN_OLD_, "buffers", NULL, NULL);
	const struct l1t_record *a = nth(&p, L1T_ALLOC, 0), *b = nth(&p, L1T_ALLOC, 1);

	(void)state;
	assert_int_equal(a->alloc.size_bytes, 32768);
	assert_int_equal(a->alloc.type, L1T_L1);
	assert_int_equal(b->alloc.layout, 2);
	assert_int_equal(b->alloc.bytes_per_core, 64);
	assert_int_not_equal(a->alloc.id, b->alloc.id);
	assert_int_equal(nth(&p, L1T_FREE, 0)->free.id, a->alloc.id);
	assert_int_equal(nth(&p, L1T_FREE, 1)->free.id, b->alloc.id);
	played_free(&p);
}

static void check_per_core(const char *library)
{
	static const struct { uint64_t part, address, cores_held; const char *cores; } parts[] = {
		{0, 5000, 4, "0,0-1,1"}, {1, 9000, 1, "2,0-2,0"}, {2, 7000, 1, "2,1-2,1"}};
	struct played p = play_with(library, "per_core", "TT_METAL_ALLOCATOR_MODE_HYBRID=1", NULL);
	uint64_t id = nth(&p, L1T_ALLOC, 0)->alloc.id;

	assert_int_equal(count_kind(&p, L1T_ALLOC), 4);
	assert_int_equal(count_kind(&p, L1T_FREE), 4);
	for (size_t i = 0; i < 3; i++) {
		const struct l1t_alloc *a = &nth(&p, L1T_ALLOC, i)->alloc;

		assert_int_equal(l1t_buffer_of(a), id);
		assert_int_equal(l1t_part_of(a), parts[i].part);
		assert_int_equal(a->flags, i ? L1T_ALLOC_PER_CORE | L1T_ALLOC_PART : L1T_ALLOC_PER_CORE);
		assert_int_equal(a->address, parts[i].address);
		assert_int_equal(a->bytes_per_core, 64);        /* requested: 40 */
		assert_int_equal(a->size_bytes, 240);
		assert_int_equal(a->core_count, parts[i].cores_held);
		assert_string_equal(cores_of(&p, a->cores), parts[i].cores);
		assert_int_equal(nth(&p, L1T_FREE, i + 1)->free.id, a->id);
	}
	assert_int_equal(nth(&p, L1T_ALLOC, 3)->alloc.flags, 0);
	played_free(&p);
}

static void a_buffer_with_several_addresses_is_recorded_in_parts(void **state)
{
	(void)state;
	check_per_core(STANDIN_NEW);
	check_per_core(STANDIN_OLD_);
}

static void persistent_space_is_recorded(void **state)
{
	struct played p = play("persistent");
	const struct l1t_alloc *a = &nth(&p, L1T_ALLOC, 0)->alloc;

	(void)state;
	assert_int_equal(a->type, L1T_PERSISTENT);
	assert_int_equal(a->flags, L1T_ALLOC_PER_CORE);
	assert_int_equal(a->address, 105824);
	assert_int_equal(a->bytes_per_core, 128);
	assert_int_equal(a->core_count, 6);
	assert_string_equal(cores_of(&p, a->cores), "0,0-1,1 4,0-4,1");
	assert_int_equal(a->device, nth(&p, L1T_DEVICE, 0)->device.device);
	assert_int_equal(nth(&p, L1T_FREE, 0)->free.id, a->id);
	assert_int_equal(nth(&p, L1T_FREE, 0)->free.type, L1T_PERSISTENT);
	played_free(&p);
}

/* What the nth buffer is for, ""; nothing. */
static const char *purpose_of(const struct played *p, size_t n)
{
	uint64_t id = nth(p, L1T_ALLOC, n)->alloc.id;
	const char *purpose = "";

	for (size_t i = 0; i < p->count; i++)
		if (p->records[i].kind == L1T_NOTE && p->records[i].note.code == L1T_NOTE_PURPOSE &&
			p->records[i].note.a == id)
			purpose = string_of(p, p->records[i].note.b);
	return purpose;
}

/* `told`: of a buffer that the runtime reports only after it exists. */
static void check_purposes(const char *library, const char *told)
{
	const char *const wanted[] = {told, "global semaphore", "global circular buffer", ""};
	struct played p = play_with(library, "purposes", NULL, NULL);

	assert_int_equal(count_kind(&p, L1T_ALLOC), 4);
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(purpose_of(&p, i), wanted[i]);
	assert_int_equal(nth(&p, L1T_ALLOC, 1)->alloc.type, L1T_L1);   /* its arguments arrived */
	assert_int_equal(nth(&p, L1T_ALLOC, 2)->alloc.size_bytes, 3 * 4096);
	played_free(&p);
}

static void what_no_tensor_owns_has_a_purpose(void **state)
{
	(void)state;
	check_purposes(STANDIN_NEW, "global semaphore");
	check_purposes(STANDIN_OLD_, "");      /* its buffers have no ids */
}

static void a_sharded_buffer_has_its_cores_where_the_runtime_tells_them(void **state)
{
	struct played p = play("buffers");
	struct played old = play_with(STANDIN_OLD_, "buffers", NULL, NULL);

	(void)state;
	assert_int_equal(nth(&p, L1T_ALLOC, 0)->alloc.cores, 0);       /* interleaved */
	assert_string_equal(cores_of(&p, nth(&p, L1T_ALLOC, 1)->alloc.cores), "0,0-2,0");
	assert_int_equal(nth(&p, L1T_ALLOC, 1)->alloc.flags, 0);       /* lockstep nevertheless */
	assert_int_equal(nth(&old, L1T_ALLOC, 1)->alloc.cores, 0);
	played_free(&p);
	played_free(&old);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_buffer_is_recorded_as_the_runtime_placed_it),
		cmocka_unit_test(buffers_that_do_not_tell_their_ids_get_ours),
		cmocka_unit_test(a_buffer_with_several_addresses_is_recorded_in_parts),
		cmocka_unit_test(persistent_space_is_recorded),
		cmocka_unit_test(what_no_tensor_owns_has_a_purpose),
		cmocka_unit_test(a_sharded_buffer_has_its_cores_where_the_runtime_tells_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
