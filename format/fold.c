/*
 * Moves what a dead process left in its live file into the trace: see l1t_fold.h.
 *
 * The end of the trace is found by hopping from block header to block header. Blocks after the live
 * file's trace_bytes were written, but their slots perhaps not yet given back: only these are
 * decoded, for the ring positions that they reach. Whatever follows the last sound block is the
 * torn end of a write; its events are still in the rings, so it is cut off.
 *
 * Must not know: who the process was; what records mean.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "l1t_fold.h"
#include "reader_parts.h"

enum { TURNS_WAITED = 500 };    /* of 20 ms */

struct fold {
	const char *path;
	int fd;
	uint64_t size, end;             /* of the file; of its last sound block */
	struct l1t_file_header file;
	struct l1t_block_header last;   /* last sound block's header */
	uint64_t next_number;
	int64_t last_ns;
	int had_exit;                   /* the trace already has an exit record */
	struct l1t_ring_ends ends;
	struct l1t_read_status status;
	struct l1t_fold_result *result;
};

static void take_ends(struct fold *f, const struct l1t_block *block)
{
	l1t_ring_ends_add(&f->ends, block);
	f->result->had_end |= l1t_block_has(block, L1T_END);
	f->had_exit |= l1t_block_has(block, L1T_EXIT);
}

/* Decodes the block of header `h` at `at`. 1: sound, 0: not, -1: no memory or I/O error. */
static int look_into(struct fold *f, const struct l1t_block_header *h, uint64_t at)
{
	struct l1t_decoder *d = l1t_decoder_new();
	uint8_t *frame = malloc(h->frame_bytes + 1u);
	struct l1t_block *block = NULL;
	int result = -1;

	if (d && frame && !l1t_read_at(f->fd, frame, h->frame_bytes, at + L1T_BLOCK_HEADER_BYTES)) {
		enum l1t_decode_result got = l1t_block_decode(d, h, frame, &block);

		result = got == L1T_DECODE_OK ? 1 : got == L1T_DECODE_DAMAGED ? 0 : -1;
	}
	if (block)
		take_ends(f, block);
	l1t_block_free(block);
	free(frame);
	l1t_decoder_free(d);
	return result;
}

/*
 * Finds the end of the blocks; those that reach beyond `settled`, and the last one, are decoded.
 * Stops at the first bytes that are not a block.
 */
static int hop(struct fold *f, uint64_t settled)
{
	f->end = L1T_FILE_HEADER_BYTES;
	while (f->size - f->end >= L1T_BLOCK_HEADER_BYTES) {
		uint8_t bytes[L1T_BLOCK_HEADER_BYTES];
		struct l1t_block_header h;
		uint64_t next;

		if (l1t_read_at(f->fd, bytes, sizeof(bytes), f->end))
			return -1;
		if (l1t_read_block_header(&h, bytes) != L1T_HEADER_OK ||
			h.session != f->file.session ||
			h.frame_bytes > f->size - f->end - sizeof(bytes))
			return 0;
		next = f->end + sizeof(bytes) + h.frame_bytes;
		if (next > settled || next == f->size) {
			int sound = look_into(f, &h, f->end);

			if (sound != 1)
				return sound;
		}
		f->last = h;
		f->end = next;
		f->next_number = h.number + 1;
		f->result->records += h.records;
		if (h.last_ns > f->last_ns)
			f->last_ns = h.last_ns;
	}
	return 0;
}

