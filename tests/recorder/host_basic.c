/*
 * Scenarios of one healthy process: kinds, threads, ends, pauses, overflow.
 *
 * Must not know: what becomes of the trace.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "host.h"
#include "late.h"

static unsigned long number(const char *text, unsigned long otherwise)
{
	return text ? strtoul(text, NULL, 10) : otherwise;
}

int host_one(const char *stream, const char *count)
{
	for (unsigned long i = 0; i < number(count, 3); i++)
		host_alloc((unsigned)number(stream, 0));
	atomic_store(&counts->facts[0], (uint64_t)l1trace_enabled());
	return 0;
}

int host_kinds(const char *a, const char *b)
{
	const uint32_t chips[] = {0, 1}, one_chip[] = {5}, words[] = {4096, 8193};
	const struct l1trace_range ranges[] = {{0, 0, 7, 3}, {0, 5, 3, 5}};
	const struct l1trace_frame frames[] = {{"model.py", 12, "forward"}, {"run.py", 3, "main"}};
	struct l1trace_device device = {.mesh = 7, .chips = chips, .chip_count = 2, .grid_x = 8,
		.grid_y = 7, .l1_bytes = 1499136, .unreserved_base = 105824,
		.l1_small_bytes = 24576, .kernel_config_bytes = 70656, .bank_count = 56,
		.bank_bytes = 1368736, .arch = "wormhole_b0", .dram_bank_count = 12,
		.dram_bank_bytes = 1000, .dram_base = 0};
	uint32_t handle = l1trace_device_open(&device), cores = l1trace_cores(ranges, 2);
	uint32_t site = l1trace_callsite(frames, 2), set = l1trace_chips(chips, 2);
	uint32_t name = l1trace_string("matmul", 6), program = l1trace_program(99);
	struct l1trace_buffer buffer = {.id = 99ull << 32 | 42, .size_bytes = 917504, .address = 1482752,
		.bytes_per_core = 16384, .device = handle, .page_bytes = 2048, .cores = cores,
		.callsite = site, .core_count = 36, .type = L1TRACE_L1, .layout = 4,
		.flags = L1TRACE_BUFFER_PER_CORE};
	struct l1trace_region region = {.program = program, .chips = set, .cores = cores,
		.address = 105824, .size_bytes = 4096, .type = L1TRACE_DFB,
		.flags = L1TRACE_REGION_ALIAS | L1TRACE_REGION_FIRST, .index = 16};
	struct l1trace_region_index index = {.program = program, .cores = cores, .region = 3, .index = 16,
		.type = L1TRACE_DFB, .name = name,
		.format = 6, .format_name = l1trace_string("Bfp8_b", 6), .page_bytes = 1088,
		.pages = L1TRACE_UNKNOWN};
	struct l1trace_kernel kernel = {.program = program, .chips = set, .cores = cores,
		.name = name, .core_type = l1trace_string("WORKER", 6), .processor = 2,
		.text_bytes = {100, 200, L1TRACE_UNKNOWN}};
	struct l1trace_launch launch = {.program = program, .device = handle, .chips = set,
		.name = name, .callsite = site, .flags = L1TRACE_LAUNCH_SAME_OP};
	struct l1trace_failure failure = {.type = L1TRACE_OOM, .buffer_type = L1TRACE_L1,
		.device = handle, .size_bytes = 1, .bytes_per_bank = 2, .bank_count = 3,
		.bank_bytes = 4, .allocated_bytes = 5, .free_bytes = 6, .largest_free_bytes = 7,
		.region_end = L1TRACE_UNKNOWN, .lowest_buffer = L1TRACE_UNKNOWN,
		.limit_bytes = L1TRACE_UNKNOWN};
	const uint32_t shape[] = {1, 8, 120, 64}, padded[] = {1, 8, 128, 64}, shard[] = {128, 64};
	struct l1trace_tensor tensor = {.shape = shape, .padded_shape = padded, .shard_shape = shard,
		.rank = 4, .padded_rank = 4, .shard_rank = 2, .dtype = L1TRACE_BFLOAT8_B,
		.pages = L1TRACE_TILES, .layout = L1TRACE_BLOCK_SHARDED, .memory = L1TRACE_L1,
		.order = L1TRACE_SHARDS_UNKNOWN, .cores = cores};

	const struct l1trace_asked asked = {.device = handle, .callsite = site,
		.what = L1TRACE_ASKED_STATISTICS, .type = L1TRACE_L1, .by_program = 1, .answer = 1 << 20,
		.free_bytes = L1TRACE_UNKNOWN};

	(void)a;
	(void)b;
	l1trace_mark_begin("warm-up");
	l1trace_alloc(&buffer);
	l1trace_holds(buffer.id, L1TRACE_L1, l1trace_tensor(&tensor));
	l1trace_region_index(&index);
	l1trace_region(&region);
	l1trace_program_config(program, 1000, 2000);
	l1trace_kernel(&kernel);
	l1trace_asked(&asked);
	l1trace_uses(handle, program, L1TRACE_USES_PARTIAL, site, words, 2);
	l1trace_launch(&launch);
	l1trace_capture_begin(handle, 1);
	l1trace_capture_end(handle, 1);
	l1trace_replay(handle, 1, site);
	l1trace_release(handle, 1);
	l1trace_failure(&failure, "Out of Memory");
	l1trace_note(5, 1, 2, "libtt_metal.so");
	l1trace_regions_freed(program, set, 1u << L1TRACE_DFB);
	l1trace_program_gone(program);
	l1trace_kept(buffer.id, handle, L1TRACE_L1, buffer.address, 1, site);
	l1trace_free_by(buffer.id, handle, L1TRACE_L1, site, L1TRACE_BY_RETURN);
	l1trace_mark_end("warm-up");
	l1trace_device_close(handle);
	counts->facts[0] = l1trace_chips(one_chip, 1);
	counts->facts[1] = set;
	return 0;
}

/* So many ops: each has a buffer that holds a tensor, and words that its program uses. */
int host_ops(const char *count, const char *b)
{
	const uint32_t shape[] = {32, 32}, words[] = {4096, 8193};
	struct l1trace_tensor tensor = {.shape = shape, .padded_shape = shape, .rank = 2, .padded_rank = 2};
	struct l1trace_buffer buffer = {.device = 1, .size_bytes = 2048, .type = L1TRACE_L1};
	uint32_t id = l1trace_tensor(&tensor);
	struct l1trace_launch launch = {.program = l1trace_program(1), .device = 1};

	(void)b;
	for (unsigned long i = 0; i < number(count, 100); i++) {
		buffer.id = i;
		l1trace_alloc(&buffer);
		atomic_store(&counts->returned[0], i + 1);
		l1trace_holds(buffer.id, L1TRACE_L1, id);
		l1trace_holds(buffer.id + 1, L1TRACE_L1, id);   /* of another buffer */
		l1trace_uses(1, launch.program, 0, 0, words, 2);
		l1trace_launch(&launch);
		l1trace_uses(1, launch.program + 1, 0, 0, words, 2);    /* of another program */
		l1trace_launch(&launch);
	}
	return 0;
}

