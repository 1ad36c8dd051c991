/*
 * Arrays that grow when an index is used: for numbers that a trace counts up from 1.
 *
 * Must not know: what is in them.
 */
#ifndef GROWN_ARRAY_H
#define GROWN_ARRAY_H

#include <stddef.h>

/*
 * Makes `at` hold an element of this index; new elements are zero. Returns where it lies now; the
 * caller frees it. Ends the program when out of memory.
 */
void *grow_to(void *at, size_t *count, size_t *capacity, size_t index, size_t element_bytes);

#endif
