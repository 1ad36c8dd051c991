/*
 * For tests of advice: writes the trace of a small program on one core, told line by line on stdin, into
 * a temporary file, and prints its name.
 *
 *     program P BYTES          a program with a region of so many bytes
 *     alloc ID ADDRESS BYTES   a buffer in L1
 *     free ID
 *     run P ADDRESS...         a launch of P that works on the buffers that begin there
 *     read ADDRESS             by the host
 *     capture T, end T, replay T
 *     close                    of the device
 *
 * Each has a line of its own in the program's source.
 *
 * Must not know: what advise makes of it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "judge_l1analyze.h"

enum { GRID_CORES = 1, CHIP = 0, DEVICE = 1, FILE_NAME = 1, FUNCTION = 2, OP_NAME = 3, WORDS_MOST = 16 };

static const struct world small_core = {.grid_x = 1, .grid_y = 1, .l1_bytes = 1 << 20,
	.unreserved_base = 100000, .page_bytes = 32, .core_count = 1, .step_ns = 10};

static uint64_t new_callsite(struct story *s)
{
	static uint64_t last;

	last++;
	tell_callsite(s, last, OP_NAME, FILE_NAME, (uint32_t)last, FUNCTION);
	return last;
}

static void run(struct story *s, uint64_t program, char *addresses)
{
	uint32_t words[WORDS_MOST];
	size_t count = 0;

	for (char *word = strtok(addresses, " \n"); word && count < WORDS_MOST; word = strtok(NULL, " \n"))
		words[count++] = (uint32_t)strtoul(word, NULL, 10) | L1T_USES_IN_L1;
	tell_uses(s, (struct l1t_uses){DEVICE, program, 0, 0}, words, count);
	tell_launch_of(s, (struct l1t_launch){.program = program, .device = DEVICE, .chips = CHIP,
		.name = OP_NAME, .callsite = new_callsite(s)});
}

static void host_read(struct story *s, uint32_t address)
{
	uint32_t word = address | L1T_USES_IN_L1;

	tell_uses(s, (struct l1t_uses){DEVICE, 0, L1T_USES_READ, new_callsite(s)}, &word, 1);
}

static void tell_line(struct story *s, char *line)
{
	uint64_t a = 0, b = 0, c = 0;
	int skip = 0;

	if (sscanf(line, "program %" SCNu64 " %" SCNu64, &a, &b) == 2) {
		tell_program(s, a, a);
		tell_region(s, a, CHIP, L1T_REGION_FIRST, small_core.unreserved_base, b, GRID_CORES);
	} else if (sscanf(line, "alloc %" SCNu64 " %" SCNu64 " %" SCNu64, &a, &b, &c) == 3) {
		tell_buffer(s, (struct l1t_alloc){.id = a, .device = DEVICE, .type = L1T_L1, .address = b,
			.bytes_per_core = c, .size_bytes = c, .callsite = new_callsite(s)});
	} else if (sscanf(line, "free %" SCNu64, &a) == 1) {
		tell_free_at(s, a, DEVICE, L1T_L1, new_callsite(s));
	} else if (sscanf(line, "run %" SCNu64 "%n", &a, &skip) == 1) {
		run(s, a, line + skip);
	} else if (sscanf(line, "read %" SCNu64, &a) == 1) {
		host_read(s, (uint32_t)a);
	} else if (sscanf(line, "capture %" SCNu64, &a) == 1) {
		tell_trace(s, L1T_CAPTURE_BEGIN, DEVICE, a);
	} else if (sscanf(line, "end %" SCNu64, &a) == 1) {
		tell_trace(s, L1T_CAPTURE_END, DEVICE, a);
	} else if (sscanf(line, "replay %" SCNu64, &a) == 1) {
		tell_trace(s, L1T_REPLAY, DEVICE, a);
	} else if (!strncmp(line, "close", 5)) {
		tell_close(s, DEVICE);
	} else {
		fprintf(stderr, "not understood: %s", line);
		exit(2);
	}
}

int main(void)
{
	struct story s;
	char line[400];

	file_begin(&s, &small_core);
	trace_run(s.file, s.thread, 0);
	tell(&s, (struct l1t_record){.kind = L1T_BEGIN, .blob = (const uint8_t *)"a=b", .blob_bytes = 4});
	tell_cores(&s, GRID_CORES, 0, 0, 0, 0);
	tell_string(&s, FILE_NAME, "program.py");
	tell_string(&s, FUNCTION, "main");
	tell_string(&s, OP_NAME, "ttnn.op");
	tell_open(&s, DEVICE, CHIP);
	while (fgets(line, sizeof(line), stdin))
		tell_line(&s, line);
	write_file(&s);
	puts(s.name);
	free(s.name);
	return 0;
}
