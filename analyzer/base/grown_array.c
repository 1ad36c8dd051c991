/*
 * Arrays that grow: see grown_array.h.
 *
 * Must not know: what is in them.
 */
#include <stdlib.h>
#include <string.h>
#include "grown_array.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { FIRST = 8 };

static size_t more(size_t capacity)
{
	if (capacity > SIZE_MAX / 2)
		out_of_memory();
	return capacity ? capacity * 2 : FIRST;
}

void *grow(void *at, size_t *capacity, size_t element_bytes)
{
	*capacity = more(*capacity);
	return xrealloc(at, *capacity, element_bytes);
}

void *try_grow(void *at, size_t *capacity, size_t element_bytes)
{
	size_t wanted = more(*capacity);
	void *grown = reallocarray(at, wanted, element_bytes);

	if (grown)
		*capacity = wanted;
	return grown;
}

void *grow_to(void *at, size_t *count, size_t *capacity, size_t index, size_t element_bytes)
{
	size_t wanted = *capacity;

	if (index < *count)
		return at;
	while (wanted <= index)
		wanted = more(wanted);
	if (wanted != *capacity)
		at = xrealloc(at, wanted, element_bytes);
	work_spend_each(index + 1 - *count, element_bytes / 4 + 1);
	memset((char *)at + *count * element_bytes, 0, (index + 1 - *count) * element_bytes);
	*capacity = wanted;
	*count = index + 1;
	return at;
}
