/*
 * Reports of memory: what is read of each form, what is refused and why, and that no bytes whatever do
 * harm.
 *
 * Must not know: traces.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include "memory_report.h"
#include "splitmix.h"

enum { WHOLE = 8576, AT_CHIPS = 88, AT_PROCESSES = 856, AT_STATE = 8536, MUTANTS = 3000 };

static const char summary[] =
	", Total Allocatable Size (B), Total Allocated (B), Total Free (B), Largest Free Block (B)\n"
	",1072603072,45056,1072558016,1072558016\n,1393312,2048,1391264,1389216\n,0,0,0,0\n";
static const char old_summary[] =
	", Total Allocatable Size (KB), Total Allocated (KB), Total Free (KB), Largest Free Block (KB)\n"
	",1047464,44,1047420,1047420\n,1360,2,1358,1356\n";
static const char l1_summary[] = "This report indicates available space for interleaving L1 buffers\n"
	", Largest Contiguous Free Block (B), Total Free L1 Space (B)\n,1389216,88909824\n";
#define TABLE "FreeListOpt allocator info:\nsegregated free blocks by size:\n" \
	"  Size class 0: (1024 - 2048) blocks: 3 \nFree slots in block table: 7 \nBlock table:\n" \
	"       Block      Address         Size       PrevID       NextID    Allocated \n"
static const char blocks[] = ",DRAM\n,Total allocatable (B):,1000\n,Total allocated (B):,0\n"
	",Total free (B):,1000\n" TABLE
	"           0            0          500         none         none           no\n"
	",L1\n,Total allocatable (B):,4000\n,Total allocated (B):,600\n,Total free (B):,3400\n" TABLE
	"           0          900          100            1         none          yes\n"
	"           1            0          700         none            2           no\n"
	"           2          700          200            1            0          yes\n"
	",L1_SMALL\n,Total allocatable (B):,0\n,Total allocated (B):,0\n,Total free (B):,0\n" TABLE
	"           0            0            0         none         none           no\n";
static const char cores[] = "Core (0,0): CB0=1024KB, CB1=512KB\n\n  Core ( 3 , 4 ) :CB31=7\r\n"
	"Core (1,0):\nCore (2,0): CB2=3MiB,CB3=1B\n";

static char path[64];

static void put(const void *bytes, size_t count)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, count, f), count);
	assert_int_equal(fclose(f), 0);
}

static struct memory_report read_text(const char *text)
{
	struct memory_report r;
	char why[300] = "";

	put(text, strlen(text));
	if (!memory_report_read(&r, path, why, sizeof(why)))
		fail_msg("refused: %s", why);
	return r;
}

static void refuses(const void *bytes, size_t count, const char *words)
{
	struct memory_report r;
	char why[300] = "";

	put(bytes, count);
	assert_false(memory_report_read(&r, path, why, sizeof(why)));
	if (!strstr(why, words))
		fail_msg("'%s' and not '%s'", why, words);
	memory_report_free(&r);
}

static void refuses_text(const char *text, const char *words)
{
	refuses(text, strlen(text), words);
}

static void is_figure(const struct memory_report *r, size_t i, enum report_scope scope,
	enum report_memory memory, enum report_what what, uint64_t bytes)
{
	assert_true(i < r->figure_count);
	assert_int_equal(r->figures[i].scope, scope);
	assert_int_equal(r->figures[i].memory, memory);
	assert_int_equal(r->figures[i].what, what);
	assert_int_equal(r->figures[i].bytes, bytes);
}

static void summaries_have_bytes_of_one_bank(void **unused)
{
	struct memory_report r = read_text(summary);

	(void)unused;
	assert_int_equal(r.form, REPORT_SUMMARY);
	assert_int_equal(r.figure_count, 12);
	is_figure(&r, 1, SCOPE_BANK, REPORT_DRAM, WHAT_ALLOCATED, 45056);
	is_figure(&r, 7, SCOPE_BANK, REPORT_L1, WHAT_LARGEST_FREE, 1389216);
	is_figure(&r, 8, SCOPE_BANK, REPORT_L1_SMALL, WHAT_ALLOCATABLE, 0);
	memory_report_free(&r);
	r = read_text(old_summary);
	assert_int_equal(r.figure_count, 8);
	is_figure(&r, 4, SCOPE_BANK, REPORT_L1, WHAT_ALLOCATABLE, 1360 * 1024);
	assert_int_equal(r.figures[4].unit, 1024);
	memory_report_free(&r);
	r = read_text(l1_summary);
	assert_int_equal(r.form, REPORT_L1_SUMMARY);
	is_figure(&r, 0, SCOPE_BANK, REPORT_L1, WHAT_LARGEST_FREE, 1389216);
	is_figure(&r, 1, SCOPE_DEVICE, REPORT_L1, WHAT_LARGEST_FREE, 88909824);
	memory_report_free(&r);
}

static void tables_of_blocks_give_what_is_allocated(void **unused)
{
	struct memory_report r = read_text(blocks);

	(void)unused;
	assert_int_equal(r.form, REPORT_BLOCKS);
	assert_int_equal(r.figure_count, 9);
	is_figure(&r, 5, SCOPE_DEVICE, REPORT_L1, WHAT_FREE, 3400);
	assert_int_equal(r.block_count, 2);
	assert_int_equal(r.blocks[1].address, 700);
	assert_int_equal(r.blocks[1].bytes, 200);
	assert_true(r.has_blocks[REPORT_DRAM] && r.has_blocks[REPORT_L1_SMALL] && !r.skipped);
	memory_report_free(&r);
}

static void memories_that_are_not_known_are_left_out_and_counted(void **unused)
{
	char text[sizeof(blocks) + 600];
	struct memory_report r;

	(void)unused;
	snprintf(text, sizeof(text), "%s,TRACE\n,Total anything (B):,5\n" TABLE
		"           0            0            5         none         none          yes\n", blocks);
	r = read_text(text);
	assert_int_equal(r.skipped, 1);
	assert_int_equal(r.block_count, 2);
	memory_report_free(&r);
	snprintf(text, sizeof(text), "%s,1,2,3,4\n", summary);
	r = read_text(text);
	assert_int_equal(r.skipped, 1);
	assert_int_equal(r.figure_count, 12);
	memory_report_free(&r);
}

static void lists_of_cores_have_units_of_1024(void **unused)
{
	struct memory_report r = read_text(cores);

	(void)unused;
	assert_int_equal(r.form, REPORT_CORES);
	assert_int_equal(r.figure_count, 5);
	assert_int_equal(r.figures[0].bytes, 1 << 20);
	assert_int_equal(r.figures[1].index, 1);
	assert_int_equal(r.figures[2].core_x * 10 + r.figures[2].core_y, 34);
	assert_int_equal(r.figures[2].bytes, 7);
	assert_int_equal(r.figures[3].bytes, 3 << 20);
	memory_report_free(&r);
}

static void store(uint8_t *at, uint64_t n, size_t bytes)
{
	memcpy(at, &n, bytes);
}

/* Chip 0 and process 77 with L1 of 4,096 and circular buffers of 100. */
static void make_counters(uint8_t *bytes, uint32_t version)
{
	memset(bytes, 0, WHOLE);
	store(bytes, version, 4);
	store(bytes + 8, 5000, 8);
	for (size_t i = 0; i < 16; i++)
		store(bytes + AT_CHIPS + 48 * i, i ? UINT32_MAX : 0, 4);
	store(bytes + AT_CHIPS + 16, 4096, 8);
	store(bytes + AT_PROCESSES, 77, 4);
	store(bytes + AT_PROCESSES + 16, 4096, 8);
	store(bytes + AT_PROCESSES + 40, 100, 8);
	if (version == 4) {
		store(bytes + AT_STATE, 0x52454459, 4);
		store(bytes + AT_PROCESSES + 120, UINT32_MAX, 4);       /* being given up */
	}
}

