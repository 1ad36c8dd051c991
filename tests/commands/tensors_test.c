/*
 * What buffers hold: rows of tensors, which buffer has which, and who shows it.
 *
 * Must not know: how records are kept.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "judge_l1analyze.h"

enum { HEIGHT = 2, BLOCK = 4 };         /* layouts */
enum { SITE = 30, OPS_SITE = 31 };

#define UNKNOWN_WORD L1T_TENSOR_UNKNOWN
#define TENSOR(story, id, ...) \
	tell_definition(story, L1T_TENSOR, id, (const uint32_t[]){__VA_ARGS__}, \
		sizeof((const uint32_t[]){__VA_ARGS__}))

/* What l1analyze prints. */
static void expect(const struct story *t, const char *words, const char *output)
{
	char command[700];
	struct outcome o;

	snprintf(command, sizeof(command), L1ANALYZE " %s %s 2>/dev/null", words, t->name);
	o = run_command("A=1", command);
	if (!strstr(o.output, output))
		fail_msg("%s gave\n%sinstead of\n%s", words, o.output, output);
	outcome_free(&o);
}

#define EXPECT_ROWS(story, sql, rows) \
	expect(story, "query --format tsv \"" sql "\"", rows)

static void begin(struct story *t)
{
	one_bank(t);
	tell_string(t, 20, "ttnn.add");
	tell_string(t, 21, "a.py");
	tell_string(t, 22, "main");
	tell_callsite(t, SITE, 20, 21, 7, 22);
	tell_open(t, 1, 0);
}

static void alloc(struct story *t, uint64_t id, uint64_t address)
{
	tell_buffer(t, (struct l1t_alloc){.id = id, .device = 1, .type = L1T_L1, .address = address,
		.bytes_per_core = 64, .callsite = SITE});
}

static void holds(struct story *t, uint64_t buffer, uint64_t tensor)
{
	tell(t, (struct l1t_record){.kind = L1T_HOLDS, .holds = {buffer, L1T_L1, tensor}});
}

static void tensors_are_written_as_people_write_them(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	tell_cores(&t, 2, 1, 0, 4, 7);
	tell_definition(&t, L1T_CORES, 3, (const uint16_t[]){0, 0, 0, 0, 2, 1, 3, 1}, 16);
	TENSOR(&t, 1, L1T_BFLOAT16, 1, BLOCK, L1T_L1, 0, 2, 4, 1, 8, 120, 64, 4, 1, 8, 128, 64, 2, 128, 64);
	TENSOR(&t, 2, L1T_FLOAT32, 0, 0, L1T_DRAM, UNKNOWN_WORD, 0, 1, 5, 1, 5, UNKNOWN_WORD);
	TENSOR(&t, 4, L1T_UINT32, 1, 0, L1T_L1, UNKNOWN_WORD, 0, 0, 2, 32, 32, UNKNOWN_WORD);
	TENSOR(&t, 3, L1T_BFLOAT8_B, 1, HEIGHT, L1T_L1, 1, 3, 2, 96, 32, 2, 96, 32, 2, 32, 32);
	write_file(&t);
	EXPECT_ROWS(&t, "SELECT id, tensor, shape, padded_shape, dtype, page_layout, memory, shard_shape, "
		"shard_order, shard_cores FROM tensor ORDER BY id",
		"1\t[1, 8, 120, 64] bf16 tile, block sharded 4x8\t[1, 8, 120, 64]\t[1, 8, 128, 64]\tbfloat16\t"
		"tile\tl1 block sharded 4x8, shard [128, 64]\t[128, 64]\trow major\t2\n"
		"2\t[5] f32 row major\t[5]\t[5]\tfloat32\trow major\tdram interleaved\t\t\t\n"
		"3\t[96, 32] bfp8 tile, height sharded 3 cores\t[96, 32]\t[96, 32]\tbfloat8_b\ttile\t"
		"l1 height sharded 3 cores, shard [32, 32], column major\t[32, 32]\tcolumn major\t3\n"
		"4\t[] u32 tile\t[]\t[32, 32]\tuint32\ttile\tl1 interleaved\t\t\t\n");
	drop_file(&t);
}

