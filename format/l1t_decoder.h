/*
 * Turns one block's bytes into its records. No I/O; the bytes are not trusted.
 *
 * Must not know: files, other blocks, what records mean.
 */
#ifndef L1T_DECODER_H
#define L1T_DECODER_H

#include "l1t_encoder.h"
#include "l1t_record.h"
#include "l1t_wire.h"

enum { L1T_RECORD_HEAD_WORDS = offsetof(struct l1t_record, f) / sizeof(uint64_t) };

/*
 * The records lie one after the other, each as long as its kind has fields; after the last one is
 * room for the others. Their kind is 0 if this version does not know it; they are not to be yielded.
 * The records of a stretch are each not before the one before it.
 */
struct l1t_block {
	uint64_t *words;
	uint32_t *starts;       /* each record's first word */
	uint32_t *ends;         /* of each stretch: the first record that is not in it */
	uint8_t *raw;           /* content of the frame: the blobs are in it */
	struct l1t_run *runs;
	size_t bytes;           /* memory that the block needs */
	int64_t latest_ns;      /* of its records; not of a live file's block */
	uint64_t kinds;         /* bits of those that occur; likewise */
	uint32_t count, run_count, stretch_count;
	uint32_t pending;       /* for the reader: records not yet yielded */
	struct l1t_skimmed *skimmed;    /* of all records; NULL: the block has all */
	struct l1t_block *next; /* in a list of blocks that are done with, */
	size_t raw_room, word_room, start_room, stretch_room;   /* and have so much room */
};

struct l1t_decoder;     /* what is kept for the next block; not thread safe */

struct l1t_decoder *l1t_decoder_new(void);
void l1t_decoder_free(struct l1t_decoder *d);
/* From now on blocks get only records of these kinds (bits 1 << enum l1t_kind): see l1t_skim.h. */
void l1t_decoder_skim(struct l1t_decoder *d, uint64_t wanted);

enum l1t_decode_result { L1T_DECODE_OK = 0, L1T_DECODE_DAMAGED, L1T_DECODE_NO_MEMORY };
/* `frame`: the h->frame_bytes bytes after the block header. The caller frees *out. */
enum l1t_decode_result l1t_block_decode(struct l1t_decoder *d, const struct l1t_block_header *h,
	const uint8_t *frame, struct l1t_block **out);
void l1t_block_free(struct l1t_block *block);
/* As l1t_block_free(), but the memory may be used for the decoder's next blocks. */
void l1t_decoder_reuse(struct l1t_decoder *d, struct l1t_block *block);
/* Adds a stretch that ends before record `end`. -1: out of memory. */
int l1t_block_stretch(struct l1t_block *block, uint32_t end);

/* Whether record `a` comes before `b`. */
static inline int l1t_is_before(const struct l1t_record *a, const struct l1t_record *b)
{
	if (a->time_ns != b->time_ns)
		return a->time_ns < b->time_ns;
	if (a->thread != b->thread)
		return a->thread < b->thread;
	return a->seq < b->seq;
}

static inline struct l1t_record *l1t_block_record(const struct l1t_block *block, uint32_t i)
{
	return (struct l1t_record *)(void *)(block->words + block->starts[i]);
}

static inline int l1t_block_has(const struct l1t_block *block, enum l1t_kind kind)
{
	return (int)(block->kinds >> kind & 1);
}

#endif
