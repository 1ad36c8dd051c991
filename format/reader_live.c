/*
 * What the rings of a live file still hold, as one block: for a process that has not reached its
 * normal end, or not yet. The rings may be damaged, or be written to at the same time.
 *
 * Must not know: the trace file, except which part of each ring it already holds.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include "l1t_limits.h"
#include "reader_parts.h"

int l1t_live_exists(const char *path, uint64_t *session)
{
	struct l1t_live_reading live;
	int opened = l1t_live_open(&live, path);

	if (opened)
		return opened > 0 ? 0 : -1;
	*session = live.header.session;
	l1t_live_close(&live);
	return 1;
}

static uint32_t ring_count(const struct l1t_live_reading *live)
{
	return live->header.ring_count < L1T_RING_MAX ? live->header.ring_count : L1T_RING_MAX;
}

uint64_t l1t_live_settled(const char *path)
{
	struct l1t_live_reading live;
	uint64_t settled;

	if (l1t_live_open(&live, path))
		return 0;
	settled = live.header.trace_bytes;
	for (uint32_t i = 0; i < ring_count(&live) && settled; i++) {
		struct l1t_ring_known known;

		l1t_live_ring(&live, i, &known);
		if (!known.has_facts || known.lost != known.lost_reported)
			settled = 0;
	}
	l1t_live_close(&live);
	return settled;
}

/* A ring's record of losses has a run of its own, without slots. */
static void add_loss(struct l1t_ring_ends *ends, const struct l1t_block *block, uint32_t record)
{
	const struct l1t_record *r = l1t_block_record(block, record);

	for (uint32_t i = 0; i < block->run_count; i++) {
		const struct l1t_run *run = &block->runs[i];

		if (run->ring && run->ring <= L1T_RING_MAX && run->thread == r->thread &&
			run->first_slot == r->seq && run->end_slot == r->seq) {
			ends->lost[run->ring - 1] += r->lost.count;
			return;
		}
	}
}

static void add_losses(struct l1t_ring_ends *ends, const struct l1t_block *block)
{
	uint64_t looks = L1T_LIMIT_LOSS_LOOKS;

	for (uint32_t i = 0; i < block->count; i++)
		if (l1t_block_record(block, i)->kind == L1T_LOST && looks > block->run_count) {
			add_loss(ends, block, i);
			looks -= block->run_count;
		}
}

void l1t_ring_ends_add(struct l1t_ring_ends *ends, const struct l1t_block *block)
{
	for (uint32_t i = 0; i < block->run_count; i++) {
		const struct l1t_run *run = &block->runs[i];

		if (!run->ring || run->ring > L1T_RING_MAX ||
			run->end_slot <= ends->end_slot[run->ring - 1])
			continue;
		ends->end_slot[run->ring - 1] = run->end_slot;
		ends->last_ns[run->ring - 1] = block->latest_ns;
		ends->thread[run->ring - 1] = run->thread;
	}
	if (l1t_block_has(block, L1T_LOST))
		add_losses(ends, block);
	ends->ended |= l1t_block_has(block, L1T_END);
}

static int append_lost(struct l1t_live_reading *live, uint32_t thread, uint64_t count, uint32_t reason,
	uint64_t seq)
{
	struct l1t_record r = {.kind = L1T_LOST, .thread = thread, .seq = seq,
		.time_ns = INT64_MAX};

	if (!count)
		return 0;
	r.lost = (struct l1t_lost){count, reason};
	for (uint32_t i = 0; i < live->block->count; i++) {
		int64_t time_ns = l1t_block_record(live->block, i)->time_ns;

		if (r.time_ns == INT64_MAX || time_ns > r.time_ns)
			r.time_ns = time_ns;
	}
	if (r.time_ns == INT64_MAX)
		r.time_ns = live->anchor.ns0;
	return l1t_live_append(live, &r);
}

/*
 * If the trace ends in a pause, the rings hold events that nobody wanted, up to the resume, which
 * is not in the trace.
 */
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
		"what was live then is not known";
	struct l1t_record r = {.kind = L1T_NOTE, .note = {.code = L1T_NOTE_UNKNOWN},
		.time_ns = l1t_live_ns(&live->anchor, live->unpaused_ticks),
		.blob = (const uint8_t *)text, .blob_bytes = sizeof(text) - 1};

	return live->unpaused_ticks && live->unpaused_ticks != UINT64_MAX
		? l1t_live_append(live, &r) : 0;
}

/* Reads a ring's slots; beyond the end of a file that was cut they are zero. */
static int read_slots(struct l1t_live_reading *live, uint64_t at)
{
	uint64_t bytes = live->header.ring_bytes;
	uint64_t there = at >= live->size ? 0 : live->size - at < bytes ? live->size - at : bytes;

	live->there = there;
	memset(live->slots + there, 0, bytes - there);
	return !there || l1t_read_at(live->fd, live->slots, there, at) ? -1 : 0;
}

/* Repeats the first slots after the last one, so that no event wraps. */
static void repeat_slots(struct l1t_live_reading *live)
{
	enum { MORE = L1T_EVENT_SLOTS_MAX * L1T_SLOT_BYTES };
	size_t bytes = live->header.ring_bytes;

	for (size_t at = 0, n; at < MORE; at += n) {
		n = MORE - at < bytes ? MORE - at : bytes;
		memcpy(live->slots + bytes + at, live->slots + at, n);
	}
}

/*
 * The head was read before the slots. What the ring's thread has recorded since is there in part, and
 * is left out.
 */
