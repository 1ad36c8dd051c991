/*
 * Reads the text of an exception of the runtime: a place in the runtime, a message after "info:",
 * and a backtrace.
 *
 * Must not know: failures.
 */
#ifndef EXCEPTION_TEXT_H
#define EXCEPTION_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Finds the message; without "info:" it begins where the text does. Returns its bytes. */
size_t exception_words(const char *text, const char **begin);
/* Copies the message as one line, as much as fits into `room` bytes with the final 0. */
void exception_line(const char *text, char *out, size_t room);
/* Whether the message mentions memory, L1, circular or dataflow buffers. */
bool exception_is_about_memory(const char *text);
/* Whether it says that there is too little of that. */
bool exception_is_about_room(const char *text);

/* Whether the message says that a tensor has no memory: it was freed, or never had any. */
bool exception_is_about_a_freed_buffer(const char *text);

#endif
