/*
 * Simulates a loss of power: pages of a killed recording's two files are zeroed, swapped or cut
 * off. Every event outside of them is read; what is lost is reported.
 *
 *     recorder_damage_test [ROUNDS]     (default 300)
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "check.h"
#include "l1t_decoder.h"
#include "l1t_live.h"

enum { PAGES_MAX = 1 << 13, EVENTS_MAX = 1 << 20, PAGE = 4096, RING_PAGES = 129 };

struct file {
	char path[140];
	uint8_t *sound, *bytes;         /* undamaged; damaged */
	uint64_t size, cut;
	uint8_t hit[PAGES_MAX];         /* pages that were changed */
};

/* Where each alloc lies: bytes [at, end) of a file. */
struct place {
	uint64_t id, at, end;
	unsigned file;
};

static unsigned rounds = ASAN || TSAN ? 60 : 300;
static struct file files[2];            /* the trace, the live file */
static struct place *places;
static size_t place_count;

static void load_file(struct file *f, const char *path)
{
	FILE *in = fopen(path, "r");
	struct stat st;

	assert_non_null(in);
	assert_int_equal(0, fstat(fileno(in), &st));
	snprintf(f->path, sizeof(f->path), "%s", path);
	f->size = (uint64_t)st.st_size;
	assert_true(f->size < (uint64_t)PAGES_MAX * PAGE);
	f->sound = malloc(f->size);
	f->bytes = malloc(f->size);
	assert_int_equal(f->size, fread(f->sound, 1, f->size, in));
	fclose(in);
}

static void save_file(const struct file *f)
{
	FILE *out = fopen(f->path, "w");

	assert_int_equal(f->cut, fwrite(f->bytes, 1, f->cut, out));
	fclose(out);
}

static void place(uint64_t id, unsigned file, uint64_t at, uint64_t end)
{
	assert_true(place_count < EVENTS_MAX);
	places[place_count++] = (struct place){id, at, end, file};
}

static void places_in_the_trace(uint64_t ends[L1T_RING_MAX])
{
	struct l1t_decoder *d = l1t_decoder_new();
	struct file *f = &files[0];

	for (uint64_t at = L1T_FILE_HEADER_BYTES; at + L1T_BLOCK_HEADER_BYTES < f->size;) {
		struct l1t_block_header h;
		struct l1t_block *block;
		uint64_t end;

		assert_int_equal(L1T_HEADER_OK, l1t_read_block_header(&h, f->sound + at));
		end = at + L1T_BLOCK_HEADER_BYTES + h.frame_bytes;
		if (end > f->size ||
			l1t_block_decode(d, &h, f->sound + at + L1T_BLOCK_HEADER_BYTES, &block))
			break;
		for (uint32_t i = 0; i < block->count; i++) {
			const struct l1t_record *r = l1t_block_record(block, i);

			if (r->kind == L1T_ALLOC)
				place(r->alloc.id, 0, at, end);
		}
		for (uint32_t i = 0; i < block->run_count; i++)
			if (block->runs[i].ring && block->runs[i].end_slot > ends[block->runs[i].ring - 1])
				ends[block->runs[i].ring - 1] = block->runs[i].end_slot;
		l1t_block_free(block);
		at = end;
	}
	l1t_decoder_free(d);
}

static void places_in_the_live_file(const uint64_t ends[L1T_RING_MAX])
{
	const struct l1t_live_header *h = (const void *)files[1].sound;

	for (uint32_t i = 0; i < h->ring_count; i++) {
		uint64_t slots_at = L1T_PAGE + i * (uint64_t)(L1T_PAGE + L1T_RING_BYTES) + L1T_PAGE;
		const struct l1t_ring_header *ring = (const void *)(files[1].sound + slots_at - L1T_PAGE);
		uint64_t slot = ring->tail > ends[i] ? ring->tail : ends[i];

		while (slot < ring->head) {
			uint64_t at = slots_at + slot * L1T_SLOT_BYTES % L1T_RING_BYTES;
			const struct l1t_slot_alloc *e = (const void *)(files[1].sound + at);

			/* an event that wraps lies in two places: left out */
			if (e->head.kind == L1T_SLOT_ALLOC &&
				at + 2 * L1T_SLOT_BYTES <= slots_at + L1T_RING_BYTES)
				place(e->id, 1, at, at + 2 * L1T_SLOT_BYTES);
			slot += e->head.slots ? e->head.slots : 1;
		}
	}
}

