/*
 * The order of numbers: which is the smallest, the next, .. Equal ones keep their order. Takes time in
 * proportion to how many they are.
 *
 * Must not know: what the numbers are.
 */
#ifndef SORTED_ORDER_H
#define SORTED_ORDER_H

#include <stddef.h>
#include <stdint.h>

/* Indexes of the keys, the caller frees them; NULL for none. At most 2^32 - 1 keys. */
uint32_t *sorted_order(const uint64_t *keys, size_t count);

#endif