static int write_at(int fd, const uint8_t *p, size_t bytes, uint64_t offset)
{
	while (bytes) {
		ssize_t n = pwrite(fd, p, bytes, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		p += n;
		bytes -= (size_t)n;
		offset += (uint64_t)n;
	}
	return 0;
}

/* What is added is of this version, so an older reader has to refuse the file. */
static int raise_version(struct fold *f)
{
	uint8_t head[L1T_FILE_HEADER_BYTES];

	if (f->file.version == L1T_VERSION)
		return 0;
	f->file.version = L1T_VERSION;
	l1t_write_file_header(head, &f->file);
	return write_at(f->fd, head, sizeof(head), 0);
}

static int write_block(struct fold *f, struct l1t_encoder *e, int64_t mark_ns)
{
	struct l1t_block_header h = {.number = f->next_number, .session = f->file.session,
		.mark_ns = mark_ns};
	const uint8_t *bytes;
	size_t n = l1t_encoder_finish(e, &h, &bytes);

	if (!n) {
		errno = ENOMEM;
		return -1;
	}
	if (raise_version(f) || write_at(f->fd, bytes, n, f->end))
		return -1;
	f->end += n;
	f->next_number++;
	f->result->records += h.records;
	return 0;
}

/* The ring of this thread's entries; a thread has one ring at a time. */
static struct l1t_run run_of(const struct l1t_block *block, const struct l1t_record *r)
{
	for (uint32_t i = 0; i < block->run_count; i++)
		if (block->runs[i].thread == r->thread) {
			struct l1t_run run = block->runs[i];

			run.first_slot = r->seq;
			return run;
		}
	return (struct l1t_run){0, r->thread, r->seq, 0};
}

/*
 * Writes the rings' entries, thread after thread, in as many blocks as needed. Runs say how far
 * they reach into the ring, so that a fold that was cut short can be continued.
 */
static int write_entries(struct fold *f, struct l1t_encoder *e, const struct l1t_block *block)
{
	for (uint32_t i = 0; i < block->count; i++) {
		const struct l1t_record *r = l1t_block_record(block, i), *next;
		int full;

		if (!i || r->thread != l1t_block_record(block, i - 1)->thread ||
			!l1t_encoder_records(e)) {
			struct l1t_run run = run_of(block, r);

			if (l1t_encoder_begin_run(e, &run))
				return -1;
		}
		full = l1t_encoder_add(e, r);
		if (full < 0)
			return -1;
		if (r->time_ns > f->last_ns)
			f->last_ns = r->time_ns;
		if (!full)
			continue;
		next = i + 1 < block->count ? l1t_block_record(block, i + 1) : NULL;
		if (next && next->thread == r->thread)
			l1t_encoder_end_run(e, next->seq);
		if (write_block(f, e, f->last.mark_ns))
			return -1;
	}
	return 0;
}

/* Adds the exit record after all others, with the time now if the clocks agree. */
static int add_exit(struct fold *f, struct l1t_encoder *e, const struct l1t_exit *exit)
{
	struct l1t_record r = {.kind = L1T_EXIT, .exit = *exit};
	struct l1t_run run = {0};

	r.time_ns = f->last_ns + 1;
	if (exit->wall_ns != L1T_UNKNOWN && exit->wall_ns > f->file.wall_ns &&
		(int64_t)(exit->wall_ns - f->file.wall_ns) > f->last_ns)
		r.time_ns = (int64_t)(exit->wall_ns - f->file.wall_ns);
	f->last_ns = r.time_ns;
	return l1t_encoder_begin_run(e, &run) || l1t_encoder_add(e, &r) < 0 ? -1 : 0;
}

static int write_rest(struct fold *f, const struct l1t_block *block, const struct l1t_exit *exit)
{
	struct l1t_encoder *e = l1t_encoder_new(3);
	uint64_t before = f->end;
	int result = -1;

	if (!e)
		return -1;
	if (block && write_entries(f, e, block))
		goto done;
	if (exit && add_exit(f, e, exit))
		goto done;
	if (l1t_encoder_records(e) && write_block(f, e, f->last_ns + 1))
		goto done;
	result = 0;
done:
	if (result && f->end > before && ftruncate(f->fd, (off_t)before))
		result = -1;
	l1t_encoder_free(e);
	return result;
}

/*
 * One process folds a trace at a time; the next one finds it folded, and reads it anew. Where files
 * cannot be locked nobody waits.
 */
static int take_turn(int fd)
{
	const struct timespec pause = {.tv_nsec = 20000000};

	for (int i = 0; flock(fd, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK; i++) {
		if (i == TURNS_WAITED)
			return -1;
		nanosleep(&pause, NULL);
	}
	return 0;
}

static int open_trace(struct fold *f, int flags)
{
	uint8_t head[L1T_FILE_HEADER_BYTES];
	struct stat st;

	f->fd = open(f->path, flags | O_CLOEXEC);
	if (f->fd < 0 || (flags != O_RDONLY && take_turn(f->fd)) || fstat(f->fd, &st))
		return -1;
	f->size = (uint64_t)st.st_size;
	if (!S_ISREG(st.st_mode) || f->size < sizeof(head)) {
		errno = EINVAL;
		return -1;
	}
	if (l1t_read_at(f->fd, head, sizeof(head), 0))
		return -1;
	if (l1t_read_file_header(&f->file, head) != L1T_HEADER_OK) {
		errno = EINVAL;
		return -1;
	}
	f->result->pid = f->file.pid;
	f->result->wall_ns = f->file.wall_ns;
	return 0;
}

static int remove_live(const char *path)
{
	char *name;
	int result;

	if (asprintf(&name, "%s.live", path) < 0)
		return -1;
	result = unlink(name);
	free(name);
	return result;
}

static int fold(const char *path, const struct l1t_exit *exit, int write,
	struct l1t_fold_result *result, char *message, size_t message_bytes)
{
	struct fold f = {.path = path, .fd = -1, .result = result};
	struct l1t_block *block = NULL;
	uint64_t session = 0, settled = 0, blocks;
	const char *what = "read";
	int failed = 1, live;

	memset(result, 0, sizeof(*result));
	if (open_trace(&f, write ? O_RDWR : O_RDONLY))
		goto done;
	result->had_live_file = l1t_live_exists(path, &session) == 1 && session == f.file.session;
	settled = result->had_live_file ? l1t_live_settled(path) : UINT64_MAX;
	if (hop(&f, settled))
		goto done;
	live = l1t_live_read(path, f.file.session, &f.ends, &f.status, &blocks, &block);
	if (live < 0)
		goto done;
	result->folded = block ? block->count : 0;
	result->torn = f.status.torn_events;
	result->file_bytes = f.size;
	failed = 0;
	if (f.had_exit && !result->had_live_file)
		exit = NULL;
	if (!write || (!result->had_live_file && !exit))
		goto done;
	failed = 1;
	/*
	 * blocks that were certainly written are missing, or the rings are damaged: a reader saves
	 * more
	 */
	if (result->had_live_file && (f.end < settled || f.status.damaged_count)) {
		what = "make one file of";
		errno = EBADMSG;
		goto done;
	}
	what = "write to";
	/* without a live file the bytes after the last block are the only copy: leave them */
	if (result->had_live_file && f.end < f.size && ftruncate(f.fd, (off_t)f.end))
		goto done;
	if (!result->had_live_file)
		f.end = f.size;
	if (write_rest(&f, block, exit) || fsync(f.fd))
		goto done;
	result->file_bytes = f.end;
	failed = result->had_live_file && remove_live(path);
done:
	if (failed)
		snprintf(message, message_bytes, "cannot %s '%s': %s", what, path,
			strerror(errno ? errno : EIO));
	l1t_block_free(block);
	if (f.fd >= 0)
		close(f.fd);
	return failed ? -1 : 0;
}

int l1t_fold(const char *path, const struct l1t_exit *exit, struct l1t_fold_result *result,
	char *message, size_t message_bytes)
{
	return fold(path, exit, 1, result, message, message_bytes);
}

int l1t_fold_look(const char *path, struct l1t_fold_result *result, char *message,
	size_t message_bytes)
{
	return fold(path, NULL, 0, result, message, message_bytes);
}
