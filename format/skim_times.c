/*
 * The times of a block's records, of which most are only counted: eight of these at once, where no
 * more is needed of them than the sum of their differences.
 *
 * Must not know: columns.
 */
#include "decoder_parts.h"

struct times {
	struct time_bytes bytes;
	uint64_t now;
	int back;                       /* a record was earlier than the one before */
	int64_t first_ns, last_ns;      /* of known kinds */
	uint64_t *at;                   /* where the next wanted record begins, */
	uint32_t entry, special;        /* its number, and that of the next special one */
};

/* To the time of record i. */
static int step(struct times *t, uint32_t i)
{
	const int64_t before = (int64_t)t->now;
	uint64_t difference;

	if (!time_bytes_get(&t->bytes, i, &difference))
		return 0;
	t->now += difference;
	t->back |= (int64_t)t->now < before;
	return 1;
}

static void note(struct times *t)
{
	t->first_ns = (int64_t)t->now < t->first_ns ? (int64_t)t->now : t->first_ns;
	t->last_ns = (int64_t)t->now > t->last_ns ? (int64_t)t->now : t->last_ns;
}

static uint64_t sum_of_bytes(uint64_t w)
{
	const uint64_t every_second = 0x00ff00ff00ff00ff;

	return ((w & every_second) + (w >> 8 & every_second)) * 0x0001000100010001 >> 48;
}

/*
 * Over eight records at once, where none is earlier than the one before, and none much later: their
 * zigzag is even then, and the difference half of it. 0: it is not so, and nothing was done.
 */
static int leap(struct times *t, uint32_t i)
{
	const uint64_t each = 0x0101010101010101;
	uint64_t low, high;

	memcpy(&low, t->bytes.low + i, sizeof(low));
	memcpy(&high, t->bytes.high + i, sizeof(high));
	/* bit 0 of any low byte; any high byte of 255; a time that may run over */
	if ((low & each) | ((~high - each) & high & each << 7) | (t->now + ((uint64_t)1 << 20 << L1T_TIME_SHIFT_MAX)) >> 63)
		return 0;
	t->now += (sum_of_bytes(high) * 128 + sum_of_bytes(low) / 2) << t->bytes.shift;
	return 1;
}

/* Over records [i, end), all of them counted ones. */
static int pass(struct times *t, uint32_t i, uint32_t end)
{
	while (i < end) {
		if (end - i >= 8 && t->first_ns <= (int64_t)t->now && leap(t, i)) {
			i += 8;
			note(t);
			continue;
		}
		for (uint32_t n = end - i < 8 ? end - i : 8; n--; i++) {
			if (!step(t, i))
				return 0;
			note(t);
		}
	}
	return 1;
}

/* Makes a wanted record, but for columns that differ, and sees whether it goes on a stretch. */
static enum l1t_decode_result put(struct skim *k, struct times *t, uint8_t kind, uint32_t thread,
	uint64_t seq)
{
	struct l1t_block *b = k->block;
	struct kind_group *g = &k->decoder->groups[kind];
	struct l1t_record *r = group_add(g, b->words, t->at);

	r->time_ns = (int64_t)t->now;
	r->thread = thread;
	r->seq = seq;
	b->starts[t->entry] = (uint32_t)(t->at - b->words);
	if (t->entry && l1t_is_before(r, l1t_block_record(b, t->entry - 1)) &&
		l1t_block_stretch(b, t->entry))
		return L1T_DECODE_NO_MEMORY;
	t->entry++;
	t->at += g->words;
	return g->row_count < DECODER_AT_ONCE || group_fill(g, b->words) ? L1T_DECODE_OK
		: L1T_DECODE_DAMAGED;
}

/* Record i, of a run that begins with record `from`, when its time is known. */
static enum l1t_decode_result arrive(struct skim *k, struct times *t,
	const struct l1t_skimmed_run *run, uint32_t from, uint32_t i)
{
	const uint8_t kind = k->s->kinds[i];

	t->special += k->roles[kind] != L1T_COUNTED;
	if (k->roles[kind] == L1T_NOT_KNOWN) {
		if ((int64_t)t->now > k->s->latest_ns)
			k->s->latest_ns = (int64_t)t->now;
		return L1T_DECODE_OK;
	}
	note(t);
	return k->roles[kind] == L1T_COUNTED ? L1T_DECODE_OK
		: put(k, t, kind, run->thread, run->seq + (i - from));
}

/* The times of records [from, from + run->records), and the wanted ones among these. */
static enum l1t_decode_result get_run(struct skim *k, struct times *t, struct l1t_skimmed_run *run,
	uint32_t from)
{
	const uint32_t end = from + run->records;

	for (uint32_t i = from; i < end; i++) {
		enum l1t_decode_result result;

		if (i > from) {
			uint32_t next = t->special < k->special_count ? k->special[t->special] : end;

			next = next < end ? next : end;
			if (!pass(t, i, next))
				return L1T_DECODE_DAMAGED;
			i = next;
			if (i == end)
				break;
		}
		if (!step(t, i))
			return L1T_DECODE_DAMAGED;
		if (i == from) {        /* the run before may be of later times */
			t->back = 0;
			run->first_ns = (int64_t)t->now;
		}
		result = arrive(k, t, run, from, i);
		if (result != L1T_DECODE_OK)
			return result;
	}
	run->last_ns = (int64_t)t->now;
	run->in_order = !t->back;
	return L1T_DECODE_OK;
}

enum l1t_decode_result l1t_skim_times(struct skim *k, const uint32_t *records, int64_t first_ns)
{
	struct l1t_block *b = k->block;
	struct times t = {.bytes = k->times, .now = (uint64_t)first_ns,
		.first_ns = INT64_MAX, .last_ns = INT64_MIN, .at = b->words};
	uint32_t i = 0;

	for (uint32_t at = 0; at < k->s->run_count; at++) {
		struct l1t_skimmed_run *run = &k->s->runs[at];
		enum l1t_decode_result result;

		*run = (struct l1t_skimmed_run){.seq = b->runs[at].first_slot,
			.thread = b->runs[at].thread, .records = records[at]};
		result = get_run(k, &t, run, i);
		if (result != L1T_DECODE_OK)
			return result;
		i += run->records;
	}
	k->s->first_ns = t.first_ns;
	k->s->last_ns = t.last_ns;
	if (t.last_ns > k->s->latest_ns)
		k->s->latest_ns = t.last_ns;
	b->latest_ns = k->s->latest_ns;
	memset(t.at, 0, DECODER_RECORD_WORDS * sizeof(*t.at));
	if (b->count && l1t_block_stretch(b, b->count))
		return L1T_DECODE_NO_MEMORY;
	return bytes_left(&t.bytes.rest) ? L1T_DECODE_DAMAGED : L1T_DECODE_OK;
}
