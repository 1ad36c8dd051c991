/*
 * What the rings of a live file still hold, as one block: for a process that did not come to its
 * normal end, or has not yet. The rings may be damaged, or be written to at this moment.
 *
 * Must not know: the trace file, apart from what of each ring it holds already.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "l1t_limits.h"
#include "reader_parts.h"

static int is_header(const struct l1t_live_header *h)
{
	return !memcmp(h->magic, L1T_LIVE_MAGIC, 8) && h->version == L1T_VERSION &&
		h->ring_bytes >= L1T_PAGE && !(h->ring_bytes % L1T_PAGE) &&
		h->ring_bytes <= L1T_RING_BYTES_MAX;
}

/* Ring i's copy of the header. */
static int read_copy(const struct l1t_live_reading *live, uint32_t i, uint32_t ring_bytes,
	struct l1t_live_header *copy)
{
	uint64_t offset = L1T_PAGE + i * (uint64_t)(L1T_PAGE + ring_bytes) + L1T_COPY_OFFSET;

	return l1t_read_at(live->fd, copy, sizeof(*copy), offset) || !is_header(copy) ||
		copy->place != i + 2 || copy->ring_bytes != ring_bytes ? -1 : 0;
}

/* Without the first page: any ring's copy does, of which there are as many as fit the file. */
static int find_copy(struct l1t_live_reading *live)
{
	enum { RING = L1T_PAGE + L1T_RING_BYTES };
	uint64_t rings = live->size <= L1T_PAGE ? 0 : (live->size - L1T_PAGE + RING - 1) / RING;

	for (uint32_t i = 0; i < rings && i < L1T_RING_MAX; i++)
		if (!read_copy(live, i, L1T_RING_BYTES, &live->header)) {
			live->header.ring_count = (uint32_t)(rings < L1T_RING_MAX ? rings : L1T_RING_MAX);
			live->has_no_header = 1;
			return 0;
		}
	return -1;
}

static int open_live(const char *path, struct l1t_live_reading *live)
{
	char *name;
	struct stat st;

	memset(live, 0, sizeof(*live));
	if (asprintf(&name, "%s.live", path) < 0)
		return -1;
	live->fd = open(name, O_RDONLY | O_CLOEXEC);
	free(name);
	if (live->fd < 0)
		return -1;
	if (fstat(live->fd, &st) || !S_ISREG(st.st_mode))
		goto failed;
	live->size = (uint64_t)st.st_size;
	live->room = L1T_LIMIT_LIVE_SLOTS +
		(uint64_t)st.st_blocks * 512 / L1T_LIMIT_LIVE_BYTES_PER_SLOT;
	if ((l1t_read_at(live->fd, &live->header, sizeof(live->header), 0) ||
		    !is_header(&live->header)) && find_copy(live))
		goto failed;
	live->anchor = live->header.anchors[live->header.anchor_index & 1];
	if (!(live->anchor.ns_per_tick > 0 && live->anchor.ns_per_tick < 1e6))
		live->anchor.ns_per_tick = 1;
	return 0;
failed:
	close(live->fd);
	return -1;
}

int l1t_live_exists(const char *path, uint64_t *session)
{
	struct l1t_live_reading live;

	if (open_live(path, &live))
		return 0;
	*session = live.header.session;
	close(live.fd);
	return 1;
}

uint64_t l1t_live_settled(const char *path)
{
	struct l1t_live_reading live;
	uint64_t settled;

	if (open_live(path, &live))
		return 0;
	settled = live.header.trace_bytes;
	for (uint32_t i = 0; i < live.header.ring_count && i < L1T_RING_MAX; i++) {
		struct l1t_ring_header h;

		if (!l1t_read_at(live.fd, &h, sizeof(h), L1T_PAGE +
			    i * (uint64_t)(L1T_PAGE + live.header.ring_bytes)) &&
			h.lost != h.lost_reported)
			settled = 0;
	}
	close(live.fd);
	return settled;
}

/* A ring's record of losses has a run of its own, of no slots. */
static void add_loss(struct l1t_ring_ends *ends, const struct l1t_block *block, uint32_t entry)
{
	struct l1t_record r;

	l1t_block_record(block, entry, &r);
	for (uint32_t i = 0; i < block->run_count; i++) {
		const struct l1t_run *run = &block->runs[i];

		if (run->ring && run->ring <= L1T_RING_MAX && run->thread == r.thread &&
			run->first_slot == r.seq && run->end_slot == r.seq) {
			ends->lost[run->ring - 1] += r.lost.count;
			return;
		}
	}
}

