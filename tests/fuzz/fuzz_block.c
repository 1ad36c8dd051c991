/*
 * Fuzzes the block decoder: the input is a block's content, which is packed here, so that zstd's
 * checksum does not stop the fuzzer. The first byte gives the number of records.
 */
#include <stdlib.h>
#include <zstd.h>
#include "l1t_decoder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static volatile uint64_t looked_at;

static void look_at(uint64_t value)
{
	looked_at += value;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	static struct l1t_decoder *decoder;
	static uint8_t frame[ZSTD_COMPRESSBOUND(65536) + 64];
	struct l1t_block_header h = {0};
	struct l1t_block *block;

	if (!decoder)
		decoder = l1t_decoder_new();
	if (bytes < 2 || bytes > 65536)
		return 0;
	h.records = data[0];
	h.raw_bytes = (uint32_t)(bytes - 1);
	h.frame_bytes = (uint32_t)ZSTD_compress(frame, sizeof(frame), data + 1, bytes - 1, -5);
	if (l1t_block_decode(decoder, &h, frame, &block) != L1T_DECODE_OK)
		return 0;
	for (uint32_t i = 0; i < block->count; i++) {
		/* one may be copied as if it had all fields */
		const struct l1t_record r = *l1t_block_record(block, i);

		for (unsigned f = 0; f < L1T_FIELDS_MAX; f++)
			look_at(r.f[f]);
		for (uint32_t k = 0; k < r.blob_bytes; k++)
			look_at(r.blob[k]);
	}
	l1t_decoder_reuse(decoder, block);
	return 0;
}
