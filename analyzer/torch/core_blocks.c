/*
 * What a core holds as blocks: see core_blocks.h.
 *
 * Must not know: SQL, how blocks are written.
 */
#include <stdlib.h>
#include "core_blocks.h"
#include "xalloc.h"

void core_blocks_begin(struct core_blocks *b, uint64_t base, uint64_t end, block_sink *sink,
	void *context)
{
	*b = (struct core_blocks){.sink = sink, .context = context, .base = base,
		.end = end > base ? end : base};
	b->behind = b->most_behind = b->end;
}

void core_blocks_free(struct core_blocks *b)
{
	for (unsigned i = 0; i < BLOCK_GROUPS; i++)
		range_counts_free(&b->unions[i]);
	table_free(&b->by_address);
	table_free_values(&b->by_holder);
}

/* The block's own address, or one behind the memory. */
static uint64_t place(struct core_blocks *b, uint64_t address, uint64_t bytes, bool apart)
{
	uint64_t at;

	if (apart && address >= b->base && address <= b->end && bytes <= b->end - address &&
		!table_get(&b->by_address, address))
		return address;
	at = b->behind;
	b->behind += bytes;
	if (b->behind > b->most_behind)
		b->most_behind = b->behind;
	return at;
}

static void comes(struct core_blocks *b, const struct core_block *block)
{
	b->held_bytes += block->bytes;
	if (b->held_bytes > b->most_bytes)
		b->most_bytes = b->held_bytes;
	b->sink(b->context, block, false);
}

static void goes(struct core_blocks *b, const struct core_block *block)
{
	b->held_bytes -= block->bytes;
	b->sink(b->context, block, true);
}

static uint64_t end_of(const struct held_range *r)
{
	return r->bytes > UINT64_MAX - r->address ? UINT64_MAX : r->address + r->bytes;
}

void core_blocks_take(struct core_blocks *b, const struct held_range *r)
{
	const uint64_t added = range_counts_change(&b->unions[r->group], r->address, end_of(r), 1);
	struct core_block *block;

	if (!added)
		return;
	block = table_make(&b->by_holder, r->holder, sizeof(*block));
	*block = (struct core_block){.holder = r->holder, .bytes = added,
		.address = place(b, r->address, added, added == r->bytes)};
	table_put(&b->by_address, block->address, block);
	comes(b, block);
}

/* Makes the block of nobody this large. */
static void set_left(struct core_blocks *b, uint64_t bytes)
{
	if (b->left.bytes)
		goes(b, &b->left);
	b->left = (struct core_block){.holder = NOBODY, .bytes = bytes};
	if (!bytes)
		return;
	b->left.address = place(b, 0, bytes, false);
	comes(b, &b->left);
}

void core_blocks_give_back(struct core_blocks *b, const struct held_range *r)
{
	const uint64_t gone = range_counts_change(&b->unions[r->group], r->address, end_of(r), -1);
	struct core_block *block = table_take(&b->by_holder, r->holder);
	const uint64_t had = block ? block->bytes : 0;

	if (block) {
		table_remove(&b->by_address, block->address);
		goes(b, block);
		free(block);
	}
	if (had != gone)
		set_left(b, b->left.bytes + had - gone);
}

void core_blocks_run(struct core_blocks *b, uint64_t holder, uint64_t total_bytes)
{
	struct core_block block = {.holder = holder};

	if (total_bytes <= b->held_bytes)
		return;
	block.bytes = total_bytes - b->held_bytes;
	/* programs are placed from the begin on */
	block.address = place(b, b->base, block.bytes, true);
	comes(b, &block);
	goes(b, &block);
	if (block.address == b->behind - block.bytes && block.address >= b->end)
		b->behind = block.address;
}

static int by_address(const void *a, const void *b)
{
	const struct core_block *x = a, *y = b;

	return (x->address > y->address) - (x->address < y->address);
}

struct core_block *core_blocks_left(const struct core_blocks *b, size_t *count)
{
	struct core_block *all = xarray(b->by_holder.count + 1, sizeof(*all));

	*count = 0;
	for (size_t i = 0; i < b->by_holder.capacity; i++)
		if (b->by_holder.at[i].value)
			all[(*count)++] = *(const struct core_block *)b->by_holder.at[i].value;
	if (b->left.bytes)
		all[(*count)++] = b->left;
	qsort(all, *count, sizeof(*all), by_address);
	return all;
}
