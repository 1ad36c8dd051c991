/*
 * Reads the columns of a block, kind by kind: first where they are, and the values that all records
 * of the kind have, which become its model; then those of the other columns, into the records.
 *
 * Must not know: runs, times, compression. Layout: FORMAT.md, "Groups" and "Columns".
 */
#include "decoder_columns.h"
#include "l1t_codec.h"

enum { AT_ONCE = 8 };

/* In each of eight bytes the bit that says that the next byte belongs to it. */
#define CONTINUES 0x8080808080808080u

static inline uint64_t load(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return le64toh(v);
}

/* The next varint; without branches where it has at most eight bytes. */
static inline int get_value(struct cursor *c, uint64_t *v)
{
	uint64_t x = load(c->p), ends = ~x & CONTINUES;
	size_t n;

	if (!ends)
		return get_varint(c, v);
	n = (size_t)__builtin_ctzll(ends) / 8 + 1;
	if (n > bytes_left(c))
		return 0;
	c->p += n;
	x &= (ends ^ (ends - 1)) & ~CONTINUES;
	x = (x & 0x007f007f007f007f) | (x & 0x7f007f007f007f00) >> 1;
	x = (x & 0x00003fff00003fff) | (x & 0x3fff00003fff0000) >> 2;
	*v = (x & 0x000000000fffffff) | (x & 0x0fffffff00000000) >> 4;
	return 1;
}

/* The next value of a column whose values are not looked at in a row. */
static int next_value(struct coded_column *c, uint64_t *v)
{
	uint64_t more;

	if (c->coding == L1T_CODING_CONSTANT) {
		*v = c->value;
		return 1;
	}
	if (!get_varint(&c->bytes, &more))
		return 0;
	c->value = c->coding == L1T_CODING_DELTA ? c->value + (uint64_t)l1t_unzigzag(more) : more;
	*v = c->value;
	return 1;
}

/* Finds the next column. `wanted`: it is also checked, and the value read that all have. */
static int find_column(struct cursor *c, struct coded_column *column, int wanted)
{
	uint64_t bytes;

	if (!bytes_left(c))
		return 0;
	*column = (struct coded_column){.coding = *c->p++};
	if (!get_varint(c, &bytes) || bytes > bytes_left(c))
		return 0;
	column->bytes.p = c->p;
	column->bytes.end = c->p = c->p + bytes;
	if (!wanted)
		return 1;
	if (column->coding == L1T_CODING_CONSTANT)
		return get_varint(&column->bytes, &column->value) &&
			!bytes_left(&column->bytes);
	return column->coding == L1T_CODING_PLAIN || column->coding == L1T_CODING_DELTA;
}

/* Finds the blobs of n records and what comes after them. */
static int find_blobs(struct kind_group *g, struct cursor *c, size_t n)
{
	struct coded_column lengths;

	if (!find_column(c, &g->lengths, 1))
		return 0;
	lengths = g->lengths;
	g->blob = g->raw + (c->p - g->raw);
	for (size_t i = 0; i < n; i++) {
		uint64_t bytes;

		if (!next_value(&lengths, &bytes) || bytes > bytes_left(c))
			return 0;
		c->p += bytes;
	}
	return !bytes_left(&lengths.bytes);
}

void group_begin(struct kind_group *g, uint8_t kind, uint8_t *raw, struct uses_words *uses)
{
	struct l1t_record head = {.kind = kind, .blob = raw};

	memcpy(g->model, &head, L1T_RECORD_HEAD_WORDS * sizeof(*g->model));
	g->words = L1T_RECORD_HEAD_WORDS + l1t_kinds[kind].fields;
	g->row_count = 0;
	g->other_count = 0;
	g->has_blob = 0;
	g->raw = raw;
	g->uses = uses;
	if (uses)
		uses_words_begin(uses);
}

int group_read(struct kind_group *g, struct cursor *c, uint8_t kind, size_t n)
{
	const unsigned known = kind < L1T_KIND_COUNT ? l1t_kinds[kind].fields : 0;
	unsigned fields;
	int has_blob;

	if (bytes_left(c) < 3 || *c->p != kind)
		return 0;
	fields = c->p[1];
	has_blob = c->p[2];
	c->p += 3;
	for (unsigned f = 0; f < fields; f++) {
		struct coded_column column;

		if (!find_column(c, &column, f < known))
			return 0;
		if (f >= known)
			continue;
		g->model[L1T_RECORD_HEAD_WORDS + f] = column.value;
		if (column.coding == L1T_CODING_CONSTANT)
			continue;
		g->field[g->other_count] = (uint8_t)f;
		g->others[g->other_count++] = column;
	}
	for (unsigned f = fields; f < known; f++)
		g->model[L1T_RECORD_HEAD_WORDS + f] = L1T_UNKNOWN;
	if (has_blob && !find_blobs(g, c, n))
		return 0;
	g->has_blob = has_blob && known ? l1t_kinds[kind].has_blob : 0;
	return 1;
}

/* Puts the next values of a column to out[rows[0..n)]. */
static inline __attribute__((always_inline)) int fill(struct coded_column *column, int is_delta,
	uint64_t *out, const uint32_t *rows, size_t n)
{
	struct cursor in = column->bytes;
	uint64_t value = column->value, v;

	for (size_t i = 0; i < n;) {
		if (n - i >= AT_ONCE && bytes_left(&in) >= AT_ONCE && !(load(in.p) & CONTINUES)) {
			for (size_t end = i + AT_ONCE; i < end; i++) {
				v = *in.p++;
				value = is_delta ? value + (uint64_t)l1t_unzigzag(v) : v;
				out[rows[i]] = value;
			}
			continue;
		}
		if (!get_value(&in, &v))
			return 0;
		value = is_delta ? value + (uint64_t)l1t_unzigzag(v) : v;
		out[rows[i++]] = value;
	}
	column->bytes = in;
	column->value = value;
	return 1;
}

static void fill_blobs(struct kind_group *g, uint64_t *words)
{
	for (size_t i = 0; i < g->row_count; i++) {
		struct l1t_record *r = (void *)(words + g->rows[i]);
		uint64_t bytes = 0;

		next_value(&g->lengths, &bytes);        /* group_read() has seen all of them */
		r->blob = g->blob;
		r->blob_bytes = (uint32_t)bytes;
		if (g->uses)
			uses_words_from_differences(g->uses, r->uses.program, g->blob, bytes);
		g->blob += bytes;
	}
}

int group_fill(struct kind_group *g, uint64_t *words)
{
	for (unsigned i = 0; i < g->other_count; i++) {
		struct coded_column *column = &g->others[i];
		uint64_t *out = words + L1T_RECORD_HEAD_WORDS + g->field[i];

		if (!(column->coding == L1T_CODING_DELTA
				? fill(column, 1, out, g->rows, g->row_count)
				: fill(column, 0, out, g->rows, g->row_count)))
			return 0;
	}
	if (g->has_blob)
		fill_blobs(g, words);
	g->row_count = 0;
	return 1;
}

int group_is_at_end(const struct kind_group *g)
{
	for (unsigned i = 0; i < g->other_count; i++)
		if (bytes_left(&g->others[i].bytes))
			return 0;
	return 1;
}
