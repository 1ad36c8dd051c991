/*
 * Cores as text, in as few rectangles as are found quickly: "0,0-7,3 0,4-3,4".
 *
 * Must not know: what the cores do.
 */
#ifndef CORE_LISTS_H
#define CORE_LISTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct core_at {
	uint64_t x, y;
};

struct core_list {
	struct core_at *at;     /* by y, then x */
	size_t count;
};

/* The caller frees the text. */
char *core_list_text(const struct core_list *list);
/* Whether such a text names this core; NULL: it is not known which cores there are, and it does. */
bool core_text_has(const char *cores, uint64_t x, uint64_t y);

#endif