static void of_words_that_mean_nothing_nothing_is_known(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	TENSOR(&t, 1, 99, 7, 8, 9, 5, 77, 17, 1, 1);                   /* 17 dimensions */
	TENSOR(&t, 2, L1T_UINT32, 1, 0, L1T_L1, 0, 0, 4, 1, 8);        /* two of four */
	TENSOR(&t, 3, L1T_INT8);
	TENSOR(&t, 4, UNKNOWN_WORD, UNKNOWN_WORD, UNKNOWN_WORD, UNKNOWN_WORD, UNKNOWN_WORD, 0,
		UNKNOWN_WORD, 2, 3, 4, UNKNOWN_WORD);
	TENSOR(&t, 5, 0, 1, 0, 1, 0, 0, 16, 4294967295, 4294967295, 4294967295, 4294967295, 4294967295,
		4294967295, 4294967295, 4294967295, 4294967295, 4294967295, 4294967295, 4294967295, 4294967295,
		4294967295, 4294967295, 4294967295, 0, UNKNOWN_WORD, 1, 2, 3);     /* and words of a later version */
	tell_definition(&t, L1T_TENSOR, 6, "\1\0\0", 3);
	write_file(&t);
	EXPECT_ROWS(&t, "SELECT id, tensor, shape, padded_shape, dtype, page_layout, memory FROM tensor "
		"WHERE id <> 5 ORDER BY id",
		"1\t\t\t\t\t\t\n2\tu32 tile\t\t\tuint32\ttile\tl1 interleaved\n3\ti8\t\t\tint8\t\t\n"
		"4\t\t\t[3, 4]\t\t\t\n6\t\t\t\t\t\t\n");
	EXPECT_ROWS(&t, "SELECT length(shape) AS n, padded_shape, substr(tensor, -12) AS end "
		"FROM tensor WHERE id = 5 ORDER BY 1", "192\t[]\t5] bf16 tile\n");
	drop_file(&t);
}

static void a_lifetime_has_the_last_tensor_that_is_said_of_it(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	TENSOR(&t, 1, L1T_BFLOAT16, 1, 0, L1T_L1, UNKNOWN_WORD, 0, 1, 5, 1, 32, UNKNOWN_WORD);
	TENSOR(&t, 2, L1T_UINT8, 0, 0, L1T_L1, UNKNOWN_WORD, 0, 1, 6, 1, 6, UNKNOWN_WORD);
	alloc(&t, 5, 2000);
	alloc(&t, 6, 2100);
	holds(&t, 5, 2);
	holds(&t, 5, 1);
	holds(&t, 6, 9);        /* that nobody defined */
	holds(&t, 77, 1);       /* not live */
	tell_free(&t, 5, 1, L1T_L1);
	alloc(&t, 5, 2200);     /* another with its id */
	alloc(&t, 77, 2300);
	write_file(&t);
	EXPECT_ROWS(&t, "SELECT buffer, address, shape, dtype FROM buffers ORDER BY address",
		"5\t2000\t[5]\tbfloat16\n6\t2100\t\t\n5\t2200\t\t\n77\t2300\t\t\n");
	drop_file(&t);
}

static void a_buffer_that_a_resume_announces_has_what_was_said_in_the_pause(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	TENSOR(&t, 1, L1T_BFLOAT16, 1, 0, L1T_L1, UNKNOWN_WORD, 0, 1, 5, 1, 32, UNKNOWN_WORD);
	alloc(&t, 4, 1900);
	holds(&t, 4, 1);
	tell(&t, (struct l1t_record){.kind = L1T_PAUSE});
	holds(&t, 5, 1);
	trace_run(t.file, 0, 0);        /* the recorder's own thread */
	tell(&t, (struct l1t_record){.kind = L1T_RESUME});
	tell_at_once(&t);
	tell_open_again(&t, 1, 0);
	for (uint64_t id = 4; id <= 6; id++) {
		tell_at_once(&t);
		tell_buffer(&t, (struct l1t_alloc){.id = id, .device = 1, .type = L1T_L1,
			.address = 1500 + 100 * id, .bytes_per_core = 64, .flags = L1T_ALLOC_ANNOUNCED});
	}
	write_file(&t);
	EXPECT_ROWS(&t, "SELECT buffer, shape FROM buffers ORDER BY buffer", "4\t[5]\n5\t[5]\n6\t\n");
	drop_file(&t);
}

