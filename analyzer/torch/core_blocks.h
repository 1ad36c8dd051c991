/*
 * What a core holds as blocks of bytes that come and go, each with an address that no other one has at
 * the time, and together never more or less than what the core holds.
 *
 * Must not know: SQL, how blocks are written.
 *
 * Bytes that several buffers have at the same addresses (of several devices on one chip) count once: a
 * block is what a buffer adds to those that were there, and what is left of it when that one goes is
 * a block of nobody. What lies beside the core's memory, or where another block is, is given an
 * address behind the memory.
 */
#ifndef CORE_BLOCKS_H
#define CORE_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "id_map.h"
#include "range_counts.h"

struct core_block {
	uint64_t address, bytes;
	uint64_t holder;        /* the caller's number; NOBODY: bytes that several had */
};
enum { NOBODY = 0 };
/* Unions that are counted apart. */
enum block_group { BLOCKS_L1, BLOCKS_L1_SMALL, BLOCKS_OWN_L1, BLOCKS_OWN_L1_SMALL, BLOCKS_PERSISTENT,
	BLOCK_GROUPS };

/* What is done with blocks. `freed`: it goes; else it comes. */
typedef void block_sink(void *context, const struct core_block *block, bool freed);

struct core_blocks {
	block_sink *sink;
	void *context;
	uint64_t base, end;             /* the core's memory; set by the caller */
	uint64_t behind, most_behind;   /* the next address behind it, and the last one so far */
	uint64_t held_bytes, most_bytes;        /* now, and the most so far */
	struct range_counts unions[BLOCK_GROUPS];
	struct table by_holder, by_address;     /* blocks that are there */
	struct core_block left;         /* of nobody; 0 bytes: none */
};

/* memory: [base, end). Free with core_blocks_free(). */
void core_blocks_begin(struct core_blocks *b, uint64_t base, uint64_t end, block_sink *sink,
	void *context);
void core_blocks_free(struct core_blocks *b);

struct held_range {
	uint64_t holder;                /* 1 or more */
	enum block_group group;
	uint64_t address, bytes;
};
void core_blocks_take(struct core_blocks *b, const struct held_range *r);
void core_blocks_give_back(struct core_blocks *b, const struct held_range *r);
/* A program of this holder runs, while the core holds `total_bytes`: it comes and goes. */
void core_blocks_run(struct core_blocks *b, uint64_t holder, uint64_t total_bytes);

/* Blocks that are there, by address. The caller frees them. */
struct core_block *core_blocks_left(const struct core_blocks *b, size_t *count);

#endif
