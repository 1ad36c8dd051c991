/*
 * Memory of decoded blocks, for the decoder's own files only: that of a block which is done with is
 * used for another one. To get new pages for each block costs as much as to unpack it.
 *
 * Must not know: what is in a block.
 */
#ifndef DECODER_MEMORY_H
#define DECODER_MEMORY_H

#include "l1t_decoder.h"

struct spare_blocks {
	struct l1t_block *first;
	size_t bytes;
};

/* An empty block, which may have room from before; NULL: out of memory. */
struct l1t_block *spare_blocks_take(struct spare_blocks *s);
/* Keeps it, or frees it if enough are kept. */
void spare_blocks_keep(struct spare_blocks *s, struct l1t_block *block);
void spare_blocks_free(struct spare_blocks *s);

/*
 * Makes room for `count` things of `size` bytes at *data, of which there are *room; not for those
 * that are there. 0: out of memory.
 */
int block_room(void *data, size_t *room, size_t count, size_t size);

#endif