static int is_outside(const struct place *p)
{
	const struct file *f = &files[p->file];

	if (p->end > f->cut)
		return 0;
	for (uint64_t page = p->at / PAGE; page <= (p->end - 1) / PAGE; page++)
		if (f->hit[page])
			return 0;
	return 1;
}

static void zero_page(struct file *f, uint64_t page)
{
	uint64_t n = f->size - page * PAGE;

	memset(f->bytes + page * PAGE, 0, n < PAGE ? n : PAGE);
	f->hit[page] = 1;
}

static void swap_pages(struct file *f, uint64_t a, uint64_t b)
{
	uint8_t page[PAGE];

	if ((a + 1) * PAGE > f->size || (b + 1) * PAGE > f->size)
		return;
	memcpy(page, f->bytes + a * PAGE, PAGE);
	memcpy(f->bytes + a * PAGE, f->bytes + b * PAGE, PAGE);
	memcpy(f->bytes + b * PAGE, page, PAGE);
	f->hit[a] = f->hit[b] = 1;
}

static void damage(unsigned round)
{
	for (unsigned i = 0; i < 2; i++) {
		struct file *f = &files[i];
		uint64_t pages = (f->size + PAGE - 1) / PAGE;

		memcpy(f->bytes, f->sound, f->size);
		memset(f->hit, 0, sizeof(f->hit));
		f->cut = f->size;
		if (round % 3 == 2 - i)
			continue;       /* damages one file, the other, or both */
		for (int n = rand() % 4; n >= 0; n--) {
			uint64_t page = (uint64_t)rand() % pages;

			/* the most important pages, more often than by chance */
			if (rand() % 4 == 0)
				page = i ? (rand() % 2 ? 0 : 1 + (uint64_t)rand() % 2 * 129) % pages : 0;
			if (rand() % 2)
				zero_page(f, page);
			else
				swap_pages(f, page, (uint64_t)rand() % pages);
		}
		if (rand() % 4 == 0)
			f->cut = (uint64_t)rand() % f->size;
	}
}

/* Whether one is left of the live file's header and its copies in the rings' headers. */
static int live_file_has_a_header(void)
{
	const struct file *f = &files[1];

	if (!f->hit[0] && f->cut >= PAGE)
		return 1;
	for (uint64_t page = 1; (page + 1) * PAGE <= f->cut; page += RING_PAGES)
		if (!f->hit[page])
			return 1;
	return 0;
}

/* Whether the event lies outside of the damage, where a reader can find it. */
static int can_come_back(const struct place *p, int has_header)
{
	return is_outside(p) && (!p->file || has_header);
}

/* The reader may refuse a trace only when nothing is left of it. */
static void check_refusal(unsigned round, const char *message)
{
	int has_header = live_file_has_a_header();

	if (!files[0].hit[0] && files[0].cut >= L1T_FILE_HEADER_BYTES)
		fail_msg("round %u: its header is sound: %s", round, message);
	for (size_t i = 0; i < place_count; i++)
		if (can_come_back(&places[i], has_header))
			fail_msg("round %u: id %llx of file %u is there: %s", round,
				(unsigned long long)places[i].id, places[i].file, message);
}

