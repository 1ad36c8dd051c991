/*
 * The slots of a live file's rings, as records, with ns in place of ticks (those of a trace's blocks
 * are ns already). Slots may be damaged, page by page, or be written to at the same time: l1t_live.h
 * says how a complete event is recognized.
 *
 * Must not know: the files.
 */
#include <stdbool.h>
#include <stdlib.h>
#include "live_fields.h"
#include "reader_parts.h"

int64_t l1t_live_ns(const struct l1t_anchor *a, uint64_t ticks)
{
	double ns = (double)(int64_t)(ticks - a->ticks0) * a->ns_per_tick;

	if (!(ns > -9e18 && ns < 9e18))
		return a->ns0;
	return (int64_t)((uint64_t)a->ns0 + (uint64_t)(int64_t)ns);
}

static int grow(void **data, size_t count, size_t *capacity, size_t more, size_t size)
{
	void *grown;
	size_t want = *capacity ? *capacity : 1024;

	if (count + more <= *capacity)
		return 0;
	while (want < count + more)
		want *= 2;
	grown = realloc(*data, want * size);
	if (!grown)
		return -1;
	*data = grown;
	*capacity = want;
	return 0;
}

enum { RECORD_WORDS = sizeof(struct l1t_record) / sizeof(uint64_t) };

int l1t_live_append(struct l1t_live_reading *live, const struct l1t_record *r)
{
	struct l1t_block *b = live->block;
	uint32_t blob_bytes = l1t_kinds[r->kind].has_blob ? r->blob_bytes : 0;
	struct l1t_record *to;

	/* there is always room for a whole one */
	if (grow((void **)&b->words, live->words, &live->word_capacity, 2 * RECORD_WORDS,
			sizeof(*b->words)) ||
		grow((void **)&b->starts, b->count, &live->start_capacity, 1,
			sizeof(*b->starts)) ||
		grow((void **)&b->raw, live->raw, &live->raw_capacity, blob_bytes + 1, 1))
		return -1;
	b->starts[b->count] = (uint32_t)live->words;
	to = l1t_block_record(b, b->count++);
	*to = *r;
	to->blob_bytes = blob_bytes;
	memset(to + 1, 0, sizeof(*to));
	if (blob_bytes)
		memcpy(b->raw + live->raw, r->blob, blob_bytes);
	live->words += L1T_RECORD_HEAD_WORDS + l1t_kinds[r->kind].fields;
	live->raw += blob_bytes;
	return 0;
}

int l1t_live_settle(struct l1t_live_reading *live)
{
	struct l1t_block *b = live->block;
	const uint8_t *blob = b->raw;

	for (uint32_t i = 0; i < b->count; i++) {
		struct l1t_record *r = l1t_block_record(b, i);

		r->blob = blob;
		blob += r->blob_bytes;
		if (i && l1t_is_before(r, l1t_block_record(b, i - 1)) && l1t_block_stretch(b, i))
			return -1;
	}
	return b->count ? l1t_block_stretch(b, b->count) : 0;
}

enum { UNDER_WAY = L1T_SLOTS_UNDER_WAY, PAGE_SLOTS = L1T_PAGE_SLOTS };

static const uint8_t *slot_at(const struct l1t_live_reading *live, uint64_t slot)
{
	return l1t_live_slot(live, slot);
}

/* The kind in its present numbering. */
static uint8_t kind_of(const struct l1t_live_reading *live, const struct l1t_slot_head *head)
{
	return live->has_checks ? head->kind : l1t_slot_kind_of_old(head->kind);
}

int l1t_live_is_zero(const struct l1t_live_reading *live, uint64_t from, uint64_t end)
{
	static const uint8_t zero[L1T_SLOT_BYTES];

	for (; from < end; from++)
		if (memcmp(slot_at(live, from), zero, sizeof(zero)))
			return 0;
	return 1;
}

static int has_head(const struct l1t_live_reading *live, uint64_t slot, uint64_t end)
{
	const struct l1t_slot_head *head = (const void *)slot_at(live, slot);

	uint64_t at = (uint64_t)((const uint8_t *)head - live->slots);
	uint64_t after = at + (uint64_t)head->slots * L1T_SLOT_BYTES;

	return head->kind && head->page == l1t_slot_page(slot) && head->slots &&
		head->slots <= end - slot && head->slots <= L1T_EVENT_SLOTS_MAX &&
		(after <= live->there || live->there == live->header.ring_bytes);
}

