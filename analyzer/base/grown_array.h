/*
 * Arrays that grow: one element after another, or up to an index that is used (for numbers that a
 * trace counts up from 1). The caller frees them. When memory runs out the program ends: xalloc.h.
 *
 * Must not know: what is in them.
 */
#ifndef GROWN_ARRAY_H
#define GROWN_ARRAY_H

#include <stddef.h>

/* Makes room for one element after `count`; the caller writes it, and counts it. */
#define GROW(at, count, capacity) \
	((count) < (capacity) ? (void)0 : (void)((at) = grow((at), &(capacity), sizeof(*(at)))))

/* Doubles *capacity. Returns the array's new address. */
void *grow(void *at, size_t *capacity, size_t element_bytes);
/* The same for data that may be left out. NULL: there is no memory, and nothing has changed. */
void *try_grow(void *at, size_t *capacity, size_t element_bytes);
/* Gives the array an element `index`; new elements are zero. Returns the array's new address. */
void *grow_to(void *at, size_t *count, size_t *capacity, size_t index, size_t element_bytes);

#endif
