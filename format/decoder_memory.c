/* Memory of blocks: see decoder_memory.h. */
#include <stdlib.h>
#include "decoder_memory.h"

/* Two blocks of the usual size: no more wait to be used again, in one thread or with one ahead. */
enum { SPARE_BYTES_MAX = 2 << 20 };

static size_t bytes_of(const struct l1t_block *b)
{
	return sizeof(*b) + b->raw_room + b->word_room * sizeof(*b->words) +
		b->start_room * sizeof(*b->starts) + b->stretch_room * sizeof(*b->ends);
}

struct l1t_block *spare_blocks_take(struct spare_blocks *s)
{
	struct l1t_block *b = s->first, old;

	if (!b)
		return calloc(1, sizeof(*b));
	s->first = b->next;
	s->bytes -= bytes_of(b);
	free(b->runs);
	free(b->skimmed);
	old = *b;
	*b = (struct l1t_block){.words = old.words, .starts = old.starts, .ends = old.ends,
		.raw = old.raw, .raw_room = old.raw_room, .word_room = old.word_room,
		.start_room = old.start_room, .stretch_room = old.stretch_room};
	return b;
}

void spare_blocks_keep(struct spare_blocks *s, struct l1t_block *block)
{
	const size_t bytes = bytes_of(block);

	if (bytes > SPARE_BYTES_MAX - s->bytes) {
		l1t_block_free(block);
		return;
	}
	s->bytes += bytes;
	block->next = s->first;
	s->first = block;
}

void spare_blocks_free(struct spare_blocks *s)
{
	while (s->first) {
		struct l1t_block *next = s->first->next;

		l1t_block_free(s->first);
		s->first = next;
	}
}

int block_room(void *data, size_t *room, size_t count, size_t size)
{
	void **const p = data;

	if (*room >= count)
		return 1;
	free(*p);
	*p = malloc(count * size);
	*room = *p ? count : 0;
	return *p != NULL;
}

void l1t_block_free(struct l1t_block *block)
{
	if (!block)
		return;
	free(block->words);
	free(block->starts);
	free(block->ends);
	free(block->raw);
	free(block->runs);
	free(block->skimmed);
	free(block);
}

int l1t_block_stretch(struct l1t_block *block, uint32_t end)
{
	if (block->stretch_count == block->stretch_room) {
		const size_t room = block->stretch_room ? block->stretch_room * 2 : 16;
		uint32_t *grown = realloc(block->ends, room * sizeof(*grown));

		if (!grown)
			return -1;
		block->ends = grown;
		block->stretch_room = room;
	}
	block->ends[block->stretch_count++] = end;
	return 0;
}
