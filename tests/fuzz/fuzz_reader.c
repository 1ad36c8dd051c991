/*
 * Fuzzes the reader with complete files: headers, blocks, what lies between them. If skimming says
 * that it has seen all, it has seen what reading sees.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "l1t_skim.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static volatile uint64_t looked_at;

static void look_at(uint64_t value)
{
	looked_at += value;
}

struct seen {
	uint64_t counts[L1T_KIND_COUNT];
	int64_t last_ns;
	struct l1t_read_status status;
};

static void read_all(struct l1t_reader *reader, struct seen *seen)
{
	const struct l1t_record *r;
	int64_t last = INT64_MIN;

	while (l1t_reader_next(reader, &r) == 1) {
		if (r->time_ns < last || !r->kind || r->kind >= L1T_KIND_COUNT)
			abort();
		last = r->time_ns;
		seen->counts[r->kind]++;
		for (uint32_t k = 0; k < r->blob_bytes; k++)
			look_at(r->blob[k]);
	}
	seen->last_ns = last;
	seen->status = *l1t_reader_status(reader);
}

static void on_block(void *context, const struct l1t_skimmed *block)
{
	struct seen *seen = context;

	for (unsigned kind = 0; kind < L1T_KIND_COUNT; kind++)
		seen->counts[kind] += block->counts[kind];
	if (block->first_ns <= block->last_ns && block->last_ns > seen->last_ns)
		seen->last_ns = block->last_ns;
}

/* By their members: what lies between these may be anything. */
static int is_same_status(const struct l1t_read_status *x, const struct l1t_read_status *y)
{
	int same = 1;

	for (unsigned i = 0; i < L1T_DAMAGE_MAX && i < x->damaged_count; i++)
		same &= x->damaged[i].offset == y->damaged[i].offset &&
			x->damaged[i].bytes == y->damaged[i].bytes &&
			x->damaged[i].in_live_file == y->damaged[i].in_live_file;
#define SAME(member) (x->member == y->member)
	return same && SAME(records) && SAME(blocks) && SAME(file_bytes) && SAME(damaged_count) &&
		SAME(damaged_bytes) && SAME(missing_max) && SAME(skipped_blocks) &&
		SAME(lost_events) && SAME(torn_events) && SAME(live_records) &&
		SAME(has_live_file) && SAME(has_begin) && SAME(has_end) && SAME(has_exit) &&
		SAME(finished) && SAME(exit_status) && SAME(exit_signal) && SAME(left_out_bytes) &&
		SAME(cut_blobs) && SAME(early_records);
#undef SAME
}

static void skim(const char *path, const struct seen *all)
{
	struct seen seen = {.last_ns = INT64_MIN}, unused = {0};
	const struct l1t_skim skim = {.wanted = 1u << L1T_STRING | 1u << L1T_FREE, .block = on_block,
		.context = &seen};
	struct l1t_reader *reader;
	char message[256];

	if (l1t_reader_open(&reader, path, message, sizeof(message)))
		abort();
	l1t_reader_skim(reader, &skim);
	read_all(reader, &unused);
	seen.status = unused.status;
	if (l1t_reader_skimmed_all(reader) && (seen.last_ns != all->last_ns ||
			memcmp(seen.counts, all->counts, sizeof(seen.counts)) ||
			!is_same_status(&seen.status, &all->status)))
		abort();
	l1t_reader_close(reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	char path[64], message[256];
	struct l1t_reader *reader;
	struct seen all = {0};
	int fd = memfd_create("trace", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, bytes) != (ssize_t)bytes)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (!l1t_reader_open(&reader, path, message, sizeof(message))) {
		if (bytes % 8 == 0)
			l1t_reader_ahead(reader);
		read_all(reader, &all);
		if (all.status.damaged_bytes > bytes)
			abort();
		l1t_reader_close(reader);
		skim(path, &all);
	}
	close(fd);
	return 0;
}
