/* The verb frag: what allocators had free, compared with a map of bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "judge_l1analyze.h"
#include "splitmix.h"

enum { DEVICES = 2, IDS = 40, ROWS_MAX = 4000 };

/* Asks with --format tsv and these columns, and expects these rows. */
static void expect(const struct story *t, const char *args, const char *rows)
{
	struct outcome o = ask_frag(t, args);

	if (strcmp(o.output, rows))
		fail_msg("%s gave\n%sinstead of\n%s", args, o.output, rows);
	outcome_free(&o);
}

struct naive {
	unsigned taken[DEVICES][L1_BYTES];
	bool open[DEVICES], live[DEVICES][IDS];
	struct {
		uint64_t type, address, bytes;
	} buffer[DEVICES][IDS];
	char *rows;             /* as the verb should print them */
	size_t used;
};

static void naive_row(struct naive *n, int64_t time_ns, int d, bool small)
{
	int from = small ? TOP : BASE, to = small ? L1_BYTES : TOP;
	int bytes = 0, largest = 0, holes = 0, run = 0;

	for (int i = from; i < to; i++) {
		run = n->taken[d][i] ? 0 : run + 1;
		holes += run == 1;
		bytes += !n->taken[d][i];
		largest = run > largest ? run : largest;
	}
	n->used += (size_t)sprintf(n->rows + n->used, "1,0,%d,%s,%d,%d,%d,%d\n", d + 7,
		small ? "l1_small" : "l1", (int)time_ns, bytes, largest, holes);
}

static void naive_change(struct naive *n, int d, int id, int by)
{
	uint64_t address = n->buffer[d][id].address;

	for (uint64_t i = address; i < address + n->buffer[d][id].bytes; i++)
		n->taken[d][i] += (unsigned)by;
}

static void naive_open(struct naive *n, struct story *t, int d)
{
	tell_open(t, (uint64_t)d + 1, 0);
	n->open[d] = true;
	naive_row(n, t->now_ns, d, false);
	naive_row(n, t->now_ns, d, true);
}

/* A step of the story at random; buffers may lie on each other, as in a damaged trace. */
static void step(struct naive *n, struct story *t, uint64_t *random)
{
	int d = (int)(next_random(random) % DEVICES), id = (int)(next_random(random) % IDS);
	uint64_t number = (uint64_t)(d * IDS + id), type = n->buffer[d][id].type;
	bool small = next_random(random) % 4 == 0;
	int from = small ? TOP : BASE, room = small ? L1_BYTES - TOP : TOP - BASE;
	int bytes = 1 + (int)(next_random(random) % 200), at;

	if (n->live[d][id]) {
		tell_free(t, number, (uint64_t)d + 1, type);
		n->live[d][id] = false;
		naive_change(n, d, id, -1);
		naive_row(n, t->now_ns, d, type == L1T_L1_SMALL);
		return;
	}
	at = from + (int)(next_random(random) % (unsigned)(room - bytes));
	type = small ? L1T_L1_SMALL : L1T_L1;
	n->buffer[d][id].type = type;
	n->buffer[d][id].address = (uint64_t)at;
	n->buffer[d][id].bytes = (uint64_t)bytes;
	n->live[d][id] = true;
	tell_alloc(t, number, (uint64_t)d + 1, type, (uint64_t)at, (uint64_t)bytes);
	naive_change(n, d, id, 1);
	naive_row(n, t->now_ns, d, small);
}

static void free_bytes_are_those_of_a_map_of_bytes(void **unused)
{
	struct naive *n = calloc(1, sizeof(*n));
	uint64_t random = 11;
	struct story t;
	char command[500];
	struct outcome o;

	(void)unused;
	assert_non_null(n);
	n->rows = malloc(ROWS_MAX * 60);
	assert_non_null(n->rows);
	one_bank(&t);
	for (int d = 0; d < DEVICES; d++)
		naive_open(n, &t, d);
	for (int i = 0; i < 1500; i++)
		step(n, &t, &random);
	write_file(&t);
	snprintf(command, sizeof(command),
		L1ANALYZE " frag --format csv %s | sed 1d | cut -d, -f1-8", t.name);
	o = run_command("A=1", command);
	assert_string_equal(o.output, n->rows);
	outcome_free(&o);
	drop_file(&t);
	free(n->rows);
	free(n);
}

