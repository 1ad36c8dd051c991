/*
 * A whole trace in time order: see l1t_reader.h. Blocks are in the order in which they were
 * written; each says (mark_ns) up to which time everything is there, so one window of records is
 * enough.
 *
 * Must not know: SQL, accounting, who records.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "l1t_limits.h"
#include "l1t_live_look.h"
#include "reader_parts.h"

struct l1t_reader {
	char *path;
	struct l1t_scan scan;
	struct l1t_ahead *ahead;        /* reads the file meanwhile; NULL: the reader does */
	uint64_t read_bytes;            /* of the file, for the progress */
	struct l1t_window window;
	struct l1t_skimming skimming;
	struct l1t_ring_ends ends;
	struct l1t_read_status status;
	int64_t ready_ns;       /* records before this can be yielded */
	int64_t last_ns;
	int forced;             /* records were yielded before all older ones were read */
	int drained;            /* everything that exists is in the window */
	int follows;            /* more may come: neither the live file nor a cut end is looked at */
	unsigned live_reads;    /* of the live file, of no use since its recorder went on */
	/* what was taken from the window: records [at, end) are still to be yielded */
	struct l1t_block *block;
	uint32_t from, at, end;
	uint64_t forced_count;  /* of the window's, to be yielded whether older ones are there or not */
};

static int fail(char *message, size_t bytes, const char *path, const char *what)
{
	snprintf(message, bytes, "cannot read '%s': %s", path, what);
	return L1T_OPEN_ERROR;
}

/*
 * Checks the file header. If it is damaged, blocks are searched from offset 0. Returns 1 when only
 * a block can show that this is a trace at all.
 */
static int check_header(struct l1t_reader *r, char *message, size_t bytes)
{
	uint8_t head[L1T_FILE_HEADER_BYTES] = {0};
	struct l1t_file_header h;
	size_t n = r->scan.size < sizeof(head) ? (size_t)r->scan.size : sizeof(head);
	enum l1t_header_result result;
	uint64_t live_session = 0;
	int live = l1t_live_exists(r->path, &live_session);
	char text[96];

	r->status.has_live_file = live != 0;
	if (!n && !r->status.has_live_file)
		return fail(message, bytes, r->path,
			"the file is empty; nothing was recorded into it");
	if (l1t_read_at(r->scan.fd, head, n, 0))
		return fail(message, bytes, r->path, strerror(errno ? errno : EIO));
	result = l1t_read_file_header(&h, head);
	if (result == L1T_HEADER_NEWER) {
		snprintf(text, sizeof(text),
			"trace format version %u; this program reads up to %d, use a newer one",
			h.version, L1T_VERSION);
		return fail(message, bytes, r->path, text);
	}
	if (result == L1T_HEADER_OK) {
		r->scan.session = h.session;
		r->scan.at = L1T_FILE_HEADER_BYTES;
	}
	r->scan.partial_end_is_normal = live == 1 &&
		(!r->scan.session || live_session == r->scan.session);
	return result == L1T_HEADER_FOREIGN ? 1 : L1T_OPEN_OK;
}

/* Limits the memory when a trace's marks do not advance. */
static void yield_half(struct l1t_reader *r)
{
	uint64_t bytes = r->window.bytes + r->window.capacity * sizeof(struct l1t_stretch);

	if (bytes > L1T_LIMIT(L1T_LIMIT_WINDOW_BYTES, L1T_LIMIT_WINDOW_BYTES_PER_BYTE,
		    r->scan.stored_bytes))
		r->forced_count = r->window.waiting / 2;
}

static int scan_next(struct l1t_reader *r, struct l1t_block_header *header,
	struct l1t_block **block)
{
	struct l1t_block *spare = l1t_window_spare(&r->window);
	struct l1t_ahead_seen seen;
	int got;

	if (!r->ahead) {
		if (spare)
			l1t_decoder_reuse(r->scan.decoder, spare);
		got = l1t_scan_next(&r->scan, header, block);
		r->read_bytes = r->scan.at;
		return got;
	}
	got = l1t_ahead_next(r->ahead, spare, header, block, &seen);
	r->read_bytes = seen.at;
	if (got != 1) {         /* the end so far: what a living recorder adds is read as before */
		int error = errno;

		l1t_ahead_free(r->ahead);
		r->ahead = NULL;
		errno = error;
	}
	return got;
}