static void each_part_of_a_buffer_has_its_tensor_and_name(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	TENSOR(&t, 1, L1T_BFLOAT16, 1, 0, L1T_L1, UNKNOWN_WORD, 0, 1, 5, 1, 32, UNKNOWN_WORD);
	for (uint64_t part = 0; part < 3; part++)
		tell_buffer(&t, (struct l1t_alloc){.id = 5 | part << L1T_PART_SHIFT, .device = 1,
			.type = L1T_L1, .address = 2000 - 100 * part, .bytes_per_core = 64, .cores = 1,
			.flags = L1T_ALLOC_PER_CORE | (part ? L1T_ALLOC_PART : 0)});
	holds(&t, 5, 1);
	tell_string(&t, 40, "kv_cache");
	tell_note(&t, L1T_NOTE_NAME, 1900, 40, "type=1");
	write_file(&t);
	EXPECT_ROWS(&t, "SELECT part, tensor, variable FROM buffer ORDER BY part",
		"0\t1\tkv_cache\n1\t1\tkv_cache\n2\t1\tkv_cache\n");
	drop_file(&t);
}

/* Three buffers of one line, two alike, and an allocation that fails. */
static void leaks_uses_at_and_explain_say_what_buffers_hold(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	TENSOR(&t, 1, L1T_BFLOAT16, 1, BLOCK, L1T_L1, 0, 1, 2, 32, 64, 2, 32, 64, 2, 32, 64);
	TENSOR(&t, 2, L1T_FLOAT32, 0, 0, L1T_L1, UNKNOWN_WORD, 0, 1, 5, 1, 5, UNKNOWN_WORD);
	for (uint64_t id = 1; id <= 3; id++) {
		alloc(&t, id, 3000 - 64 * id);
		holds(&t, id, id == 3 ? 2 : 1);
	}
	tell_oom(&t, 1900);
	write_file(&t);
	expect(&t, "leaks --format csv", ",tensor,shape,padded_shape,dtype,page_layout,memory,shard_shape,"
		"shard_order,variable,last_use,last_use_op,last_use_callsite\n1,0,1,l1,2936,64,");
	expect(&t, "leaks --format csv", ",\"[32, 64] bf16 tile, block sharded 1x1\",\"[32, 64]\",\"[32, 64]\","
		"bfloat16,tile,\"l1 block sharded 1x1, shard [32, 64]\",\"[32, 64]\",\"row major\",,,,\n");
	expect(&t, "leaks --width 0", "[32, 64] bf16 tile, block sharded 1x1 and others");
	expect(&t, "uses --format csv", "\"[5] f32 row major\",[5],[5],float32,\"row major\","
		"\"l1 interleaved\",,,\n");
	expect(&t, "uses --width 0", "[32, 64] bf16 tile, block sharded 1x1 and others");
	expect(&t, "at --failure 1 --width 0", "[32, 64] bf16 tile, block sharded 1x1");
	expect(&t, "explain --width 0", "3 buffers of 64 bytes of ttnn.add, [5] f32 row major and others, ");
	expect(&t, "explain --format csv", ",tensor,variable,module,");
	drop_file(&t);
}

