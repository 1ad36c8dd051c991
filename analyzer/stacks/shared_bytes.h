/*
 * Bytes that several holders have at the same addresses, counted once: what is written as weights of
 * stacks is 0 or more, and adds up to what the core holds.
 *
 * Must not know: SQL, who the holders are.
 */
#ifndef SHARED_BYTES_H
#define SHARED_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct holding {
	uint64_t group;         /* only holders of one group share bytes */
	bool has_address;
	uint64_t address;
	int64_t bytes;          /* less than 0: a correction of its group, which has no address */
};

/*
 * Takes each correction from holdings of its group and makes it 0: from those whose addresses an earlier
 * one has too, by address; the rest from the largest ones. Where all of them have less, they become 0.
 */
void shared_bytes_once(struct holding *at, size_t count);

#endif
