/* The allowance of work, and what is used of it: see work_allowance.h. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include "limits.h"
#include "work_allowance.h"
#include "xalloc.h"

/* Work between two checks of memory and time. */
static const int64_t slice_ns = 10000000;

/* A sanitizer takes time and memory of its own, which no input asked for. */
#if defined(__SANITIZE_ADDRESS__)
enum { SANITIZED = 16 };
#else
enum { SANITIZED = 1 };
#endif

/* Measured time counts only above this multiple of the counted work, and only so much at once: a
 * virtual machine that was stopped charges a program for time that it did not have. */
enum { TIMES_MORE = 20, TOOK_MAX_NS = 250000000 };

int64_t work_until_look = INT64_MAX;

static struct {
	bool unlimited, answering;
	uint64_t input_bytes, records;
	uint64_t inputs;                /* of the command */
	uint64_t credit_ns;             /* that records of the present input may still add */
	uint64_t given_ns;
	uint64_t left_ns;               /* besides work_until_look */
	uint64_t memory_bytes, processor_ns;
	uint64_t more_bytes, more_ns;   /* for what was asked for beside the inputs */
	enum work_end ended;
	void (*over)(enum work_end why);
} work;

static uint64_t with_size(uint64_t base, uint64_t each, uint64_t bytes)
{
	return bytes > (UINT64_MAX / 4 - base) / each ? UINT64_MAX / 4 : base + each * bytes;
}

/* Resident memory of the process; 0: not known. */
static uint64_t resident_bytes(void)
{
	static int fd = -1;
	unsigned long pages, resident = 0;
	char text[128];
	ssize_t n;

	if (fd < 0)
		fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : pread(fd, text, sizeof(text) - 1, 0);
	if (n <= 0)
		return 0;
	text[n] = 0;
	if (sscanf(text, "%lu %lu", &pages, &resident) != 2)
		return 0;
	return (uint64_t)resident * (uint64_t)sysconf(_SC_PAGESIZE);
}

static uint64_t processor_ns(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t))
		return 0;
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void give(uint64_t ns)
{
	work.given_ns = work.left_ns = ns;
	work.ended = WORK_GOES_ON;
	work_until_look = 1;    /* the next work_spend() checks */
}

/* What records add to what the input's bytes give. */
static uint64_t by_records(uint64_t each, uint64_t per_byte, uint64_t per_byte_most)
{
	uint64_t most = with_size(0, per_byte_most - per_byte, work.input_bytes);
	uint64_t all = with_size(0, each, work.records);

	return all < most ? all : most;
}

static void allow_processor(void)
{
	work.processor_ns = with_size(LIMIT_PROCESSOR_NS, LIMIT_PROCESSOR_NS_PER_BYTE,
		work.input_bytes) + work.inputs * LIMIT_PROCESSOR_NS_PER_INPUT +
		by_records(LIMIT_PROCESSOR_NS_PER_RECORD, LIMIT_PROCESSOR_NS_PER_BYTE,
			LIMIT_PROCESSOR_NS_PER_BYTE_MOST);
}

bool work_record(uint64_t ns)
{
	uint64_t more = work.credit_ns < LIMIT_READING_NS_PER_RECORD ? work.credit_ns
		: LIMIT_READING_NS_PER_RECORD;

	work.records++;
	work.credit_ns -= more;
	work.left_ns += more;
	work.given_ns += more;
	return work_spend(ns);
}

void work_unlimited(void)
{
	work.unlimited = true;
	work_until_look = INT64_MAX;
}

void work_begin_reading(uint64_t input_bytes, unsigned inputs)
{
	work.input_bytes += input_bytes;
	work.inputs = inputs > work.inputs ? inputs : work.inputs;
	if (work.unlimited)
		return;
	work.answering = false;
	work.memory_bytes = with_size(LIMIT_READING_BYTES, LIMIT_READING_BYTES_PER_BYTE,
		work.input_bytes);
	allow_processor();
	work.credit_ns = with_size(0, LIMIT_READING_NS_PER_BYTE_MOST - LIMIT_READING_NS_PER_BYTE,
		input_bytes);
	give(with_size(LIMIT_READING_NS / (inputs ? inputs : 1), LIMIT_READING_NS_PER_BYTE,
		input_bytes));
}

void work_end_look(uint64_t input_bytes, uint64_t records)
{
	work.input_bytes -= input_bytes;
	work.records -= records;
}