/* The first two of one line have names, one of them twice; so has one that holds no tensor. */
static void a_name_that_the_program_gave_stands_before_the_tensor(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	tell_string(&t, 40, "kv_cache");
	tell_string(&t, 41, "old");
	TENSOR(&t, 1, L1T_FLOAT32, 0, 0, L1T_L1, UNKNOWN_WORD, 0, 1, 5, 1, 5, UNKNOWN_WORD);
	for (uint64_t id = 1; id <= 3; id++)
		alloc(&t, id, 3000 - 64 * id);
	holds(&t, 1, 1);
	holds(&t, 2, 1);
	tell_note(&t, L1T_NOTE_NAME, 2936, 41, "type=1 mesh=7");
	tell_note(&t, L1T_NOTE_NAME, 2936, 40, "type=1 mesh=7");
	tell_note(&t, L1T_NOTE_NAME, 2872, 40, "");
	tell_note(&t, L1T_NOTE_NAME, 2808, 41, "type=3");       /* there is none of this type */
	tell_note(&t, L1T_NOTE_NAME, 2808, 41, "mesh=8");
	tell_note(&t, L1T_NOTE_NAME, 2809, 41, NULL);
	tell_note(&t, L1T_NOTE_NAME, 2808, 99, "type=1 mesh=x");        /* mesh 0, and an unknown string */
	tell_oom(&t, 1900);
	write_file(&t);
	EXPECT_ROWS(&t, "SELECT buffer, variable FROM buffers ORDER BY 1", "1\tkv_cache\n2\tkv_cache\n3\t\n");
	expect(&t, "leaks --format csv", ",[5],[5],float32,\"row major\",\"l1 interleaved\",,,kv_cache,,,\n");
	expect(&t, "leaks --width 0", "kv_cache [5] f32 row major and others");
	expect(&t, "uses --width 0", "kv_cache [5] f32 row major and others");
	expect(&t, "at --failure 1 --width 80", "kv_cache [5]");
	expect(&t, "at --failure 1 --format csv", ",kv_cache\n");
	expect(&t, "explain --width 0", "3 buffers of 64 bytes of ttnn.add, kv_cache [5] f32 row major and "
		"others, ");
	expect(&t, "explain --format tsv", "\tkv_cache\t");
	drop_file(&t);
}

/* A line that keeps a buffer in each pass: `kinds` of them, one after the other. */
static void keep_in_loop(struct story *t, uint64_t kinds, bool all)
{
	begin(t);
	tell_string(t, 23, "step");
	TENSOR(t, 1, L1T_FLOAT32, 0, 0, L1T_L1, UNKNOWN_WORD, 0, 1, 5, 1, 5, UNKNOWN_WORD);
	TENSOR(t, 2, L1T_FLOAT32, 0, 0, L1T_L1, UNKNOWN_WORD, 0, 1, 6, 1, 6, UNKNOWN_WORD);
	for (uint64_t id = 1; id <= 6; id++) {
		tell_mark(t, L1T_MARK_BEGIN, 23);
		alloc(t, id, 3000 - 64 * id);
		if (all || id != 3)
			holds(t, id, 1 + id % kinds);
		tell_mark(t, L1T_MARK_END, 23);
	}
	write_file(t);
}

static void callsites_and_growth_say_what_all_hold_or_how_many_kinds(void **unused)
{
	static const char *const verbs[] = {"callsites --width 0", "callsites --from 0 --width 0",
		"callsites --by op --width 0", "callsites --by function --width 0",
		"leaks --growth --width 0",
		"leaks --growth --by op --width 0"};
	struct story t;

	(void)unused;
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		keep_in_loop(&t, 1, true);
		expect(&t, verbs[i], "  [5] f32 row major\n");
		drop_file(&t);
		keep_in_loop(&t, 1, false);
		expect(&t, verbs[i], "  [5] f32 row major and others\n");
		drop_file(&t);
		keep_in_loop(&t, 2, true);
		expect(&t, verbs[i], "  2 kinds\n");
		drop_file(&t);
	}
}

static void a_row_of_callsites_takes_one_line(void **unused)
{
	struct story t;

	(void)unused;
	keep_in_loop(&t, 1, false);
	expect(&t, "callsites --width 64", "  [5] f32 row ..\n");
	expect(&t, "callsites --by op --width 50", " ..\n");
	drop_file(&t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(tensors_are_written_as_people_write_them),
		cmocka_unit_test(of_words_that_mean_nothing_nothing_is_known),
		cmocka_unit_test(a_lifetime_has_the_last_tensor_that_is_said_of_it),
		cmocka_unit_test(a_buffer_that_a_resume_announces_has_what_was_said_in_the_pause),
		cmocka_unit_test(each_part_of_a_buffer_has_its_tensor_and_name),
		cmocka_unit_test(leaks_uses_at_and_explain_say_what_buffers_hold),
		cmocka_unit_test(a_name_that_the_program_gave_stands_before_the_tensor),
		cmocka_unit_test(callsites_and_growth_say_what_all_hold_or_how_many_kinds),
		cmocka_unit_test(a_row_of_callsites_takes_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