static void leave_out_later(struct l1t_live_reading *live, const struct l1t_ring_known *known,
	uint64_t offset)
{
	uint64_t slots = live->header.ring_bytes / L1T_SLOT_BYTES, head;

	if (!known->in_place || l1t_read_at(live->fd, &head, sizeof(head), offset))
		return;
	for (uint64_t slot = known->head; slot < head && slot - known->head < slots; slot++)
		memset(l1t_live_slot(live, slot), 0, L1T_SLOT_BYTES);
}

/*
 * Whether nothing was ever written there: the file may be far larger than its blocks on the disk.
 */
static int is_hole(const struct l1t_live_reading *live, uint64_t offset)
{
	off_t data = lseek(live->fd, (off_t)offset, SEEK_DATA);

	return data < 0 ? errno == ENXIO
		: (uint64_t)data >= offset + L1T_PAGE + live->header.ring_bytes;
}

struct stretch {
	uint32_t thread;
	uint64_t from, end;
	int headless;
};

/* Which slots of a ring to read; an event's page number must fit its place in any case. */
static struct stretch find_stretch(struct l1t_live_reading *live, uint32_t ring,
	const struct l1t_ring_known *known, const struct l1t_ring_ends *ends,
	struct l1t_read_status *status)
{
	uint64_t slots = live->header.ring_bytes / L1T_SLOT_BYTES, told = ends->end_slot[ring];
	uint64_t offset = l1t_ring_offset(live, ring) + L1T_PAGE;
	struct stretch s = {.thread = known->thread, .end = known->head,
		.from = known->tail > told ? known->tail : told};
	/* how far the trace has this ring is not known: page numbers distinguish two laps */
	int all = status->damaged_count || status->skipped_blocks ||
		status->blocks != live->header.blocks;

	if (!known->in_place)
		l1t_note_damage(status, offset - L1T_PAGE, L1T_PAGE, 1);
	if (live->has_checks && known->has_facts) {
		s.end = l1t_live_end(live, known, offset, status);
		l1t_live_judge_pages(live, s.from, s.end, offset, status);
		return s;
	}
	if (known->has_facts && known->head >= known->tail && known->head >= told &&
		known->head - known->tail <= slots)
		return s;
	if (known->in_place)
		l1t_note_damage(status, offset - L1T_PAGE, L1T_PAGE, 1);
	s.headless = 1;
	s.thread = ends->thread[ring] ? ends->thread[ring] : UINT32_MAX - ring;
	s.from = all ? told - told % (L1T_PAGE / L1T_SLOT_BYTES) : told;
	s.end = s.from + slots * (all ? 2 : 1);
	return s;
}

static int read_ring(struct l1t_live_reading *live, uint32_t ring, const struct l1t_ring_ends *ends,
	struct l1t_read_status *status)
{
	uint64_t offset = l1t_ring_offset(live, ring), bytes = live->header.ring_bytes, told;
	uint64_t slots = bytes / L1T_SLOT_BYTES;
	struct l1t_ring_known known;
	struct stretch s;

	if (is_hole(live, offset) || live->room < slots / 16) {
		l1t_note_damage(status, offset, L1T_PAGE + bytes, 1);
		return 0;
	}
	live->room -= slots / 16;
	l1t_live_ring(live, ring, &known);
	if (read_slots(live, offset + L1T_PAGE)) {
		l1t_note_damage(status, offset, L1T_PAGE + bytes, 1);
		status->missing_max += bytes / L1T_SLOT_BYTES;
		return 0;
	}
	leave_out_later(live, &known, offset);
	live->told_end = ends->end_slot[ring];
	live->told_ns = ends->last_ns[ring];
	repeat_slots(live);
	s = find_stretch(live, ring, &known, ends, status);
	repeat_slots(live);             /* the search may have changed them */
	if (s.from < s.end && s.end - s.from > live->room) {
		l1t_note_damage(status, offset + L1T_PAGE, bytes, 1);
		s.end = s.from;
	}
	if (s.from < s.end) {
		live->room -= s.end - s.from;
		live->block->runs[live->block->run_count++] =
			(struct l1t_run){ring + 1, s.thread, s.from, s.end};
		if (l1t_live_slots(live, s.thread, s.from, s.end, offset + L1T_PAGE, s.headless, status))
			return -1;
	}
	/* killed between a block and the note of it here: then the trace has more of them */
	told = ends->lost[ring] > known.lost_reported ? ends->lost[ring] : known.lost_reported;
	return append_lost(live, s.thread,
		known.has_facts && !s.headless && known.lost > told ? known.lost - told : 0,
		known.lost_reason, s.end);
}

int l1t_live_read(const char *path, uint64_t session, const struct l1t_ring_ends *ends,
	struct l1t_read_status *status, uint64_t *blocks, struct l1t_block **block)
{
	struct l1t_live_reading live;
	int result = -1, opened;

	*block = NULL;
	*blocks = 0;
	opened = l1t_live_open(&live, path);
	/* its owner is not known either; it is empty before the first block, and after the end */
	if (opened < 0 || (opened == 2 && status->blocks && !ends->ended)) {
		l1t_note_damage(status, 0, live.size ? live.size : L1T_PAGE, 1);
		status->has_live_file = 1;
	}
	if (opened)
		return 0;
	if (session && live.header.session != session) {
		l1t_live_close(&live);
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
	for (uint32_t i = 0; i < ring_count(&live); i++)
		if (read_ring(&live, i, ends, status))
			goto done;
	if (append_lost(&live, 0, live.header.lost_no_ring, L1T_LOST_NO_RING, 0) ||
		say_resumed(&live) || l1t_live_settle(&live))
		goto done;
	result = live.block->count ? 1 : 0;
done:
	free(live.slots);
	l1t_live_close(&live);
	if (result == 1)
		*block = live.block;
	else
		l1t_block_free(live.block);
	return result;
}