/* ---- threads ---- */

struct worker {
	pthread_t thread;
	unsigned stream;
	unsigned long events;
	int paced;
};

static void *work(void *worker)
{
	struct worker *w = worker;

	for (unsigned long i = 0; !w->events || i < w->events; i++) {
		host_alloc(w->stream);
		if (w->paced)
			host_pace();
	}
	return NULL;
}

static void start_workers(struct worker *workers, unsigned n, unsigned long events, int paced)
{
	for (unsigned i = 0; i < n; i++) {
		workers[i] = (struct worker){.stream = i, .events = events, .paced = paced};
		pthread_create(&workers[i].thread, NULL, work, &workers[i]);
	}
}

int host_threads(const char *threads, const char *events)
{
	struct worker workers[HOST_STREAMS];
	unsigned n = (unsigned)number(threads, 4);

	start_workers(workers, n, number(events, 10000), 1);
	for (unsigned i = 0; i < n; i++)
		pthread_join(workers[i].thread, NULL);
	return 0;
}

/* Runs for ever: the test kills it. */
int host_flat(const char *threads, const char *paced)
{
	struct worker workers[HOST_STREAMS];

	host_alloc(63);
	atomic_store(&counts->started, 1);
	start_workers(workers, (unsigned)number(threads, 1), 0, paced && !strcmp(paced, "paced"));
	for (;;)
		pause();
}