static int64_t latest_ns(const struct l1t_block *block)
{
	int64_t latest = INT64_MIN;

	for (uint32_t i = 0; i < block->count; i++)
		if (block->entries[i].time_ns > latest)
			latest = block->entries[i].time_ns;
	return latest;
}

void l1t_ring_ends_add(struct l1t_ring_ends *ends, const struct l1t_block *block)
{
	int64_t last_ns = latest_ns(block);
	uint64_t looks = L1T_LIMIT_LOSS_LOOKS;

	for (uint32_t i = 0; i < block->run_count; i++) {
		const struct l1t_run *run = &block->runs[i];

		if (!run->ring || run->ring > L1T_RING_MAX ||
			run->end_slot <= ends->end_slot[run->ring - 1])
			continue;
		ends->end_slot[run->ring - 1] = run->end_slot;
		ends->last_ns[run->ring - 1] = last_ns;
		ends->thread[run->ring - 1] = run->thread;
	}
	for (uint32_t i = 0; i < block->count && looks > block->run_count; i++)
		if (block->entries[i].kind == L1T_LOST) {
			add_loss(ends, block, i);
			looks -= block->run_count;
		}
}

static int append_lost(struct l1t_live_reading *live, uint32_t thread, uint64_t count, uint32_t reason,
	uint64_t seq)
{
	struct l1t_record r = {.kind = L1T_LOST, .thread = thread, .seq = seq,
		.time_ns = INT64_MAX};

	if (!count)
		return 0;
	r.lost = (struct l1t_lost){count, reason};
	for (uint32_t i = 0; i < live->block->count; i++)
		if (r.time_ns == INT64_MAX || live->block->entries[i].time_ns > r.time_ns)
			r.time_ns = live->block->entries[i].time_ns;
	if (r.time_ns == INT64_MAX)
		r.time_ns = live->anchor.ns0;
	return l1t_live_append(live, &r);
}

/* The trace ends paused: rings hold what was recorded for nobody, up to the resume it does not tell. */
static void look_for_pause(struct l1t_live_reading *live)
{
	const struct l1t_live_header *h = &live->header;
	uint64_t resume = h->pauses_told;

	if (!(resume & 1))
		return;
	if (h->pauses <= resume)
		live->unpaused_ticks = UINT64_MAX;
	else if (h->pauses - resume <= L1T_PAUSES_KEPT)
		live->unpaused_ticks = h->pause_ticks[resume % L1T_PAUSES_KEPT];
}

static int say_resumed(struct l1t_live_reading *live)
{
	static const char text[] = "recording was resumed right before the end: "
		"what was live then is not told";
	struct l1t_record r = {.kind = L1T_NOTE, .note = {.code = L1T_NOTE_UNKNOWN},
		.time_ns = l1t_live_ns(&live->anchor, live->unpaused_ticks),
		.blob = (const uint8_t *)text, .blob_bytes = sizeof(text) - 1};

	return live->unpaused_ticks && live->unpaused_ticks != UINT64_MAX
		? l1t_live_append(live, &r) : 0;
}

/* What is there of it; beyond the end of a file that was cut all is zero. */
static int read_pages(struct l1t_live_reading *live, uint64_t offset, struct l1t_ring_header *h)
{
	uint64_t bytes = live->header.ring_bytes, at = offset + L1T_PAGE;
	uint64_t there = at >= live->size ? 0 : live->size - at < bytes ? live->size - at : bytes;

	live->there = there;
	memset(live->slots + there, 0, bytes - there);
	if (!there || l1t_read_at(live->fd, h, sizeof(*h), offset) ||
		l1t_read_at(live->fd, live->slots, there, at))
		return -1;
	memcpy(live->slots + bytes, live->slots, L1T_EVENT_SLOTS_MAX * L1T_SLOT_BYTES);
	return 0;
}

static int is_sound_ring(const struct l1t_live_reading *live, uint32_t ring, const struct l1t_ring_header *h,
	uint64_t known_end)
{
	struct l1t_live_header copy;

	return h->head >= h->tail && h->head >= known_end &&
		h->head - h->tail <= live->header.ring_bytes / L1T_SLOT_BYTES &&
		!(live->header.place && read_copy(live, ring, live->header.ring_bytes, &copy));
}

