/*
 * The columns of a block, for the decoder's own files only.
 *
 * Must not know: runs, times, compression.
 */
#ifndef DECODER_COLUMNS_H
#define DECODER_COLUMNS_H

#include "l1t_decoder.h"
#include "uses_words.h"

enum {
	/* Of a record with all fields, as it may be looked at. Four words are copied at a time. */
	DECODER_RECORD_WORDS = (L1T_RECORD_HEAD_WORDS + L1T_FIELDS_MAX + 3) & ~3,
	DECODER_USUAL_WORDS = 12,       /* most records have no more */
	DECODER_AT_ONCE = 256,          /* records */
	DECODER_SPARE_BYTES = 8,        /* after the content: varints are read by eight bytes */
};

struct cursor {
	const uint8_t *p, *end;
};

static inline int get_varint(struct cursor *c, uint64_t *v)
{
	return l1t_get_varint(&c->p, c->end, v);
}

static inline size_t bytes_left(const struct cursor *c)
{
	return (size_t)(c->end - c->p);
}

struct coded_column {
	struct cursor bytes;
	uint64_t value;         /* the last one */
	uint8_t coding;         /* enum l1t_coding */
};

/* All records of a kind. */
struct kind_group {
	/* what all of them have: the head, with no thread and time, and fields that are the same */
	_Alignas(16) uint64_t model[DECODER_RECORD_WORDS];
	uint32_t words;         /* of one */
	uint8_t other_count, has_blob;
	uint8_t field[L1T_FIELDS_MAX];                  /* the other fields, */
	struct coded_column others[L1T_FIELDS_MAX];     /* and what of them is still to be read */
	struct coded_column lengths;                    /* likewise of the blobs */
	uint8_t *raw, *blob;            /* the block's content; in it, the next blob */
	struct uses_words *uses;        /* NULL: blobs are no differences */
	/* records that have nothing but what is in the model: where they begin */
	uint32_t row_count, rows[DECODER_AT_ONCE];
};

/*
 * Begins a group of a block with this content; kind 0: of records that this version does not know.
 * `uses`: for words that are differences, else NULL.
 */
void group_begin(struct kind_group *g, uint8_t kind, uint8_t *raw, struct uses_words *uses);
/* Finds the columns of the `n` > 0 records of this kind, which are all. 0: they are damaged. */
int group_read(struct kind_group *g, struct cursor *c, uint8_t kind, size_t n);
/* Gives the records that were added what is not in the model. 0: a column is damaged. */
int group_fill(struct kind_group *g, uint64_t *words);
/* Whether all of the columns was read, as has to be when the last record was filled. */
int group_is_at_end(const struct kind_group *g);

/* Adds a record at `at`, as the model has it; more words than its own are written. */
static inline struct l1t_record *group_add(struct kind_group *g, const uint64_t *words,
	uint64_t *at)
{
	const unsigned count = g->words;

	memcpy(at, g->model, DECODER_USUAL_WORDS * sizeof(*at));
	for (unsigned w = DECODER_USUAL_WORDS; w < count; w += 4)
		memcpy(at + w, g->model + w, 4 * sizeof(*at));
	g->rows[g->row_count++] = (uint32_t)(at - words);
	return (struct l1t_record *)(void *)at;
}

#endif
