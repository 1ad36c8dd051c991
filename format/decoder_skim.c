/*
 * Decodes some kinds of a block, and of all others only counts the records: see l1t_skim.h.
 *
 * Must not know: files, other blocks.
 */
#include <stdlib.h>
#include "decoder_parts.h"
#include "l1t_codec.h"
#include "l1t_limits.h"

static void set_roles(struct skim *k, uint64_t wanted)
{
	memset(k->roles, L1T_NOT_KNOWN, sizeof(k->roles));
	for (unsigned kind = 0; kind < L1T_KIND_COUNT; kind++)
		if (l1t_kinds[kind].name)
			k->roles[kind] = wanted >> kind & 1 ? L1T_WANTED : L1T_COUNTED;
}

/* Counts the kinds, and finds the records that are more than counted. */
static void count_kinds(struct skim *k)
{
	/* records of one kind follow each other: one counter of each would wait for itself */
	uint32_t counts[4][256] = {{0}}, n = 0, i = 0;
	const uint8_t *kinds = k->s->kinds, *roles = k->roles;
	uint32_t *special = k->special;

#define LOOK_AT(lane) do { \
		counts[lane][kinds[i]]++; \
		special[n] = i; \
		n += roles[kinds[i++]] != L1T_COUNTED; \
	} while (0)
	while (i + 4 <= k->records) {
		LOOK_AT(0);
		LOOK_AT(1);
		LOOK_AT(2);
		LOOK_AT(3);
	}
	while (i < k->records)
		LOOK_AT(0);
#undef LOOK_AT
	k->special_count = n;
	for (unsigned kind = 0; kind < 256; kind++)
		k->counts[kind] = counts[0][kind] + counts[1][kind] + counts[2][kind] + counts[3][kind];
}

/* Adds up the kinds, and makes room for the wanted records, and for one more after them. */
static int make_room(struct skim *k)
{
	struct l1t_block *b = k->block;
	struct l1t_skimmed *s = k->s;

	for (unsigned kind = 0; kind < 256; kind++) {
		const uint32_t n = k->counts[kind];
		const int is_known = k->roles[kind] != L1T_NOT_KNOWN;
		const unsigned fields = is_known ? l1t_kinds[kind].fields : 0;
		const size_t words = (size_t)n * (L1T_RECORD_HEAD_WORDS + fields);

		s->whole_bytes += words * sizeof(*b->words);
		if (!n || !is_known)
			continue;
		s->counts[kind] = n;
		s->unyielded += k->roles[kind] == L1T_COUNTED ? n : 0;
		if (k->roles[kind] != L1T_WANTED)
			continue;
		k->words += words;
		b->count += n;
		b->kinds |= (uint64_t)1 << kind;
	}
	k->words += DECODER_RECORD_WORDS;
	s->whole_bytes += DECODER_RECORD_WORDS * sizeof(*b->words) +
		(k->records + 1u) * (uint64_t)sizeof(*b->starts);
	return block_room(&b->words, &b->word_room, k->words, sizeof(*b->words)) &&
		block_room(&b->starts, &b->start_room, b->count + 1u, sizeof(*b->starts));
}

/* Skips the blobs of a kind; `kept`: a reader of all would yield them. */
static enum l1t_decode_result skip_blobs(struct skim *k, struct cursor *c, uint8_t kind, int kept)
{
	const size_t n = k->counts[kind];
	enum l1t_decode_result result = L1T_DECODE_OK;
	uint64_t *bytes = malloc(n * sizeof(*bytes));

	if (!bytes)
		return L1T_DECODE_NO_MEMORY;
	if (!l1t_get_column(c, n, bytes))
		result = L1T_DECODE_DAMAGED;
	for (size_t i = 0; i < n && result == L1T_DECODE_OK; i++) {
		if (bytes[i] > bytes_left(c)) {
			result = L1T_DECODE_DAMAGED;
			break;
		}
		k->s->cut_blobs += kept && bytes[i] > L1T_LIMIT_BLOB_BYTES;
		c->p += bytes[i];
	}
	free(bytes);
	return result;
}

static enum l1t_decode_result skip_kind(struct skim *k, struct cursor *c, uint8_t kind)
{
	const unsigned known = k->roles[kind] == L1T_NOT_KNOWN ? 0 : l1t_kinds[kind].fields;
	unsigned fields;
	int has_blob;

	if (bytes_left(c) < 3 || *c->p != kind)
		return L1T_DECODE_DAMAGED;
	fields = c->p[1];
	has_blob = c->p[2];
	c->p += 3;
	for (unsigned f = 0; f < fields; f++)
		if (!l1t_skip_column(c, k->counts[kind], f < known))
			return L1T_DECODE_DAMAGED;
	return has_blob ? skip_blobs(k, c, kind, known && l1t_kinds[kind].has_blob) : L1T_DECODE_OK;
}

