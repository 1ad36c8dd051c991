/*
 * Whether a name is mentioned in the lines after a statement of its function, before it is set again or
 * what it names is freed.
 *
 * Must not know: call sites, buffers.
 *
 * The lines are read from top to bottom, without what loops and branches do. In doubt it is mentioned.
 */
#ifndef LATER_MENTIONS_H
#define LATER_MENTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "source_files.h"

/* name: a variable, or a path such as self.cache. False also where the source is not at hand. */
bool mentioned_later(struct source_files *s, const char *path, size_t path_bytes, uint64_t line,
	const char *name);

/* Whether the word, or path, stands in this text as a whole. */
bool text_mentions(const char *text, size_t bytes, const char *word);
/* Whether the statement assigns to this name alone: `name = ..`. */
bool statement_sets(const char *text, size_t bytes, const char *name);

#endif