/* Every event outside of the damage is read, none twice, and none that never existed. */
static void check_read(unsigned streams, unsigned round)
{
	uint8_t *seen = calloc(EVENTS_MAX, 1);
	struct l1t_read_status status;
	const struct l1t_record *r;
	struct l1t_reader *reader;
	uint64_t missing = 0, gone = 0;
	int has_header = live_file_has_a_header();
	char message[256];

	if (l1t_reader_open(&reader, files[0].path, message, sizeof(message))) {
		check_refusal(round, message);
		free(seen);
		return;
	}
	while (l1t_reader_next(reader, &r) == 1) {
		uint64_t stream = r->alloc.id >> 32, n = r->alloc.id & UINT32_MAX;
		uint64_t key = stream * (EVENTS_MAX / 4) + n;

		if (r->kind != L1T_ALLOC || stream == 63)
			continue;
		if (stream >= streams || n >= EVENTS_MAX / 4 || seen[key] || r->alloc.size_bytes != 4096 ||
			r->alloc.address != 0x100000 + n % 1000 * 64 || r->alloc.core_count != 64)
			fail_msg("round %u: id %llx, address %llx, %llu bytes, %llu cores, %s", round,
				(unsigned long long)r->alloc.id, (unsigned long long)r->alloc.address,
				(unsigned long long)r->alloc.size_bytes,
				(unsigned long long)r->alloc.core_count,
				stream < streams && seen[key] ? "again" : "never recorded so");
		seen[key] = 1;
	}
	status = *l1t_reader_status(reader);
	l1t_reader_close(reader);
	for (size_t i = 0; i < place_count; i++) {
		uint64_t id = places[i].id, key = (id >> 32) * (EVENTS_MAX / 4) + (id & UINT32_MAX);

		if (id >> 32 == 63)
			continue;
		if (!seen[key])
			gone++;
		if (!seen[key] && can_come_back(&places[i], has_header) && !missing++)
			print_error("round %u: id %llx of %s at %llu is missing\n", round,
				(unsigned long long)id, places[i].file ? "the live file" : "the trace",
				(unsigned long long)places[i].at);
	}
	free(seen);
	for (unsigned i = 0; i < 2 && missing; i++)
		for (uint64_t page = 0; page * PAGE < files[i].size; page++)
			if (files[i].hit[page] || files[i].cut / PAGE == page)
				print_error("%s: page %llu of %llu, %s\n", files[i].path,
					(unsigned long long)page, (unsigned long long)files[i].size / PAGE,
					files[i].hit[page] ? "hit" : "cut or the end");
	assert_int_equal(0, missing);
	if (!gone || !has_header)
		return;
	/* everything that is lost is reported: where, or how many blocks */
	assert_true(status.damaged_count || status.skipped_blocks || status.torn_events);
	assert_int_equal(0, status.finished);
	for (uint64_t i = 0; i < status.damaged_count && i < L1T_DAMAGE_MAX; i++)
		assert_true(status.damaged[i].offset < files[status.damaged[i].in_live_file].size &&
			status.damaged[i].bytes);
}

static void everything_outside_the_damage_is_recovered(void **state)
{
	const char *const arguments[] = {"flat", "2", "paced", NULL};
	uint64_t ends[L1T_RING_MAX] = {0};
	struct host_run run;
	char path[140];

	(void)state;
	host_prepare(&run);
	host_start(&run, NULL, arguments);
	while (!atomic_load(&run.counts->started) || atomic_load(&run.counts->returned[1]) < 40000)
		usleep(200);
	kill(run.pid, SIGKILL);
	host_wait(&run);
	load_file(&files[0], run.trace);
	snprintf(path, sizeof(path), "%s.live", run.trace);
	load_file(&files[1], path);
	places = malloc(EVENTS_MAX * sizeof(*places));
	places_in_the_trace(ends);
	places_in_the_live_file(ends);
	assert_true(place_count > 40000);
	assert_int_equal(1, places[place_count - 1].file);      /* both files hold some */
	for (unsigned i = 0; i < rounds; i++) {
		damage(i);
		save_file(&files[0]);
		save_file(&files[1]);
		check_read(2, i);
	}
	host_clean(&run);
}

static struct l1t_live_header *header(unsigned i)
{
	uint8_t *page = files[1].bytes + (i < 2 ? 0 : PAGE);

	return (void *)(page + (i ? (size_t)L1T_COPY_OFFSET : 0));
}

static uint64_t records_and_losses(void)
{
	const struct l1t_record *r;
	struct l1t_reader *reader;
	char message[256];
	uint64_t sum;

	assert_int_equal(0, l1t_reader_open(&reader, files[0].path, message, sizeof(message)));
	while (l1t_reader_next(reader, &r) == 1)
		;
	sum = l1t_reader_status(reader)->records * 1000000 + l1t_reader_status(reader)->lost_events;
	l1t_reader_close(reader);
	return sum;
}

