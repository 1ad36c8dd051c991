/*
 * Fuzzes the block decoder: the input is a block's content, which is packed here, so that zstd's
 * checksum does not stop the fuzzer. The first byte gives the number of records, and the kinds that
 * are wanted when the block is skimmed: that has to say the same of it. It is decoded as either
 * version has it.
 */
#include <stdlib.h>
#include <string.h>
#include <zstd.h>
#include "l1t_decoder.h"
#include "l1t_skim.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static volatile uint64_t looked_at;

static void look_at(uint64_t value)
{
	looked_at += value;
}

static void same(int it_is)
{
	if (!it_is)
		abort();
}

/* A record of a known kind, the nth of its kind: number `at` of the skimmed block if it is wanted. */
static void compare_record(const struct l1t_record *r, const struct l1t_block *skimmed, int wanted,
	uint32_t at, uint32_t nth)
{
	const struct l1t_skimmed *s = skimmed->skimmed;
	const unsigned field = nth % l1t_kinds[r->kind].fields;
	uint64_t values[256];
	size_t n = l1t_skimmed_values(s, r->kind, field, values);

	same(n == 1 || n == s->counts[r->kind]);
	same(values[n == 1 ? 0 : nth] == r->f[field]);
	same(r->time_ns >= s->first_ns && r->time_ns <= s->last_ns);
	if (!wanted)
		return;
	same(at < skimmed->count);
	/* one may be copied as if it had all fields */
	const struct l1t_record got = *l1t_block_record(skimmed, at);

	same(got.kind == r->kind && got.thread == r->thread && got.seq == r->seq &&
		got.time_ns == r->time_ns && got.blob_bytes == r->blob_bytes &&
		!memcmp(got.blob, r->blob, r->blob_bytes) &&
		!memcmp(got.f, r->f, l1t_kinds[r->kind].fields * sizeof(*r->f)));
}

/* The runs, and that records are in a stretch exactly if they are in order. */
static void compare_runs(const struct l1t_block *whole, const struct l1t_block *skimmed)
{
	const struct l1t_skimmed *s = skimmed->skimmed;
	uint32_t records = 0, stretch = 0;

	for (uint32_t run = 0; run < s->run_count; run++) {
		const struct l1t_skimmed_run *now = &s->runs[run];
		const struct l1t_record *first, *last, *next;
		int in_order = 1;

		same(now->records <= whole->count - records);
		if (!now->records)
			continue;
		first = last = l1t_block_record(whole, records++);
		for (uint32_t i = 1; i < now->records; i++, last = next) {
			next = l1t_block_record(whole, records++);
			in_order &= last->time_ns <= next->time_ns;
		}
		same(now->thread == first->thread && now->seq == first->seq &&
			now->first_ns == first->time_ns && now->last_ns == last->time_ns &&
			now->in_order == in_order);
	}
	same(records == whole->count);
	for (uint32_t i = 1; i <= skimmed->count; i++)
		if (i == skimmed->count || l1t_is_before(l1t_block_record(skimmed, i),
				l1t_block_record(skimmed, i - 1)))
			same(stretch < skimmed->stretch_count && skimmed->ends[stretch++] == i);
	same(stretch == skimmed->stretch_count);
}

static void compare(const struct l1t_block *whole, const struct l1t_block *skimmed, uint64_t wanted)
{
	const struct l1t_skimmed *s = skimmed->skimmed;
	uint32_t at = 0, nth[L1T_KIND_COUNT] = {0};
	int64_t first_ns = INT64_MAX, last_ns = INT64_MIN;

	for (uint32_t i = 0; i < whole->count; i++) {
		const struct l1t_record *r = l1t_block_record(whole, i);

		same(r->kind ? s->kinds[i] == r->kind
			: s->kinds[i] >= L1T_KIND_COUNT || !s->kinds[i]);
		if (!r->kind)
			continue;
		compare_record(r, skimmed, wanted >> r->kind & 1, at, nth[r->kind]++);
		at += (wanted >> r->kind & 1) != 0;
		first_ns = r->time_ns < first_ns ? r->time_ns : first_ns;
		last_ns = r->time_ns > last_ns ? r->time_ns : last_ns;
	}
	same(at == skimmed->count && first_ns == s->first_ns && last_ns == s->last_ns);
	same(!memcmp(nth, s->counts, sizeof(nth)) && whole->latest_ns == skimmed->latest_ns);
	same(s->whole_bytes >= whole->bytes - sizeof(*whole) && skimmed->kinds ==
		(whole->kinds & wanted));
	compare_runs(whole, skimmed);
}

static void decode(const struct l1t_block_header *h, const uint8_t *frame, uint64_t wanted)
{
	static struct l1t_decoder *decoder, *skimmer;
	struct l1t_block *block, *skimmed;
	enum l1t_decode_result result;

	if (!decoder) {
		decoder = l1t_decoder_new();
		skimmer = l1t_decoder_new();
	}
	l1t_decoder_skim(skimmer, wanted);
	result = l1t_block_decode(decoder, h, frame, &block);
	same(result == l1t_block_decode(skimmer, h, frame, &skimmed));
	if (result != L1T_DECODE_OK)
		return;
	compare(block, skimmed, wanted);
	l1t_decoder_reuse(skimmer, skimmed);
	for (uint32_t i = 0; i < block->count; i++) {
		/* one may be copied as if it had all fields */
		const struct l1t_record r = *l1t_block_record(block, i);

		for (unsigned f = 0; f < L1T_FIELDS_MAX; f++)
			look_at(r.f[f]);
		for (uint32_t k = 0; k < r.blob_bytes; k++)
			look_at(r.blob[k]);
	}
	l1t_decoder_reuse(decoder, block);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	static uint8_t frame[ZSTD_COMPRESSBOUND(65536) + 64];
	struct l1t_block_header h = {0};

	if (bytes < 2 || bytes > 65536)
		return 0;
	h.records = data[0];
	h.raw_bytes = (uint32_t)(bytes - 1);
	h.frame_bytes = (uint32_t)ZSTD_compress(frame, sizeof(frame), data + 1, bytes - 1, -5);
	for (h.version = 1; h.version <= L1T_VERSION; h.version++)
		decode(&h, frame, (data[0] * 0x9e3779b97f4a7c15) >> 32);
	return 0;
}