static void counters_of_versions_3_and_4_are_read(void **unused)
{
	uint8_t bytes[WHOLE];
	struct memory_report r;
	char why[300];

	(void)unused;
	for (uint32_t version = 3; version <= 4; version++) {
		make_counters(bytes, version);
		put(bytes, WHOLE);
		assert_true(memory_report_read(&r, path, why, sizeof(why)));
		assert_int_equal(r.version, version);
		assert_int_equal(r.updated_ns, 5000);
		assert_int_equal(r.figure_count, 15);
		is_figure(&r, 6, SCOPE_CHIP, REPORT_L1, WHAT_ALLOCATED, 4096);
		is_figure(&r, 14, SCOPE_PROCESS, REPORT_CB, WHAT_ALLOCATED, 100);
		assert_int_equal(r.figures[14].pid, 77);
		memory_report_free(&r);
	}
	store(bytes + AT_STATE, 1, 4);
	refuses(bytes, WHOLE, "finished setting up");
	store(bytes + AT_STATE, 0x52454459, 4);
	store(bytes, 9, 4);
	refuses(bytes, WHOLE, "version 9");
	store(bytes, 3, 4);
	refuses(bytes, WHOLE - 1, "8575 bytes");
	store(bytes + AT_PROCESSES + 16, UINT64_MAX, 8);
	refuses(bytes, WHOLE, "no memory can hold");
}