static enum l1t_decode_result find_kind(struct skim *k, struct cursor *c, uint8_t kind)
{
	struct kind_group *g;

	if (k->roles[kind] != L1T_WANTED)
		return skip_kind(k, c, kind);
	g = &k->decoder->groups[kind];
	group_begin(g, kind, k->block->raw, l1t_uses_of(k->decoder, kind));
	return group_read(g, c, kind, k->counts[kind]) ? L1T_DECODE_OK : L1T_DECODE_DAMAGED;
}

static enum l1t_decode_result find_kinds(struct skim *k, struct cursor *c)
{
	enum l1t_decode_result result = L1T_DECODE_OK;

	for (unsigned kind = 0; kind < 256 && result == L1T_DECODE_OK; kind++) {
		if (!k->counts[kind])
			continue;
		if (k->roles[kind] != L1T_NOT_KNOWN)
			k->s->columns[kind] = c->p;
		result = find_kind(k, c, (uint8_t)kind);
	}
	return result == L1T_DECODE_OK && bytes_left(c) ? L1T_DECODE_DAMAGED : result;
}

/* Completes the wanted records. */
static enum l1t_decode_result fill(struct skim *k)
{
	for (unsigned kind = 0; kind < L1T_KIND_COUNT; kind++)
		if (k->block->kinds >> kind & 1 &&
			!(group_fill(&k->decoder->groups[kind], k->block->words) &&
				group_is_at_end(&k->decoder->groups[kind])))
			return L1T_DECODE_DAMAGED;
	return L1T_DECODE_OK;
}

/* What follows the runs. */
static enum l1t_decode_result get_rest(struct skim *k, struct cursor c, const uint32_t *records,
	int64_t first_ns)
{
	struct l1t_block *b = k->block;
	struct l1t_skimmed *s = calloc(1, sizeof(*s) + b->run_count * sizeof(*s->runs));
	enum l1t_decode_result result;

	b->skimmed = k->s = s;
	k->special = malloc((k->records + 1u) * sizeof(*k->special));
	if (!s || !k->special)
		return L1T_DECODE_NO_MEMORY;
	if (bytes_left(&c) < k->records)
		return L1T_DECODE_DAMAGED;
	s->run_count = b->run_count;
	s->kinds = c.p;
	s->end = c.end;
	s->first_ns = INT64_MAX;
	s->last_ns = s->latest_ns = INT64_MIN;
	c.p += k->records;
	result = l1t_get_times(k->decoder, &c, b->raw + (s->kinds - b->raw), k->records, &k->times);
	if (result != L1T_DECODE_OK)
		return result;
	count_kinds(k);
	if (!make_room(k))
		return L1T_DECODE_NO_MEMORY;
	result = find_kinds(k, &c);
	if (result == L1T_DECODE_OK)
		result = l1t_skim_times(k, records, first_ns);
	return result == L1T_DECODE_OK ? fill(k) : result;
}

static enum l1t_decode_result get_content(struct l1t_decoder *d, struct l1t_block *b,
	struct cursor c, int64_t first_ns)
{
	struct skim k = {.block = b, .decoder = d, .records = b->count};
	uint32_t *records = NULL;
	enum l1t_decode_result result = l1t_get_runs(b, &c, &records);

	b->count = 0;
	set_roles(&k, d->wanted);
	if (result == L1T_DECODE_OK)
		result = get_rest(&k, c, records, first_ns);
	if (result == L1T_DECODE_OK) {
		const uint64_t run_bytes = (b->run_count + 1u) * (uint64_t)sizeof(*b->runs);

		k.s->whole_bytes += b->bytes + run_bytes;
		b->bytes += sizeof(*b) + sizeof(*k.s) + k.words * sizeof(*b->words) +
			(b->count + 1u) * sizeof(*b->starts) + run_bytes +
			(b->run_count + 1u) * sizeof(*k.s->runs);
	}
	free(records);
	free(k.special);
	return result;
}

void l1t_decoder_skim(struct l1t_decoder *d, uint64_t wanted)
{
	d->skim = get_content;
	d->wanted = wanted;
}

size_t l1t_skimmed_values(const struct l1t_skimmed *s, uint8_t kind, unsigned field,
	uint64_t *values)
{
	struct cursor c = {.p = s->columns[kind], .end = s->end};
	const size_t n = s->counts[kind];
	unsigned fields;

	if (!n)
		return 0;
	*values = L1T_UNKNOWN;          /* what a block does not have */
	fields = c.p[1];
	c.p += 3;
	if (field >= fields)
		return 1;
	for (; field; field--)
		(void)l1t_skip_column(&c, n, 0);
	if (*c.p != L1T_CODING_CONSTANT)
		return l1t_get_column(&c, n, values) ? n : 0;
	return l1t_get_column(&c, 1, values) ? 1 : 0;
}
