/*
 * What info shows of a trace is what its database shows, in which everything was accounted; and
 * where counting is enough, nothing is accounted for it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "database.h"
#include "judge_l1analyze.h"
#include "load.h"
#include "load_counts.h"
#include "make_live.h"
#include "trace_bytes.h"
#include "work_allowance.h"

enum { MARK = 10, OTHER_MARK, LATE_MARK, MODEL, FORWARD, ADD };

static const struct options one_trace = {.word_count = 1, .threads = 1};

/* Records from here on are of this thread. */
static void thread(struct story *t, uint32_t number)
{
	t->thread = number;
	trace_run(t->file, number, (uint64_t)t->now_ns * 100);
}

/* Columns of table run from `buffers` on, as text; the caller frees it. */
static char *counts_of_whole_reading(const char *path)
{
	sqlite3 *db = database_create(NULL, NULL);
	struct loader *l = loader_new(db, LOAD_NO_PHASES);
	sqlite3_stmt *s;
	char *text;

	(void)load_trace(l, path, path, 1, &one_trace);
	s = database_prepare(db, "SELECT printf('%d %d %d %d %d %d %d %d %d', duration_ns, records, "
		"buffers, programs, regions, kernels, ops, failures, uses) FROM run");
	assert_true(database_next(s));
	text = strdup((const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
	loader_free(l);
	sqlite3_close(db);
	return text;
}

/* The same without the accounting; NULL: that takes the accounting. */
static char *counts_of_counting(const char *path)
{
	sqlite3 *db = database_create(NULL, NULL);
	struct raw *raw = raw_new(db, 0);
	struct run_facts f = {0};
	const struct run_counts *c = &f.counts;
	struct l1t_reader *reader;
	char *text = NULL;

	work_begin_reading(trace_bytes(path), 1);
	reader = load_counts(raw, 0, path, path, 1, &one_trace, &f);
	if (reader) {
		assert_true(asprintf(&text, "%lld %llu %llu %llu %llu %llu %llu %llu %llu",
			(long long)f.last_ns, (unsigned long long)l1t_reader_status(reader)->records,
			(unsigned long long)c->buffers, (unsigned long long)c->programs,
			(unsigned long long)c->regions, (unsigned long long)c->kernels,
			(unsigned long long)c->ops, (unsigned long long)c->failures,
			(unsigned long long)c->uses) > 0);
		l1t_reader_close(reader);
	}
	run_facts_free(&f);
	raw_free(raw);
	sqlite3_close(db);
	return text;
}

/* info of the file and of its database differ in nothing but what is to do next. */
static void info_is_that_of_the_database(const char *path)
{
	char command[700];
	struct outcome o;

	snprintf(command, sizeof(command), "A=%s; $A load %s -o l.db 2>l.txt; for f in table csv; do "
		"$A info --format $f %s 2>t.txt | grep -v ^next >t; $A info --format $f l.db 2>d.txt | "
		"grep -v ^next >d; cmp t d; done; cmp l.txt t.txt; rm -f l.db t d l.txt t.txt d.txt",
		L1ANALYZE, path, path);
	o = run_command("", command);
	if (o.status || *o.output)
		fail_msg("info differs: %s", o.output);
	outcome_free(&o);
}

static void told(const char *path, bool by_counting)
{
	char *counted = counts_of_counting(path), *whole = counts_of_whole_reading(path);

	if (by_counting)
		assert_string_equal(whole, counted ? counted : "accounted");
	else
		assert_null(counted);
	free(counted);
	free(whole);
	info_is_that_of_the_database(path);
}

static void finish(struct story *t, bool by_counting)
{
	write_file(t);
	told(t->name, by_counting);
	drop_file(t);
}

static void launch(struct story *t, uint64_t flags)
{
	tell_launch_of(t, (struct l1t_launch){.program = 1, .device = 1, .name = MARK, .flags = flags});
}

static void alloc(struct story *t, uint64_t id, uint64_t flags)
{
	tell_buffer(t, (struct l1t_alloc){.id = id, .device = 1, .type = L1T_L1, .bytes_per_core = 64,
		.address = BASE + 64 * (id & 7), .size_bytes = 64, .flags = flags});
}

/* A device, a buffer, a program that was placed. */
static void begin(struct story *t)
{
	one_bank(t);
	tell_string(t, MARK, "layer");
	tell_string(t, OTHER_MARK, "token");
	tell_string(t, MODEL, "model.py");
	tell_callsite(t, 1, MARK, MODEL, 7, MARK);
	tell_chips(t, L1T_CHIPS_FIRST, 0, 1);
	tell_open(t, 1, L1T_CHIPS_FIRST);
	tell_program(t, 1, 1);
	tell_region(t, 1, 0, L1T_REGION_FIRST, BASE, 64, 1);
	alloc(t, 1, 0);
}

static void of_all_that_is_only_counted(void **unused)
{
	const uint64_t part = (uint64_t)1 << L1T_PART_SHIFT;
	const uint32_t word = 1024;
	struct story t;

	(void)unused;
	begin(&t);
	for (uint64_t mark = MARK; mark <= LATE_MARK; mark++)
		for (int i = 0; i < 3; i++) {
			tell_mark(&t, L1T_MARK_BEGIN, mark == OTHER_MARK && i ? MARK : mark);
			tell_mark(&t, L1T_MARK_END, mark);
		}
	tell_string(&t, LATE_MARK, "named late");
	tell_mark(&t, L1T_MARK_BEGIN, LATE_MARK);
	alloc(&t, 1, 0);                        /* its free was lost */
	alloc(&t, 2, L1T_ALLOC_PER_CORE);
	alloc(&t, 2 | part, L1T_ALLOC_PER_CORE | L1T_ALLOC_PART);
	alloc(&t, 3, L1T_ALLOC_PER_CORE | L1T_ALLOC_PART);      /* of no number: no part */
	tell_free(&t, 2, 1, L1T_L1);
	tell_free(&t, 77, 1, L1T_L1);
	tell_kernel(&t, (struct l1t_kernel){.program = 1, .name = MARK, .cores = 1});
	tell_uses(&t, (struct l1t_uses){.device = 1, .program = 1}, &word, 1);
	launch(&t, 0);
	launch(&t, L1T_LAUNCH_SAME_OP);
	launch(&t, L1T_LAUNCH_FAILED);
	tell_uses(&t, (struct l1t_uses){.device = 1, .flags = L1T_USES_READ}, &word, 1);
	tell_trace(&t, L1T_REPLAY, 1, 5);
	launch(&t, L1T_LAUNCH_SAME_OP);
	tell_trace(&t, L1T_REPLAY, 9, 5);       /* of no device that is known */
	tell_oom(&t, 100);
	tell_note(&t, L1T_NOTE_MISMATCH, 0, 0, "ttnn: not that one");
	tell_note(&t, L1T_NOTE_HOOK, 0, 0, "track_allocate");
	tell_note(&t, L1T_NOTE_UNKNOWN, 0, 0, "call sites: none");
	tell_note(&t, L1T_NOTE_REFUSED, 0, 900, "");
	tell_note(&t, L1T_NOTE_MOCK, 0, 0, "board=n150");
	finish(&t, true);
}

static void of_several_threads_and_blocks(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	for (int i = 0; i < 3; i++) {
		thread(&t, 2);
		launch(&t, 0);
		launch(&t, L1T_LAUNCH_SAME_OP);
		thread(&t, 3);
		launch(&t, 0);
		thread(&t, 2);
		launch(&t, L1T_LAUNCH_SAME_OP);
		trace_block(t.file, t.now_ns);
		thread(&t, 2);
		launch(&t, L1T_LAUNCH_SAME_OP); /* of an op that is not the newest */
	}
	finish(&t, true);
}

static void of_an_op_that_begins_in_its_middle(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	launch(&t, 0);
	thread(&t, 2);
	launch(&t, L1T_LAUNCH_SAME_OP);         /* what it goes on with was lost */
	finish(&t, false);
}

static void of_launches_out_of_order(void **unused)
{
	enum { IN_A_RUN, IN_ANOTHER_RUN, AT_ONCE, WAYS };

	for (int way = 0; way < WAYS; way++) {
		struct story t;

		(void)unused;
		begin(&t);
		t.now_ns += 1000;
		launch(&t, 0);
		if (way != IN_A_RUN)
			trace_run(t.file, 1, way == AT_ONCE ? 0 : 1000);
		t.now_ns -= way == AT_ONCE ? t.world.step_ns : 800;
		launch(&t, L1T_LAUNCH_SAME_OP);
		t.now_ns += 1000;
		finish(&t, false);
	}
}

/* After it buffers 2 and 3 are live, and a trace is replayed. */
static void pause_with(struct story *t, uint64_t flags)
{
	thread(t, 0);
	tell_pause(t, 100);
	tell_at_once(t);
	tell_open_again(t, 1, L1T_CHIPS_FIRST);
	for (uint64_t id = 2; id <= 3; id++) {
		tell_at_once(t);
		alloc(t, id, flags);
	}
	thread(t, 1);
	launch(t, 0);
	tell_trace(t, L1T_REPLAY, 1, 5);
}

static void of_a_pause(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	alloc(&t, 2, 0);
	tell_mark(&t, L1T_MARK_BEGIN, MARK);
	tell_note(&t, L1T_NOTE_MISMATCH, 0, 0, "ttnn: not that one");
	trace_block(t.file, t.now_ns + 1);      /* what comes is not known when this is read */
	pause_with(&t, L1T_ALLOC_ANNOUNCED);
	finish(&t, false);
}

static void of_a_pause_in_which_all_buffers_ended(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	tell_mark(&t, L1T_MARK_BEGIN, MARK);
	pause_with(&t, 0);
	finish(&t, true);
}

static void of_buffers_that_were_live_before(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	alloc(&t, 1, L1T_ALLOC_ANNOUNCED);      /* it is there */
	alloc(&t, 2, L1T_ALLOC_ANNOUNCED);
	finish(&t, false);
}

static void of_a_damaged_trace(void **unused)
{
	struct story t;
	size_t ends[3];
	FILE *f;

	(void)unused;
	begin(&t);
	for (int i = 0; i < 3; i++) {
		trace_block(t.file, t.now_ns);
		ends[i] = t.file->bytes.count;
		thread(&t, 1);
		alloc(&t, 2, 0);
		launch(&t, 0);
	}
	write_file(&t);
	f = fopen(t.name, "r+");
	assert_true(f && !fseek(f, (long)(ends[0] + ends[1]) / 2, SEEK_SET));
	fputc(1, f);
	fclose(f);
	told(t.name, true);
	assert_false(truncate(t.name, (off_t)ends[2] + 10));
	told(t.name, true);
	drop_file(&t);
}

static void of_a_killed_process(void **unused)
{
	static struct live_maker live;
	struct trace_writer m;
	char *path, *live_path;

	(void)unused;
	live_of_a_killed(&live, &m, 0);
	path = write_temporary(m.bytes.data, m.bytes.count);
	live_path = live_write_beside(&live, path);
	assert_non_null(live_path);
	told(path, false);
	unlink(path);
	unlink(live_path);
	free(path);
	free(live_path);
	trace_free(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_all_that_is_only_counted),
		cmocka_unit_test(of_several_threads_and_blocks),
		cmocka_unit_test(of_an_op_that_begins_in_its_middle),
		cmocka_unit_test(of_launches_out_of_order),
		cmocka_unit_test(of_a_pause),
		cmocka_unit_test(of_a_pause_in_which_all_buffers_ended),
		cmocka_unit_test(of_buffers_that_were_live_before),
		cmocka_unit_test(of_a_damaged_trace),
		cmocka_unit_test(of_a_killed_process),
	};

	return cmocka_run_group_tests_name("info shows what the database shows", tests, NULL, NULL);
}