static void what_is_not_lockstep_or_lives_elsewhere_takes_nothing(void **unused)
{
	struct story t;

	(void)unused;
	one_bank(&t);
	tell_open(&t, 1, 0);
	tell_alloc_on(&t, 1, 1, L1T_L1, 2000, 100, 1);
	tell_alloc(&t, 2, 1, L1T_DRAM, 2000, 100);
	tell_alloc_on(&t, 3, 1, L1T_PERSISTENT, 1000, 100, 1);
	tell_alloc(&t, 4, 9, L1T_L1, 2000, 100);     /* a device nobody described */
	tell_alloc(&t, 5, 1, L1T_L1, 2900, 100);
	tell_close(&t, 1);
	tell_alloc(&t, 6, 1, L1T_L1, 2000, 100);     /* too late */
	write_file(&t);
	expect(&t, "--kind l1 --format csv",
		"run,device,mesh,kind,time_ns,free_bytes,largest_free_bytes,holes,fragmentation,"
		"capacity_bytes,event,buffer,handle,chips,moment\n"
		"1,0,7,l1,30,2000,2000,1,0.0,2000,open,,1,0,\n"
		"1,0,7,l1,80,1900,1900,1,0.0,2000,alloc,5,1,0,3\n");
	drop_file(&t);
}

/* Sub-devices get the lower end: 1000-1400; a buffer was there already. */
static void sub_devices_take_the_banks_lower_end(void **unused)
{
	struct story t;

	(void)unused;
	one_bank(&t);
	tell_open(&t, 1, 0);
	tell_open(&t, 2, 0);
	tell_alloc(&t, 1, 1, L1T_L1, 2900, 100);
	for (int i = 0; i < 2; i++) {
		uint64_t bytes = i ? TOP - BASE : 1600;

		tell_note(&t, L1T_NOTE_BANK, 1, bytes, NULL);
		tell_note(&t, L1T_NOTE_BANK, 1, bytes, NULL); /* as before: no row */
		tell_alloc(&t, 2 + (uint64_t)i, 1, L1T_L1, i ? 1500 : 2800, 100);
	}
	/* nothing known, or more than there is: the bank is whole */
	tell_note(&t, L1T_NOTE_BANK, 1, L1T_UNKNOWN, NULL);
	tell_note(&t, L1T_NOTE_BANK, 77, 5, NULL);
	tell_note(&t, L1T_NOTE_TEXT, 1, 5, NULL);
	write_file(&t);
	expect(&t, "--kind l1 --format csv",
		"run,device,mesh,kind,time_ns,free_bytes,largest_free_bytes,holes,fragmentation,"
		"capacity_bytes,event,buffer,handle,chips,moment\n"
		"1,0,7,l1,30,2000,2000,1,0.0,2000,open,,1,0,\n"
		"1,0,8,l1,40,2000,2000,1,0.0,2000,open,,2,0,\n"
		"1,0,7,l1,50,1900,1900,1,0.0,2000,alloc,1,1,0,1\n"
		"1,0,7,l1,60,1500,1500,1,0.0,1600,bank,,1,0,1\n"
		"1,0,7,l1,80,1400,1400,1,0.0,1600,alloc,2,1,0,2\n"
		"1,0,7,l1,90,1800,1800,1,0.0,2000,bank,,1,0,2\n"
		"1,0,7,l1,110,1700,1200,2,0.294118,2000,alloc,3,1,0,3\n");
	drop_file(&t);
}

static void fragmentation_is_the_part_outside_the_largest_hole(void **unused)
{
	struct story t;
	struct outcome o;

	(void)unused;
	one_bank(&t);
	tell_open(&t, 1, 0);
	tell_alloc(&t, 1, 1, L1T_L1, 1500, 500);     /* 500 below, 1000 above */
	tell_alloc(&t, 2, 1, L1T_L1, 1000, 500);
	tell_alloc(&t, 3, 1, L1T_L1, 2000, 1000);    /* full */
	write_file(&t);
	o = ask_frag(&t, "--kind l1 --format csv --from 40ns");
	assert_non_null(strstr(o.output, "l1,40,1500,1000,2,0.333333,"));
	assert_non_null(strstr(o.output, "l1,50,1000,1000,1,0.0,"));
	assert_non_null(strstr(o.output, "l1,60,0,0,0,0.0,"));
	outcome_free(&o);
	o = ask_frag(&t, "--kind l1");
	assert_non_null(strstr(o.output, "0.333333"));
	outcome_free(&o);
	drop_file(&t);
}

