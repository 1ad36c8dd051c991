/*
 * The least that a reader can do: decodes the blocks of a trace one after the other and adds up the
 * sizes of its allocations. Prints the sum.
 *
 *     block_loop TRACE
 *
 * Must not know: what records mean besides.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include "l1t_decoder.h"

static uint64_t allocated(const struct l1t_block *block)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < block->count; i++) {
		const struct l1t_record *r = l1t_block_record(block, i);

		if (r->kind == L1T_ALLOC)
			sum += r->alloc.size_bytes;
	}
	return sum;
}

/* 1: the sizes of the next block are in *sum; 0: there is none; -1: it is damaged. */
static int next_block(FILE *in, struct l1t_decoder *decoder, uint64_t *sum)
{
	uint8_t bytes[L1T_BLOCK_HEADER_BYTES], *frame;
	struct l1t_block_header h;
	struct l1t_block *block;
	int got = -1;

	if (fread(bytes, sizeof(bytes), 1, in) != 1)
		return feof(in) ? 0 : -1;
	if (l1t_read_block_header(&h, bytes) != L1T_HEADER_OK ||
		!(frame = malloc(h.frame_bytes + 1u)))
		return -1;
	if (fread(frame, 1, h.frame_bytes, in) == h.frame_bytes &&
		l1t_block_decode(decoder, &h, frame, &block) == L1T_DECODE_OK) {
		*sum = allocated(block);
		l1t_decoder_reuse(decoder, block);
		got = 1;
	}
	free(frame);
	return got;
}

int main(int argc, char **argv)
{
	struct l1t_decoder *decoder = l1t_decoder_new();
	FILE *in = argc == 2 ? fopen(argv[1], "rb") : NULL;
	uint64_t sum = 0, of_block;
	int got;

	if (!in || !decoder || fseek(in, L1T_FILE_HEADER_BYTES, SEEK_SET)) {
		fprintf(stderr, "usage: block_loop TRACE\n");
		return 2;
	}
	while ((got = next_block(in, decoder, &of_block)) == 1)
		sum += of_block;
	printf("%" PRIu64 "\n", sum);
	fclose(in);
	l1t_decoder_free(decoder);
	return got ? 3 : 0;
}