static void what_is_cut_off_or_damaged_is_refused(void **unused)
{
	(void)unused;
	refuses_text("", "empty");
	refuses_text("hello, world\n", "neither a report");
	refuses_text(", Total Allocatable Size (B), Total", "line 1");
	refuses_text(", Total Allocatable Size (B), Total Allocated (B), Total Free (B), "
		"Largest Free Block (B)\n,1,2,3,4\n", "cut off");
	refuses_text(", Total Allocatable Size (B), Total Allocated (B), Total Free (B), "
		"Largest Free Block (B)\n,1,2,3\n", "line 2");
	refuses_text(", Total Allocatable Size (B), Total Allocated (B), Total Free (B), "
		"Largest Free Block (B)\n,1,2,3,99999999999999999999\n", "line 2");
	refuses_text("Program ID, Total Allocatable Size (B)\n", "EnableMemoryReports");
	refuses(blocks, sizeof(blocks) - 2, "no end");
	refuses(blocks, strlen(blocks) / 2, "cut off");
	refuses_text("Core (0,0): CB0=1024GB\n", "line 1");
	refuses_text("Core (0,0): CB0=1\nCore 1,0: CB0=1\n", "line 2");
	refuses_text("Core (0,0): CB0=99999999999999999MB\n", "no memory");
}

static void what_cannot_be_a_report_is_not_read(void **unused)
{
	struct memory_report r;
	char why[300];

	(void)unused;
	put(summary, strlen(summary));
	assert_int_equal(truncate(path, (off_t)1 << 40), 0);
	assert_false(memory_report_read(&r, path, why, sizeof(why)));
	assert_non_null(strstr(why, "too large"));
	assert_false(memory_report_read(&r, "/", why, sizeof(why)));
	assert_non_null(strstr(why, "directory"));
	assert_false(memory_report_read(&r, "/dev/zero", why, sizeof(why)));
	assert_non_null(strstr(why, "no regular file"));
	unlink(path);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_false(memory_report_read(&r, path, why, sizeof(why)));
	assert_null(memory_report_looks_like(path));
	unlink(path);
	assert_false(memory_report_read(&r, path, why, sizeof(why)));
}

static void a_report_with_too_many_numbers_is_refused(void **unused)
{
	static const char line[] = "Core (0,0): CB0=1\n";
	size_t count = REPORT_FIGURES_MAX + 1, n = strlen(line);
	char *text = malloc(count * n + 1);

	(void)unused;
	assert_non_null(text);
	for (size_t i = 0; i < count; i++)
		memcpy(text + i * n, line, n + 1);
	refuses(text, count * n, "more numbers");
	free(text);
}