int host_many_threads(const char *count, const char *events)
{
	for (unsigned long i = 0; i < number(count, 10000); i++) {
		struct worker w = {.stream = (unsigned)(i % 60), .events = number(events, 1)};

		if (pthread_create(&w.thread, NULL, work, &w))
			return 1;
		pthread_join(w.thread, NULL);
	}
	return 0;
}

static void *define(void *unused)
{
	for (unsigned i = 0; i < 2000; i++) {
		char text[32];
		struct l1trace_range range = {0, 0, (uint16_t)(i % 50), (uint16_t)(i % 7)};
		struct l1trace_frame frame = {"f.py", i % 300, text};
		struct l1trace_buffer b = {.id = UINT64_MAX, .device = 1, .type = L1TRACE_L1};
		int n = snprintf(text, sizeof(text), "name %u", i % 500);

		b.cores = l1trace_cores(&range, 1);
		b.callsite = l1trace_callsite(&frame, 1);
		l1trace_alloc(&b);
		l1trace_launch(&(struct l1trace_launch){.name = l1trace_string(text, (size_t)n)});
		l1trace_mark_begin(text);
		host_leave_room(i * 8);
	}
	return unused;
}

int host_definitions(const char *threads, const char *b)
{
	pthread_t t[16];
	unsigned n = (unsigned)number(threads, 8);

	(void)b;
	for (unsigned i = 0; i < n; i++)
		pthread_create(&t[i], NULL, define, NULL);
	for (unsigned i = 0; i < n; i++)
		pthread_join(t[i], NULL);
	return 0;
}

/* ---- ends ---- */

static void record_late(void)
{
	for (unsigned i = 0; i < 5; i++)
		host_alloc(1);
}

int host_after_end(const char *a, const char *b)
{
	(void)a;
	(void)b;
	for (unsigned i = 0; i < 5; i++)
		host_alloc(0);
	late_hook = record_late;
	return 0;
}

int host_exit_ways(const char *way, const char *b)
{
	(void)b;
	for (unsigned i = 0; i < 100; i++)
		host_alloc(0);
	if (!strcmp(way, "_exit"))
		_exit(3);
	if (!strcmp(way, "quick_exit"))
		quick_exit(3);
	if (!strcmp(way, "abort"))
		abort();
	if (!strcmp(way, "segv"))
		raise(SIGSEGV);
	exit(3);
}

/* A thread continues while main returns. */
int host_late_thread(const char *a, const char *b)
{
	static struct worker w;

	(void)a;
	(void)b;
	start_workers(&w, 1, 0, 1);
	while (atomic_load(&counts->returned[0]) < 1000)
		host_sleep_us(1000);
	return 0;
}

static pthread_key_t key;

static void at_thread_exit(void *again)
{
	for (unsigned i = 0; i < 10; i++)
		host_alloc(1);
	if (again)
		pthread_setspecific(key, NULL);
}

static void *thread_with_destructor(void *unused)
{
	pthread_setspecific(key, &key);
	for (unsigned i = 0; i < 10; i++)
		host_alloc(0);
	return unused;
}

int host_thread_destructors(const char *rounds, const char *b)
{
	(void)b;
	host_alloc(2);
	pthread_key_create(&key, at_thread_exit);
	for (unsigned long i = 0; i < number(rounds, 1); i++) {
		pthread_t t;

		pthread_create(&t, NULL, thread_with_destructor, NULL);
		pthread_join(t, NULL);
	}
	return 0;
}

int host_idle(const char *flush, const char *b)
{
	(void)b;
	host_alloc(0);
	if (flush) {
		uint64_t from = host_now_ns();

		l1trace_flush();
		atomic_store(&counts->facts[0], host_now_ns() - from);
	}
	atomic_store(&counts->started, 1);
	for (;;)
		pause();
}

/* ---- overflow ---- */

int host_overflow(const char *events, const char *b)
{
	(void)b;
	atomic_store(&counts->facts[0], host_longest_call_ns(0, number(events, 1000000)));
	return 0;
}
