/*
 * What a text of the runtime says: its exceptions carry the place in the runtime, the words after
 * "info:", and a backtrace.
 *
 * Must not know: failures.
 */
#ifndef EXCEPTION_TEXT_H
#define EXCEPTION_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* The words, as they stand there; the whole text where none are marked. Returns how many bytes. */
size_t exception_words(const char *text, const char **begin);
/* The same in one line. */
void exception_line(const char *text, char *out, size_t room);
/* Do the words speak of memory, L1, circular or dataflow buffers? */
bool exception_is_about_memory(const char *text);

/* Do they say that a tensor has no memory: that it was freed, or never had any? */
bool exception_is_about_a_freed_buffer(const char *text);

#endif