/* ---- any bytes ---- */

static void check_read(void)
{
	struct memory_report r;
	char why[300] = "";
	const char *what = memory_report_looks_like(path);

	if (memory_report_read(&r, path, why, sizeof(why))) {
		assert_non_null(what);
		for (size_t i = 0; i < r.figure_count; i++) {
			assert_true(r.figures[i].memory < REPORT_MEMORIES);
			assert_true(r.figures[i].bytes <= (uint64_t)1 << 60 && r.figures[i].unit);
		}
		for (size_t i = 0; i < r.block_count; i++)
			assert_true(r.blocks[i].memory <= REPORT_L1_SMALL);
	} else {
		assert_true(why[0] && strlen(why) < 200);
		for (const char *c = why; *c; c++)
			assert_true(*c >= ' ');
	}
	memory_report_free(&r);
}

/* Changes, doubles, removes or cuts off some bytes. Returns the new count. */
static size_t mutate(uint8_t *bytes, size_t count, size_t room, uint64_t *seed)
{
	size_t at = next_random(seed) % count, n = 1 + next_random(seed) % 40;

	n = n < count - at ? n : count - at;
	switch (next_random(seed) % 5) {
	case 0:
		bytes[at] ^= (uint8_t)(1u << next_random(seed) % 8);
		return count;
	case 1:
		bytes[at] = (uint8_t)"0,9 \n-(\xff"[next_random(seed) % 8];
		return count;
	case 2:
		memmove(bytes + at, bytes + at + n, count - at - n);
		return count - n ? count - n : 1;
	case 3:
		return at + 1;
	default:
		if (count + n > room)
			return count;
		memmove(bytes + at + n, bytes + at, count - at);
		return count + n;
	}
}

static void mutants_of_reports_do_no_harm(void **unused)
{
	static uint8_t counters[WHOLE], bytes[2 * WHOLE];
	const struct {
		const void *bytes;
		size_t count;
	} seeds[] = {{summary, sizeof(summary) - 1}, {old_summary, sizeof(old_summary) - 1},
		{l1_summary, sizeof(l1_summary) - 1}, {blocks, sizeof(blocks) - 1},
		{cores, sizeof(cores) - 1}, {counters, WHOLE}};
	uint64_t seed = 17;

	(void)unused;
	make_counters(counters, 4);
	for (size_t i = 0; i < MUTANTS; i++) {
		size_t from = i % (sizeof(seeds) / sizeof(*seeds)), count = seeds[from].count;

		memcpy(bytes, seeds[from].bytes, count);
		for (uint64_t n = 1 + next_random(&seed) % 4; n; n--)
			count = mutate(bytes, count, sizeof(bytes), &seed);
		put(bytes, count);
		check_read();
	}
}

static int setup(void **unused)
{
	int fd;

	(void)unused;
	snprintf(path, sizeof(path), "/tmp/l1t-reports-XXXXXX");
	fd = mkstemp(path);
	return fd < 0 || close(fd) ? -1 : 0;
}

static int teardown(void **unused)
{
	(void)unused;
	unlink(path);
	return 0;
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(summaries_have_bytes_of_one_bank),
		cmocka_unit_test(tables_of_blocks_give_what_is_allocated),
		cmocka_unit_test(memories_that_are_not_known_are_left_out_and_counted),
		cmocka_unit_test(lists_of_cores_have_units_of_1024),
		cmocka_unit_test(counters_of_versions_3_and_4_are_read),
		cmocka_unit_test(what_is_cut_off_or_damaged_is_refused),
		cmocka_unit_test(a_report_with_too_many_numbers_is_refused),
		cmocka_unit_test(mutants_of_reports_do_no_harm),
		cmocka_unit_test(what_cannot_be_a_report_is_not_read),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
