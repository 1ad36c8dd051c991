/*
 * Writes traces that a page may find difficult into a folder: make_report_traces FOLDER. Their names
 * say what is in them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "trace_builder.h"
#include "trace_writer.h"

#define EVIL "</script><script>document.title='hit'</script><img src=x onerror=\"document.title='hit'\">" \
	"'\"&amp;<!--]]>\\u003c${1}`\x01\x1b[31m\xe2\x80\xae=cmd()"
#define ARABIC "\xd8\xb7\xd8\xa8\xd9\x82\xd8\xa9 \xd8\xa7\xd9\x84\xd8\xa7\xd9\x86\xd8\xaa\xd8\xa8\xd8\xa7\xd9\x87"
#define UMLAUTS "gr\xc3\xb6\xc3\x9f" "e \xe5\xb1\xa4 \xf0\x9f\x98\x80"

enum { LONG_BYTES = 16384, CLASSES = 14, OPENINGS = 60 };

static struct trace_writer file;
static const char *folder;

static void to_file(struct story *s, const struct l1t_record *r)
{
	(void)s;
	trace_add(&file, r);
}

static void begin(struct story *s, uint64_t grid_x, uint64_t grid_y)
{
	static const char pairs[] = "command=python " EVIL "\0cwd=/";
	const struct world world = {.grid_x = grid_x, .grid_y = grid_y, .l1_bytes = 1499136,
		.unreserved_base = 105824, .l1_small_bytes = 16384, .kernel_config_bytes = 70656,
		.page_bytes = 2048, .core_count = grid_x * grid_y, .step_ns = 1000};

	trace_begin(&file);
	trace_run(&file, 1, 0);
	story_in(s, &world);
	story_listener(s, to_file);
	tell(s, (struct l1t_record){.kind = L1T_BEGIN, .begin = {.pid = 1, .wall_ns = 1790000000000000000},
		.blob = (const uint8_t *)pairs, .blob_bytes = sizeof(pairs)});
}

static void end(struct story *s, const char *name)
{
	char path[4096];
	FILE *out;

	tell(s, (struct l1t_record){.kind = L1T_END, .end = {1}});
	trace_block(&file, s->now_ns + 1000);
	snprintf(path, sizeof(path), "%s/%s.l1t", folder, name);
	out = fopen(path, "wb");
	if (!out || fwrite(file.bytes.data, 1, file.bytes.count, out) != file.bytes.count || fclose(out)) {
		perror(path);
		exit(1);
	}
	trace_free(&file);
}

/* Some buffers, a program and its launches on device 1. */
static void tell_work(struct story *s, uint64_t chips, uint64_t name)
{
	const uint64_t device = 1;

	tell_cores(s, 1, 0, 0, (unsigned)s->world.grid_x - 1, (unsigned)s->world.grid_y - 1);
	for (uint64_t i = 1; i <= 6; i++)
		tell_alloc(s, i, device, i == 6 ? L1T_L1_SMALL : L1T_L1, i == 6 ? 1482752
			: 1482752 - i * 65536, i == 6 ? 4096 : 65536);
	tell_program(s, 1, 1);
	tell_region(s, 1, chips, L1T_REGION_FIRST, 105824, 32768, 1);
	for (int i = 0; i < 5; i++)
		tell_launch(s, 1, device, chips, name);
	for (uint64_t i = 1; i <= 3; i++)
		tell_free(s, i, device, L1T_L1);
}

static void one_core(void)
{
	struct story s;

	begin(&s, 1, 1);
	tell_string(&s, 1, "ttnn.add");
	tell_open(&s, 1, 1);
	/* the program that is launched next keeps it */
	tell_buffer(&s, (struct l1t_alloc){.id = 7, .device = 1, .type = L1T_L1,
		.address = 1482752 - 7 * 65536, .size_bytes = 65536, .bytes_per_core = 65536,
		.flags = L1T_ALLOC_ENQUEUED});
	tell_work(&s, 1, 1);
	end(&s, "one_core");
}

