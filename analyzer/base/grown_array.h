/*
 * Arrays that grow: by one element after another, or when an index is used, for numbers that a trace
 * counts up from 1. The caller frees them. There is memory, or the program ends: xalloc.h.
 *
 * Must not know: what is in them.
 */
#ifndef GROWN_ARRAY_H
#define GROWN_ARRAY_H

#include <stddef.h>

/* Makes room for one element after `count`; the caller writes it, and counts it. */
#define GROW(at, count, capacity) \
	((count) < (capacity) ? (void)0 : (void)((at) = grow((at), &(capacity), sizeof(*(at)))))

/* Room for about twice as many; returns where the array lies now. */
void *grow(void *at, size_t *capacity, size_t element_bytes);
/* The same for what may be left out; NULL: there is no memory, and all is as it was. */
void *try_grow(void *at, size_t *capacity, size_t element_bytes);
/* Makes `at` hold an element of this index; new elements are zero. Returns where it lies now. */
void *grow_to(void *at, size_t *count, size_t *capacity, size_t index, size_t element_bytes);

#endif