/* Whether the last slots of such an event may all be zero. */
static int can_end_in_zeros(const struct l1t_live_reading *live, const struct l1t_slot_head *head)
{
	return !live->has_checks || kind_of(live, head) == L1T_SLOT_RESERVED;
}

/*
 * Whether an event that reaches into the next page is complete. What follows it there shows that:
 * an event of that page, or a call that has not written yet. A page with more zeros than such calls
 * take was lost, and the end of the event with it.
 */
static int is_whole(const struct l1t_live_reading *live, uint64_t slot, uint64_t after, uint64_t end)
{
	uint64_t page = (after - 1) / PAGE_SLOTS * PAGE_SLOTS, rest = page + PAGE_SLOTS, next = after;

	if (slot / PAGE_SLOTS == (after - 1) / PAGE_SLOTS)
		return 1;
	if (l1t_live_is_zero(live, page, after) &&
		!can_end_in_zeros(live, (const void *)slot_at(live, slot)))
		return 0;
	if (after == page + PAGE_SLOTS || after >= end)
		return 1;
	rest = rest < end ? rest : end;
	if (l1t_live_is_zero(live, after, rest))
		return rest - after < UNDER_WAY || !l1t_live_is_zero(live, page, after);
	while (live->has_checks && l1t_live_is_zero(live, next, next + 1))
		next++;
	return has_head(live, next, end) || l1t_live_is_zero(live, next, next + 1);
}

/* The event at `slot`, if it is complete and ends before `end`. */
static struct l1t_slot_head *event_at(const struct l1t_live_reading *live, uint64_t slot, uint64_t end)
{
	struct l1t_slot_head *head = (void *)(live->slots + (slot_at(live, slot) - live->slots));

	return has_head(live, slot, end) && (head->kind == L1T_SLOT_RESERVED ||
		is_whole(live, slot, slot + head->slots, end)) ? head : NULL;
}

/* Bytes of an event with its fields, its blob and its check. */
static uint64_t generic_bytes(const struct l1t_live_reading *live, const struct l1t_slot_head *head)
{
	return sizeof(*head) + l1t_generic_fields(head->small) * 8u + (uint64_t)head->word +
		(live->has_checks ? L1T_SLOT_CHECK_BYTES : 0);
}

/* Whether the event has as many slots as its kind takes. */
static int has_right_size(const struct l1t_live_reading *live, const struct l1t_slot_head *head)
{
	uint8_t kind = kind_of(live, head);

	if (l1t_generic_kind(kind, head->small))
		return head->slots == (generic_bytes(live, head) + L1T_SLOT_BYTES - 1) / L1T_SLOT_BYTES;
	if (kind == L1T_SLOT_PAD || kind == L1T_SLOT_RESERVED)
		return 1;
	return head->slots == (kind == L1T_SLOT_ALLOC || kind == L1T_SLOT_LAUNCH ? 2 : 1);
}

/* In a file with checks: whether the event is sound as far as it shows by itself. */
static int is_sound(const struct l1t_live_reading *live, const struct l1t_slot_head *head)
{
	const uint8_t *event = (const uint8_t *)head;
	uint8_t generic = l1t_generic_kind(head->kind, head->small);
	uint64_t bytes, length = (uint64_t)head->slots * L1T_SLOT_BYTES;
	uint32_t check;

	if (!live->has_checks)
		return 1;
	if (!has_right_size(live, head) || (!generic && !l1t_slot_kind_of(head)))
		return head->kind == L1T_SLOT_PAD && head->slots == 1;
	if (head->kind == L1T_SLOT_LAUNCH)
		return ((const struct l1t_slot_launch *)head)->one == 1;
	if (!generic)
		return 1;
	bytes = generic_bytes(live, head);
	memcpy(&check, event + bytes - sizeof(check), sizeof(check));
	if (check != l1t_slot_check(head, generic))
		return 0;
	while (bytes < length)
		if (event[bytes++])
			return 0;
	return 1;
}

