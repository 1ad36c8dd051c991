/*
 * Allocates memory or ends the program, so results are never NULL. When memory runs out, one line
 * reports it and the exit code is that of an unreadable input, since figures of a part of the data
 * would be wrong. How much memory an input may ask for is limited by work_allowance.h.
 *
 * Must not know: what the memory is for.
 */
#ifndef XALLOC_H
#define XALLOC_H

#include <stddef.h>
#include <stdio.h>

/* Ends the program with "l1analyze: out of memory". */
void out_of_memory(void) __attribute__((noreturn));

/* The caller frees what these return. If count * bytes overflows, memory counts as run out. */
void *xmalloc(size_t bytes) __attribute__((malloc, returns_nonnull, alloc_size(1)));
/* An array that is not initialized. */
void *xarray(size_t count, size_t bytes) __attribute__((malloc, returns_nonnull, alloc_size(1, 2)));
/* An array of zeros. */
void *xcalloc(size_t count, size_t bytes) __attribute__((malloc, returns_nonnull, alloc_size(1, 2)));
void *xrealloc(void *at, size_t count, size_t bytes)
	__attribute__((returns_nonnull, alloc_size(2, 3)));
/* A copy of the text; NULL: NULL. */
char *xstrdup(const char *text);
/* A copy of at most the first `bytes` bytes, with a final 0. */
char *xstrndup(const char *text, size_t bytes) __attribute__((returns_nonnull));
char *xprintf(const char *format, ...) __attribute__((format(printf, 1, 2), returns_nonnull));

/* A text that is made by printing to `file`. */
struct text_file {
	FILE *file;
	char *text;
	size_t bytes;
};
FILE *text_file_begin(struct text_file *t);
/* Closes the file. Returns the text, which the caller frees. */
char *text_file_end(struct text_file *t) __attribute__((returns_nonnull));

#endif