/* Cores of many histories, and a failure. */
static void many_cores(void)
{
	struct story s;

	begin(&s, 14, 10);
	tell_string(&s, 1, "ttnn.add");
	tell_open(&s, 1, 1);
	tell_work(&s, 1, 1);
	for (unsigned i = 0; i < CLASSES; i++) {
		tell_cores(&s, 10 + i, i, 0, i, i % 10);
		tell_alloc_on(&s, 100 + i, 1, L1T_L1, 500000 - i * 8192, 8192 * (i + 1), 10 + i);
	}
	tell_failure(&s, (struct l1t_failure){.type = L1T_FAIL_OOM, .device = 1, .buffer_type = L1T_L1,
		.size_bytes = 1ull << 30, .bytes_per_bank = 1ull << 23, .bank_count = 140,
		.bank_bytes = 1376928, .free_bytes = 700000, .largest_free_bytes = 300000}, "Out of Memory " EVIL);
	end(&s, "many_cores");
}

static void many_chips(void)
{
	struct story s;

	begin(&s, 8, 8);
	tell_string(&s, 1, "ttnn.all_gather");
	tell_chips(&s, L1T_CHIPS_FIRST, 0, 32);
	tell_open(&s, 1, L1T_CHIPS_FIRST);
	tell_work(&s, L1T_CHIPS_FIRST, 1);
	end(&s, "many_chips");
}

/* A chip that is opened and closed again and again. */
static void openings(void)
{
	struct story s;

	begin(&s, 8, 8);
	tell_string(&s, 1, "ttnn.add");
	for (uint64_t i = 1; i <= OPENINGS; i++) {
		tell_open(&s, i, 1);
		tell_alloc(&s, i, i, L1T_L1, 1000000, 1024 * i);
		if (i % 2)
			tell_free(&s, i, i, L1T_L1);
		tell_close(&s, i);
	}
	end(&s, "openings");
}

/* Every text is somebody's attack. */
static void names(void)
{
	static char text[LONG_BYTES];
	struct story s;

	begin(&s, 2, 2);
	memset(text, 'x', sizeof(text) - 1);
	memcpy(text, EVIL, strlen(EVIL));
	tell_string(&s, 1, EVIL);
	tell_string(&s, 2, ARABIC);
	tell_string(&s, 3, UMLAUTS);
	tell_string(&s, 4, text);
	tell_callsite(&s, 1, 1, 2, 7, 3);
	tell_callsite(&s, 2, 4, 4, 9, 1);
	tell_open(&s, 1, 1);
	for (uint64_t i = 1; i <= 4; i++) {
		tell_mark(&s, L1T_MARK_BEGIN, i);
		tell_buffer(&s, (struct l1t_alloc){.id = i, .device = 1, .type = L1T_L1,
			.address = 1482752 - i * 65536, .size_bytes = 65536, .bytes_per_core = 65536,
			.callsite = 1 + i % 2});
	}
	tell_cores(&s, 1, 0, 0, 1, 1);
	tell_program(&s, 1, 1);
	tell_region(&s, 1, 1, L1T_REGION_FIRST, 105824, 32768, 1);
	for (uint64_t i = 1; i <= 4; i++)
		tell_launch_of(&s, (struct l1t_launch){.program = 1, .device = 1, .chips = 1, .name = i,
			.callsite = 1 + i % 2, .type = i});
	for (uint64_t i = 4; i; i--)
		tell_mark(&s, L1T_MARK_END, i);
	tell_failure(&s, (struct l1t_failure){.type = L1T_FAIL_OOM, .device = 1, .buffer_type = L1T_L1,
		.size_bytes = 1ull << 30, .bytes_per_bank = 1ull << 23, .bank_count = 4,
		.bank_bytes = 1376928, .free_bytes = 1114784, .largest_free_bytes = 1114784, .callsite = 2}, text);
	tell_note(&s, 4, 0, 0, EVIL);
	end(&s, "names");
}

int main(int argc, char **argv)
{
	struct story s;

	if (argc != 2) {
		fprintf(stderr, "usage: make_report_traces FOLDER\n");
		return 2;
	}
	folder = argv[1];
	begin(&s, 1, 1);
	end(&s, "nothing");
	begin(&s, 8, 8);
	tell_open(&s, 1, 1);
	end(&s, "only_opened");
	one_core();
	many_cores();
	many_chips();
	openings();
	names();
	return 0;
}
