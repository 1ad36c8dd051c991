/*
 * Arrays that grow when an index is used: see grown_array.h.
 *
 * Must not know: what is in them.
 */
#include <stdlib.h>
#include <string.h>
#include "grown_array.h"
#include "message.h"
#include "work_allowance.h"

void *grow_to(void *at, size_t *count, size_t *capacity, size_t index, size_t element_bytes)
{
	size_t wanted = *capacity ? *capacity : 16;
	char *grown = at;

	if (index < *count)
		return at;
	while (wanted <= index)
		wanted *= 2;
	if (wanted != *capacity)
		grown = realloc(at, wanted * element_bytes);
	if (!grown)
		die(EXIT_UNREADABLE, "out of memory");
	work_spend_each(index + 1 - *count, element_bytes / 4 + 1);
	memset(grown + *count * element_bytes, 0, (index + 1 - *count) * element_bytes);
	*capacity = wanted;
	*count = index + 1;
	return grown;
}