void work_begin_answering(void (*over)(enum work_end why))
{
	if (work.unlimited)
		return;
	work.answering = true;
	work.over = over;
	work.memory_bytes = with_size(LIMIT_ANSWERING_BYTES, LIMIT_ANSWERING_BYTES_PER_BYTE,
		work.input_bytes);
	allow_processor();
	give(with_size(LIMIT_ANSWERING_NS, LIMIT_ANSWERING_NS_PER_BYTE, work.input_bytes) +
		work.inputs * LIMIT_ANSWERING_NS_PER_INPUT + by_records(LIMIT_ANSWERING_NS_PER_RECORD, LIMIT_ANSWERING_NS_PER_BYTE,
			LIMIT_ANSWERING_NS_PER_BYTE_MOST));
}

bool work_begin_output(uint64_t output_bytes)
{
	uint64_t ns = with_size(0, LIMIT_OUTPUT_NS_PER_BYTE, output_bytes);

	if (work.unlimited)
		return true;
	if (output_bytes > with_size(LIMIT_OUTPUT_BYTES, LIMIT_OUTPUT_BYTES_PER_BYTE, work.input_bytes))
		return false;
	work.more_ns += ns;
	give(LIMIT_ANSWERING_NS + ns);
	return true;
}

bool work_half_is_done(void)
{
	return !work.unlimited && (work.left_ns < work.given_ns / 2 ||
		processor_ns() / SANITIZED > work.processor_ns * 3 / 4);
}

bool work_is_nearly_done(void)
{
	return !work.unlimited && (work.left_ns < work.given_ns / 8 ||
		processor_ns() / SANITIZED > work.processor_ns / 8 * 7);
}

bool work_spend_at_least(uint64_t ns)
{
	static uint64_t before;
	uint64_t now, took;

	if (!work.answering)    /* reading ends at the same record on every machine */
		return work_spend(ns);
	now = processor_ns();
	took = (now - before) / SANITIZED;
	before = now;
	if (took <= TIMES_MORE * ns || took >= work.processor_ns)
		return work_spend(ns);
	return work_spend(took < TOOK_MAX_NS ? took : TOOK_MAX_NS);
}

enum work_end work_ended(void)
{
	return work.ended;
}

uint64_t work_input_bytes(void)
{
	return work.input_bytes;
}

uint64_t work_heap_bytes(void)
{
	return work.unlimited ? 0
		: with_size(LIMIT_HEAP_BYTES, LIMIT_HEAP_BYTES_PER_BYTE, work.input_bytes);
}

const char *work_word(enum work_end why)
{
	return why == WORK_MEMORY ? "more memory" : why == WORK_TIME ? "more time" : "more work";
}

void work_more(uint64_t memory_bytes, uint64_t more_processor_ns)
{
	work.more_bytes = memory_bytes;
	work.more_ns = more_processor_ns;
}

void work_ends_for_memory(void)
{
	if (work.unlimited)
		out_of_memory();
	if (work.ended == WORK_GOES_ON)
		work.ended = WORK_MEMORY;
	work_until_look = 0;
}

static enum work_end look(void)
{
	uint64_t spent = (uint64_t)-work_until_look;

	if (spent >= work.left_ns)
		return WORK_DONE;
	work.left_ns -= spent;
	if (resident_bytes() / SANITIZED > work.memory_bytes + work.more_bytes +
			by_records(LIMIT_READING_BYTES_PER_RECORD, LIMIT_READING_BYTES_PER_BYTE,
				LIMIT_READING_BYTES_PER_BYTE_MOST))
		return WORK_MEMORY;
	allow_processor();
	return processor_ns() / SANITIZED > work.processor_ns + work.more_ns ? WORK_TIME : WORK_GOES_ON;
}

bool work_look(void)
{
	if (work.unlimited) {
		work_until_look = INT64_MAX;
		return true;
	}
	if (work.ended == WORK_GOES_ON)
		work.ended = look();
	if (work.ended != WORK_GOES_ON) {
		work_until_look = 0;
		if (work.answering && work.over)
			work.over(work.ended);
		return false;
	}
	work_until_look = work.left_ns < (uint64_t)slice_ns ? (int64_t)work.left_ns : slice_ns;
	work.left_ns -= (uint64_t)work_until_look;
	return true;
}