/* Reads the next block into the window. 1: done, 0: there is none, -1: error. */
static int next_block(struct l1t_reader *r)
{
	struct l1t_block_header header;
	struct l1t_block *block;
	int got = scan_next(r, &header, &block);

	if (got != 1)
		return got;
	l1t_ring_ends_add(&r->ends, block);
	if (block->skimmed)
		l1t_skimming_block(&r->skimming, block, r->ready_ns, &r->status);
	if (l1t_window_add(&r->window, block))
		return -1;
	if (header.mark_ns > r->ready_ns)
		r->ready_ns = header.mark_ns;
	yield_half(r);
	return 1;
}

/* Bytes of the file; while it is followed, those of whole blocks. */
static uint64_t present_bytes(const struct l1t_reader *r)
{
	struct l1t_live_look look;
	struct stat st;
	uint64_t bytes;

	if (fstat(r->scan.fd, &st))
		return 0;
	bytes = (uint64_t)st.st_size;
	if (r->follows && l1t_live_look(r->path, &look) && look.trace_bytes < bytes &&
		(!r->scan.session || look.session == r->scan.session))
		bytes = look.trace_bytes;
	return bytes;
}

/* A living recorder may have written more since the file was measured. */
static int has_grown(struct l1t_reader *r)
{
	uint64_t bytes = present_bytes(r);

	if (bytes <= r->scan.size)
		return 0;
	r->status.file_bytes = bytes;
	l1t_scan_more(&r->scan, r->status.file_bytes);
	return 1;
}

/* Whether the recorder has written a block, and taken its slots from the rings, since this one. */
static int has_moved_on(const struct l1t_reader *r, uint64_t blocks)
{
	struct l1t_live_look now;

	return !l1t_live_look(r->path, &now) || now.blocks != blocks;
}

/*
 * Called after the last block: adds what the live file holds beyond it. 1: there may be more blocks
 * first. What the rings seemed to hold while their slots were taken away is neither events nor damage.
 */
static int add_live(struct l1t_reader *r)
{
	enum { LIVE_READS_MAX = 200 };  /* one that writes all the time cannot be caught up with */
	struct l1t_read_status before = r->status;
	struct l1t_block *block;
	uint64_t blocks;
	int got = l1t_live_read(r->path, r->scan.session, &r->ends, &r->status, &blocks, &block);
	int moved_on = (got > 0 || blocks) && has_moved_on(r, blocks), has_more;

	if (got < 0)
		return -1;
	/* of one that has ended meanwhile there is no live file, but a longer trace */
	has_more = (moved_on || !blocks || blocks > r->scan.next_number) && has_grown(r);
	if (has_more || moved_on) {
		before.file_bytes = r->status.file_bytes;
		r->status = before;
		l1t_block_free(block);
		return has_more || ++r->live_reads < LIVE_READS_MAX;
	}
	if (blocks > r->scan.next_number)
		r->status.skipped_blocks += blocks - r->scan.next_number;
	return got ? l1t_window_add(&r->window, block) : 0;
}

int l1t_reader_open(struct l1t_reader **out, const char *path, char *message, size_t message_bytes)
{
	struct l1t_reader *r = calloc(1, sizeof(*r));
	struct stat st;
	int checked;

	*out = NULL;
	if (!r)
		return fail(message, message_bytes, path, "out of memory");
	r->scan.fd = -1;
	r->ready_ns = r->last_ns = INT64_MIN;
	r->scan.status = &r->status;
	r->path = strdup(path);
	r->scan.decoder = l1t_decoder_new();
	if (!r->path || !r->scan.decoder) {
		fail(message, message_bytes, path, "out of memory");
		goto failed;
	}
	r->scan.fd = open(path, O_RDONLY | O_CLOEXEC);
	if (r->scan.fd < 0 || fstat(r->scan.fd, &st)) {
		fail(message, message_bytes, path, strerror(errno));
		goto failed;
	}
	if (!S_ISREG(st.st_mode)) {
		fail(message, message_bytes, path, "not a regular file");
		goto failed;
	}
	r->scan.size = r->status.file_bytes = (uint64_t)st.st_size;
	l1t_scan_allow(&r->scan);
	checked = check_header(r, message, message_bytes);
	if (checked == L1T_OPEN_ERROR)
		goto failed;
	if (checked == 1 && next_block(r) != 1 && !r->status.has_live_file) {
		fail(message, message_bytes, path, "not an l1trace trace");
		goto failed;
	}
	*out = r;
	return L1T_OPEN_OK;
failed:
	l1t_reader_close(r);
	return L1T_OPEN_ERROR;
}

void l1t_reader_ahead(struct l1t_reader *r)
{
	if (!r->ahead)
		r->ahead = l1t_ahead_new(&r->scan);
}