/*
 * After a hole the middle of an event may look like a head. But its ticks are then an arbitrary
 * number, hardly one of this recording; and the slot after it is checked, too.
 */
static int is_plausible(const struct l1t_live_reading *live, uint64_t slot, uint64_t end)
{
	const struct l1t_slot_head *head = (const void *)slot_at(live, slot);
	uint64_t after = slot + head->slots;
	int64_t ns = l1t_live_ns(&live->anchor, head->ticks);

	if (ns < -1000000000 || ns > INT64_MAX / 2 || !has_right_size(live, head))
		return 0;
	return after >= end || !(after % PAGE_SLOTS) || has_head(live, after, end) ||
		l1t_live_is_zero(live, after, after + 1);
}

enum hole { NONE, CALL, DAMAGE };

/* No event is at this slot: a call reserved it and never wrote, or it is damaged. */
static enum hole look_at_hole(const struct l1t_live_reading *live, uint64_t slot, uint64_t end,
	uint64_t file_offset, enum hole before, struct l1t_read_status *status)
{
	uint64_t few = slot + UNDER_WAY < end ? slot + UNDER_WAY : end;

	if (before != DAMAGE && l1t_live_is_zero(live, slot, slot + 1) &&
		(before == CALL || few == end || !l1t_live_is_zero(live, slot, few))) {
		status->torn_events += before == NONE;
		return CALL;
	}
	l1t_note_damage(status, file_offset + (uint64_t)(slot_at(live, slot) - live->slots),
		L1T_SLOT_BYTES, 1);
	status->missing_max++;
	return DAMAGE;
}

/*
 * Whether the trace already has the event. A process killed between a block and the release of its
 * slots leaves the events in the ring, too. Without the ring header their page numbers could also
 * be those of two laps later; but such later events would be later than the block.
 */
static int is_told(const struct l1t_live_reading *live, uint64_t slot, int64_t time_ns)
{
	enum { ROUNDING_NS = 1000 };
	uint64_t lap = live->header.ring_bytes / L1T_SLOT_BYTES;

	return live->told_end && (slot < live->told_end || slot - live->told_end >= lap) &&
		time_ns <= live->told_ns + ROUNDING_NS;
}

const struct l1t_slot_head *l1t_live_event(const struct l1t_live_reading *live, uint64_t slot,
	uint64_t end)
{
	const struct l1t_slot_head *head = (const void *)slot_at(live, slot);

	return has_head(live, slot, end) && has_right_size(live, head) && is_sound(live, head)
		? head : NULL;
}

int l1t_live_slots(struct l1t_live_reading *live, uint32_t thread, uint64_t from, uint64_t end,
	uint64_t file_offset, int headless, struct l1t_read_status *status)
{
	enum hole hole = headless ? DAMAGE : NONE;

	for (uint64_t slot = from; slot < end;) {
		struct l1t_slot_head *head = event_at(live, slot, end);
		struct l1t_record r = {.thread = thread, .seq = slot};
		int nothing = 0;
		bool told;

		if (head && hole == DAMAGE && !is_plausible(live, slot, end))
			head = NULL;
		if (head && head->kind == L1T_SLOT_RESERVED) {
			status->torn_events++;
			slot += head->slots;
			hole = NONE;
			continue;
		}
		if (head)
			head->kind = kind_of(live, head);
		if (!head || !is_sound(live, head) || (nothing = l1t_slot_unpack(&r, head)) < 0) {
			hole = headless ? DAMAGE
				: look_at_hole(live, slot, end, file_offset, hole, status);
			slot++;
			continue;
		}
		hole = NONE;
		r.time_ns = l1t_live_ns(&live->anchor, head->ticks);
		told = headless && is_told(live, slot, r.time_ns);
		if (r.time_ns < 0)
			r.time_ns = 0;  /* the clock was set back: the recorder does the same */
		slot += head->slots;
		if (told || nothing ||
			(head->ticks < live->unpaused_ticks && l1t_kinds[r.kind].is_event))
			continue;
		if (l1t_live_append(live, &r))
			return -1;
		status->live_records++;
	}
	return 0;
}