/* The largest block is 1000 three times; the second time 500 more are free below it. */
static void of_equal_largest_blocks_the_one_in_most_pieces_is_the_worst(void **unused)
{
	struct story t;
	struct outcome o;

	(void)unused;
	one_bank(&t);
	tell_open(&t, 1, 0);
	tell_alloc(&t, 1, 1, L1T_L1, 1000, 1000);
	tell_free(&t, 1, 1, L1T_L1);
	tell_alloc(&t, 2, 1, L1T_L1, 1500, 500);
	tell_alloc(&t, 3, 1, L1T_L1, 1000, 500);
	write_file(&t);
	o = ask_frag(&t, "--kind l1");
	if (!strstr(o.output, "1,500               1,000      2       0.333333    60 ns"))
		fail_msg("not the one in pieces: %s", o.output);
	outcome_free(&o);
	drop_file(&t);
}

static void the_picture_shows_what_is_taken_and_what_is_scattered(void **unused)
{
	struct story t;
	struct outcome o;

	(void)unused;
	one_bank(&t);
	tell_open(&t, 1, 0);
	tell_alloc(&t, 1, 1, L1T_L1, 2500, 500);     /* a quarter */
	tell_alloc(&t, 2, 1, L1T_L1, 2000, 500);     /* half */
	tell_free(&t, 1, 1, L1T_L1);                    /* a quarter, and another one scattered */
	tell_alloc(&t, 3, 1, L1T_L1, 1000, 1000);    /* three quarters, and one in one piece */
	write_file(&t);
	o = ask_frag(&t, "--kind l1");
	assert_non_null(strstr(o.output, "\nrun 1, chip 0, mesh 7, l1: 5 states, "
		"0.000 ms to 0.000 ms\n"
		" 100 % |     |\n"
		"       |     |\n"
		"       |    #|\n"
		"       |    #|\n"
		"       |  #:#|\n"
		"       |  #:#|\n"
		"       | ####|\n"
		"   0 % | ####|\n"));
	outcome_free(&o);
	drop_file(&t);
}

static void the_worst_of_a_window_is_that_of_its_states_and_of_the_one_it_begins_with(void **unused)
{
	struct story t;
	struct outcome o;

	(void)unused;
	one_bank(&t);
	tell_open(&t, 1, 0);
	tell_alloc(&t, 1, 1, L1T_L1, 1500, 500);
	tell_alloc(&t, 2, 1, L1T_L1, 1000, 500);
	tell_free(&t, 1, 1, L1T_L1);
	write_file(&t);
	o = ask_frag(&t, "--kind l1 --from 60ns");
	assert_non_null(strstr(o.output, "1       0  l1          1           2,000       1,000"
		"               1,000      1            0.0    60 ns           1"));
	outcome_free(&o);
	o = ask_frag(&t, "--kind l1 --from 61ns");
	assert_non_null(strstr(o.output, "1       0  l1          0           2,000       1,500"
		"               1,500      1            0.0    61 ns           1"));
	outcome_free(&o);
	o = ask_frag(&t, "--kind l1 --to 41ns");
	assert_non_null(strstr(o.output, "0.333333"));
	outcome_free(&o);
	drop_file(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(free_bytes_are_those_of_a_map_of_bytes),
		cmocka_unit_test(what_is_not_lockstep_or_lives_elsewhere_takes_nothing),
		cmocka_unit_test(sub_devices_take_the_banks_lower_end),
		cmocka_unit_test(fragmentation_is_the_part_outside_the_largest_hole),
		cmocka_unit_test(of_equal_largest_blocks_the_one_in_most_pieces_is_the_worst),
		cmocka_unit_test(
			the_worst_of_a_window_is_that_of_its_states_and_of_the_one_it_begins_with),
		cmocka_unit_test(the_picture_shows_what_is_taken_and_what_is_scattered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