void l1t_reader_follow(struct l1t_reader *r, int on)
{
	uint64_t bytes;

	r->follows = on;
	if (!on) {
		has_grown(r);
		return;
	}
	/* a block that is being written is not looked at before it is whole */
	r->scan.partial_end_is_normal = 1;
	bytes = present_bytes(r);
	if (bytes < r->scan.size && bytes >= r->scan.at)
		r->scan.size = r->status.file_bytes = bytes;
}

void l1t_reader_skim(struct l1t_reader *r, const struct l1t_skim *skim)
{
	const uint64_t observed = 1u << L1T_BEGIN | 1u << L1T_LOST | 1u << L1T_END | 1u << L1T_EXIT;

	r->skimming.skim = *skim;
	r->skimming.unsure = r->status.blocks > 0;      /* one was read already */
	l1t_decoder_skim(r->scan.decoder, skim->wanted | observed);
}

int l1t_reader_skimmed_all(const struct l1t_reader *r)
{
	return !r->skimming.unsure && !r->status.has_live_file;
}

/* Keeps in the status how the recording ended. */
static void observe(struct l1t_reader *r, const struct l1t_record *record)
{
	struct l1t_read_status *s = &r->status;

	s->records++;
	switch (record->kind) {
	case L1T_BEGIN:
		s->has_begin = 1;
		break;
	case L1T_LOST:
		s->lost_events += record->lost.count;
		break;
	case L1T_END:
		s->has_end = 1;
		break;
	case L1T_EXIT:
		s->has_exit = 1;
		s->exit_status = record->exit.status;
		s->exit_signal = record->exit.signal;
		break;
	default:
		break;
	}
}

static void settle(struct l1t_reader *r)
{
	struct l1t_read_status *s = &r->status;

	s->finished = (s->has_end || s->has_exit) && s->has_begin && !s->damaged_count &&
		!s->skipped_blocks && !s->left_out_bytes && !s->cut_blobs;
}

static void let_go(struct l1t_reader *r)
{
	if (r->block)
		l1t_window_done(&r->window, r->block, r->end - r->from);
	r->block = NULL;
}

/* Takes the next records. 1: done; 0: there are none; -1: error. */
static int take(struct l1t_reader *r)
{
	let_go(r);
	for (;;) {
		const struct l1t_record *first = l1t_window_first(&r->window);
		int forced = first && !r->drained && first->time_ns >= r->ready_ns && r->forced_count;
		int got;

		if (first && (r->drained || forced || first->time_ns < r->ready_ns)) {
			int64_t ready_ns = r->drained || forced ? INT64_MAX : r->ready_ns;
			uint32_t n = l1t_window_take(&r->window, ready_ns,
				forced ? r->forced_count : UINT64_MAX, &r->block, &r->from);

			r->at = r->from;
			r->end = r->from + n;
			r->forced |= forced;
			r->forced_count -= r->forced_count < n ? r->forced_count : n;
			return 1;
		}
		if (r->drained)
			return 0;
		got = next_block(r);
		if (got < 0)
			return -1;
		if (!got && r->follows) {
			if (!has_grown(r))
				return 0;
		} else if (!got) {
			got = add_live(r);
			if (got < 0)
				return -1;
			r->drained = !got;
		}
	}
}

int l1t_reader_next(struct l1t_reader *r, const struct l1t_record **record)
{
	struct l1t_record *next;

	do {
		if (r->at == r->end) {
			int got = take(r);

			if (got <= 0) {
				if (!got)
					settle(r);
				return got;
			}
		}
		next = l1t_block_record(r->block, r->at++);
	} while (!next->kind);
	if (next->time_ns < r->last_ns) {
		next->time_ns = r->last_ns;
		r->status.early_records += r->forced != 0;
	}
	r->last_ns = next->time_ns;
	if (next->blob_bytes > L1T_LIMIT_BLOB_BYTES) {
		next->blob_bytes = L1T_LIMIT_BLOB_BYTES;
		r->status.cut_blobs++;
	}
	observe(r, next);
	*record = next;
	return 1;
}

const struct l1t_read_status *l1t_reader_status(const struct l1t_reader *r)
{
	return &r->status;
}

double l1t_reader_progress(const struct l1t_reader *r)
{
	return r->status.file_bytes ? (double)r->read_bytes / (double)r->status.file_bytes : 1;
}

void l1t_reader_close(struct l1t_reader *r)
{
	if (!r)
		return;
	l1t_ahead_free(r->ahead);
	if (r->scan.fd >= 0)
		close(r->scan.fd);
	let_go(r);
	l1t_window_free(&r->window);
	l1t_decoder_free(r->scan.decoder);
	l1t_scan_free(&r->scan);
	free(r->path);
	free(r);
}
