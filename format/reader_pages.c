/*
 * Which pages of slots are a ring's own, and where its events end. A page of another ring may lie
 * in its place, with the same page number. But then its events are not of the time between the
 * pages before and after it, or lie where the ring has no events.
 *
 * Must not know: records, the trace.
 */
#include "reader_parts.h"

/* The end of the last slot that is not zero, in the lap that begins at `from`. */
static uint64_t used_end(const struct l1t_live_reading *live, uint64_t from)
{
	uint64_t end = from + live->header.ring_bytes / L1T_SLOT_BYTES;

	while (end > from && l1t_live_is_zero(live, end - 1, end))
		end--;
	return end;
}

/* Marks a page that belongs to something else, so that no event of this ring is found in it. */
static void strike_page(struct l1t_live_reading *live, uint64_t slot)
{
	memset(l1t_live_slot(live, slot / L1T_PAGE_SLOTS * L1T_PAGE_SLOTS), 1, L1T_PAGE);
}

/*
 * Slots at and after the head must be zero. A damaged bit there is harmless; but if sound events
 * are there, their page is not this ring's.
 */
static void look_behind(struct l1t_live_reading *live, uint64_t head, uint64_t end,
	uint64_t file_offset, struct l1t_read_status *status)
{
	for (uint64_t slot = head; slot < end; slot++) {
		if (l1t_live_is_zero(live, slot, slot + 1))
			continue;
		l1t_note_damage(status, file_offset + (uint64_t)(l1t_live_slot(live, slot) - live->slots),
			L1T_SLOT_BYTES, 1);
		if (!l1t_live_event(live, slot, end))
			continue;
		strike_page(live, slot);
		status->missing_max += L1T_PAGE_SLOTS;
		slot |= L1T_PAGE_SLOTS - 1;
	}
}

uint64_t l1t_live_end(struct l1t_live_reading *live, const struct l1t_ring_known *known,
	uint64_t file_offset, struct l1t_read_status *status)
{
	uint64_t lap = known->tail + live->header.ring_bytes / L1T_SLOT_BYTES;
	uint64_t used = used_end(live, known->tail);
	int possible = known->has_page && known->head >= known->tail && known->head <= lap;

	if (!known->has_page)
		return used;
	if (possible && used <= known->head)
		return known->head;
	for (unsigned bit = 0; bit < 64; bit++) {
		uint64_t head = known->head ^ (uint64_t)1 << bit;

		if (head >= used && head - used < L1T_SLOTS_UNDER_WAY && head <= lap)
			return used;
	}
	if (possible)
		look_behind(live, known->head, used, file_offset, status);
	else
		l1t_note_damage(status, file_offset - L1T_PAGE, L1T_PAGE, 1);
	return possible ? known->head : used;
}

enum { SOME = 8 };      /* events out of order: calls that a handler interrupted */

/* Ticks of a page's events: the first and the last, and those SOME events away from both ends. */
struct span {
	uint64_t begin, first, last, end;
	int is_known;
};

static uint64_t middle_ticks(uint64_t a, uint64_t b, uint64_t c)
{
	uint64_t low = a < b ? a : b, high = a < b ? b : a;

	return c < low ? low : c < high ? c : high;
}

static uint64_t around(const uint64_t *ticks, unsigned count, unsigned at)
{
	return count < 3 ? ticks[at] : !at ? middle_ticks(ticks[0], ticks[1], ticks[2])
		: at + 1 == count ? middle_ticks(ticks[at], ticks[at - 1], ticks[at - 2])
		: middle_ticks(ticks[at - 1], ticks[at], ticks[at + 1]);
}

static struct span span_of(const struct l1t_live_reading *live, uint64_t from, uint64_t end)
{
	uint64_t ticks[L1T_PAGE_SLOTS];
	unsigned count = 0, skip;

	for (uint64_t slot = from; slot < end;) {
		const struct l1t_slot_head *event = l1t_live_event(live, slot, end + L1T_EVENT_SLOTS_MAX);

		slot += event ? event->slots : 1;
		if (event && event->kind != L1T_SLOT_PAD && event->kind != L1T_SLOT_RESERVED)
			ticks[count++] = event->ticks;
	}
	if (!count)
		return (struct span){0};
	skip = count / 2 < SOME ? (count - 1) / 2 : SOME;
	return (struct span){around(ticks, count, 0), around(ticks, count, skip),
		around(ticks, count, count - 1 - skip), around(ticks, count, count - 1), 1};
}

/* `b` follows `a`, but begins before `a` has ended. */
static int conflict(const struct span *a, const struct span *b)
{
	return a->is_known && b->is_known && a->last > b->first;
}

/* `b` begins where `a` ends, or nearly. */
static int adjoins(const struct span *a, const struct span *b)
{
	return a->is_known && b->is_known && b->begin - a->end + (a->end - a->begin) / 8 <=
		(a->end - a->begin) / 4;
}

enum verdict { OURS, DOUBTFUL, FOREIGN };

/* Of two pages one must be odd: decides by whether each fits the page on its other side. */
static enum verdict choose(int is_fit, int other_is_fit, int is_between)
{
	if (is_fit == other_is_fit || (!is_fit && !is_between))
		return DOUBTFUL;
	return is_fit ? OURS : FOREIGN;
}

/*
 * Judges the middle one of 5 pages, some of which may not exist. At the beginning or the end, or
 * where it fits as well as its neighbour, the cause could also be a clock that was set back.
 */
static enum verdict judge(const struct span *s)
{
	int before = conflict(&s[1], &s[2]), after = conflict(&s[2], &s[3]);
	int is_between = s[1].is_known && s[3].is_known;

	if ((!before && !after) || (is_between && conflict(&s[1], &s[3])))
		return OURS;
	if (before && after)
		return FOREIGN;
	return before ? choose(adjoins(&s[2], &s[3]), adjoins(&s[0], &s[1]), is_between)
		: choose(adjoins(&s[1], &s[2]), adjoins(&s[3], &s[4]), is_between);
}

void l1t_live_judge_pages(struct l1t_live_reading *live, uint64_t from, uint64_t end,
	uint64_t file_offset, struct l1t_read_status *status)
{
	struct span s[5] = {{0}};
	uint64_t page = from / L1T_PAGE_SLOTS, pages = (end + L1T_PAGE_SLOTS - 1) / L1T_PAGE_SLOTS;

	/* s[4] is of `page`; s[2] is judged */
	for (; page < pages + 2; page++) {
		uint64_t begin = page * L1T_PAGE_SLOTS, stop = begin + L1T_PAGE_SLOTS;
		enum verdict verdict;

		memmove(s, s + 1, sizeof(s) - sizeof(*s));
		s[4] = page < pages ? span_of(live, begin > from ? begin : from, stop < end ? stop : end)
			: (struct span){0};
		verdict = judge(s);
		if (verdict == OURS)
			continue;
		begin = (page - 2) * L1T_PAGE_SLOTS;
		if (verdict == DOUBTFUL) {
			l1t_note_damage(status, file_offset + (uint64_t)(l1t_live_slot(live, begin) -
				live->slots), L1T_PAGE, 1);
			continue;
		}
		strike_page(live, begin);
		s[2] = (struct span){0};
	}
}