static void what_headers_say_is_there_three_times(void **state)
{
	enum { RINGS = 2 };
	struct host_run run;
	unsigned threads = 0;
	char path[140];
	uint64_t sum;

	(void)state;
	setenv("L1TRACE_OVERFLOW", "drop", 1);
	host_run(&run, "quiet_killed", NULL, NULL);
	unsetenv("L1TRACE_OVERFLOW");
	assert_int_equal(SIGKILL, run.status);
	load_file(&files[0], run.trace);
	snprintf(path, sizeof(path), "%s.live", run.trace);
	load_file(&files[1], path);
	files[1].cut = files[1].size;
	memcpy(files[1].bytes, files[1].sound, files[1].size);
	for (unsigned i = 0; i < 3; i++) {
		const struct l1t_live_header *h = header(i);

		assert_int_equal(i < 2 ? 1 : 2, h->place);
		assert_int_equal(l1t_live_check(h), h->check);
		assert_int_equal(l1t_anchor_check(&h->anchors[h->anchor_index]),
			h->anchor_checks[h->anchor_index]);
		assert_memory_equal(&header(0)->anchors[header(0)->anchor_index],
			&h->anchors[h->anchor_index], sizeof(h->anchors[0]));
		assert_true(h->ring_count >= RINGS);    /* and perhaps spare rings */
		assert_int_equal(header(0)->ring_count, h->ring_count);
		assert_int_equal(files[0].size, h->trace_bytes);
		assert_true(h->blocks > 2);
		assert_int_equal(header(0)->blocks, h->blocks);
		assert_int_equal(0, h->lost_no_ring);
		assert_int_equal(2, h->pauses);
		assert_int_equal(2, h->pauses_told);
		assert_memory_equal((void *)header(0)->pause_ticks, (void *)h->pause_ticks, 16);
	}
	for (unsigned i = 0; i < header(0)->ring_count; i++) {
		const uint8_t *page = files[1].bytes + PAGE + i * (size_t)RING_PAGES * PAGE;
		const uint8_t *before = i ? page - (size_t)RING_PAGES * PAGE : files[1].bytes;
		const struct l1t_ring_header *ring = (const void *)page;

		for (unsigned k = 0; k < 2; k++) {
			const struct l1t_ring_facts *facts = (const void *)(k
				? before + L1T_NEXT_FACTS_OFFSET : page + L1T_FACTS_OFFSET);

			assert_int_equal(ring->tail, facts->tail);
			assert_int_equal(ring->thread, facts->thread);
			assert_int_equal(ring->lost, facts->lost);
			assert_int_equal(ring->lost_reported, facts->lost_reported);
			assert_int_equal(ring->lost_reason, facts->lost_reason);
		}
		threads |= 1u << ring->thread;
		assert_true(i || (ring->lost && ring->lost == ring->lost_reported && ring->tail));
		assert_true(!i || ring->tail >= 37 * PAGE / L1T_SLOT_BYTES);
	}
	assert_true(threads & 2);       /* thread 1: a second thread may find all rings taken */
	sum = records_and_losses();
	for (uint64_t page = 0; page <= 1 + RING_PAGES; page += page ? RING_PAGES : 1) {
		const struct l1t_ring_header *ring = (const void *)(files[1].sound + (page ? page : 1) * PAGE);
		uint64_t in_use = ring->head * L1T_SLOT_BYTES / PAGE;

		memset(files[1].bytes + page * PAGE, 0, PAGE);
		save_file(&files[1]);
		assert_int_equal(sum, records_and_losses());
		memcpy(files[1].bytes, files[1].sound, files[1].size);
		swap_pages(&files[1], page, (page ? page : 1) + 1 + (in_use + 64) % (RING_PAGES - 1));
		save_file(&files[1]);
		assert_int_equal(sum, records_and_losses());
		memcpy(files[1].bytes, files[1].sound, files[1].size);
	}
	host_clean(&run);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_outside_the_damage_is_recovered),
		cmocka_unit_test(what_headers_say_is_there_three_times),
	};
	unsigned seed = (unsigned)time(NULL);

	if (argc > 1)
		rounds = (unsigned)strtoul(argv[1], NULL, 10);
	if (argc > 2)
		seed = (unsigned)strtoul(argv[2], NULL, 10);
	printf("seed %u\n", seed);
	srand(seed);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
