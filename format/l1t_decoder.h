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

struct l1t_entry {
	int64_t time_ns;
	uint64_t seq;
	uint32_t thread;
	uint32_t fields;        /* index of its first field in l1t_block.fields */
	uint32_t blob, blob_bytes;      /* in l1t_block.raw */
	uint8_t kind;           /* 0: a kind unknown to this version; not to be yielded */
};

struct l1t_block {
	struct l1t_entry *entries;
	uint64_t *fields;
	uint8_t *raw;           /* content of the frame */
	struct l1t_run *runs;
	size_t bytes;           /* memory that the block takes */
	uint32_t count, run_count;
	uint32_t pending;       /* for the reader: records not yet yielded */
};

struct l1t_decoder;     /* a zstd context, kept for the next block; not thread safe */

struct l1t_decoder *l1t_decoder_new(void);
void l1t_decoder_free(struct l1t_decoder *d);

enum l1t_decode_result { L1T_DECODE_OK = 0, L1T_DECODE_DAMAGED, L1T_DECODE_NO_MEMORY };
/* `frame`: the h->frame_bytes bytes after the block header. The caller frees *out. */
enum l1t_decode_result l1t_block_decode(struct l1t_decoder *d, const struct l1t_block_header *h,
	const uint8_t *frame, struct l1t_block **out);
void l1t_block_free(struct l1t_block *block);
/* Gives record i of the block; *out points into the block. */
void l1t_block_record(const struct l1t_block *block, uint32_t i, struct l1t_record *out);

#endif