/* Nothing was ever written there: the file may be far larger than what it takes on the disk. */
static int is_hole(const struct l1t_live_reading *live, uint64_t offset)
{
	off_t data = lseek(live->fd, (off_t)offset, SEEK_DATA);

	return data < 0 ? errno == ENXIO
		: (uint64_t)data >= offset + L1T_PAGE + live->header.ring_bytes;
}

static int read_ring(struct l1t_live_reading *live, uint32_t ring, const struct l1t_ring_ends *ends,
	struct l1t_read_status *status)
{
	uint64_t offset = L1T_PAGE + (uint64_t)ring * (L1T_PAGE + live->header.ring_bytes);
	uint64_t slots = live->header.ring_bytes / L1T_SLOT_BYTES, tail, end;
	uint64_t known_end = ends->end_slot[ring], told;
	struct l1t_ring_header h;
	uint32_t thread;
	int headless;

	if (is_hole(live, offset) || live->room < slots / 16) {
		l1t_note_damage(status, offset, L1T_PAGE + live->header.ring_bytes, 1);
		return 0;
	}
	live->room -= slots / 16;
	if (read_pages(live, offset, &h)) {
		l1t_note_damage(status, offset, L1T_PAGE + live->header.ring_bytes, 1);
		return 0;
	}
	headless = !is_sound_ring(live, ring, &h, known_end);
	live->told_end = known_end;
	live->told_ns = ends->last_ns[ring];
	thread = h.thread;
	tail = h.tail > known_end ? h.tail : known_end;
	end = h.head;
	if (headless) {
		/* what the trace lost of this ring is not known: page numbers are good for two laps */
		int all = status->damaged_count || status->skipped_blocks ||
			status->blocks != live->header.blocks;

		l1t_note_damage(status, offset, L1T_PAGE, 1);
		thread = ends->thread[ring] ? ends->thread[ring] : UINT32_MAX - ring;
		tail = all ? known_end - known_end % (L1T_PAGE / L1T_SLOT_BYTES) : known_end;
		end = tail + slots * (all ? 2 : 1);
	}
	if (tail < end && end - tail > live->room) {
		l1t_note_damage(status, offset + L1T_PAGE, live->header.ring_bytes, 1);
		end = tail;
	}
	if (tail < end) {
		live->room -= end - tail;
		live->block->runs[live->block->run_count++] =
			(struct l1t_run){ring + 1, thread, tail, end};
		if (l1t_live_slots(live, thread, tail, end, offset + L1T_PAGE, headless, status))
			return -1;
	}
	/* killed behind a block and before this was noted: then the trace has more of them */
	told = ends->lost[ring] > h.lost_reported ? ends->lost[ring] : h.lost_reported;
	return append_lost(live, thread, !headless && h.lost > told ? h.lost - told : 0,
		h.lost_reason, end);
}

int l1t_live_read(const char *path, uint64_t session, const struct l1t_ring_ends *ends,
	struct l1t_read_status *status, uint64_t *blocks, struct l1t_block **block)
{
	struct l1t_live_reading live;
	uint32_t rings;
	int result = -1;

	*block = NULL;
	*blocks = 0;
	if (open_live(path, &live))
		return 0;
	if (session && live.header.session != session) {
		close(live.fd);
		return 0;
	}
	status->has_live_file = 1;
	*blocks = live.header.blocks;
	if (live.has_no_header)
		l1t_note_damage(status, 0, L1T_PAGE, 1);
	live.block = calloc(1, sizeof(*live.block));
	live.slots = malloc(live.header.ring_bytes + L1T_EVENT_SLOTS_MAX * L1T_SLOT_BYTES);
	if (!live.block || !live.slots)
		goto done;
	live.block->runs = calloc(L1T_RING_MAX, sizeof(*live.block->runs));
	if (!live.block->runs)
		goto done;
	look_for_pause(&live);
	rings = live.header.ring_count < L1T_RING_MAX ? live.header.ring_count : L1T_RING_MAX;
	for (uint32_t i = 0; i < rings; i++)
		if (read_ring(&live, i, ends, status))
			goto done;
	if (append_lost(&live, 0, live.header.lost_no_ring, L1T_LOST_NO_RING, 0) ||
		say_resumed(&live))
		goto done;
	result = live.block->count ? 1 : 0;
done:
	free(live.slots);
	close(live.fd);
	if (result == 1)
		*block = live.block;
	else
		l1t_block_free(live.block);
	return result;
}
