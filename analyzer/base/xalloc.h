/*
 * Memory, or the end of the program: what these return is there. When there is none left, one line
 * says so and the exit code is that of an input that could not be read: figures that lack what was
 * not kept would not be true. How much an input may ask for is bounded before: work_allowance.h.
 *
 * Must not know: what the memory is for.
 */
#ifndef XALLOC_H
#define XALLOC_H

#include <stddef.h>
#include <stdio.h>

/* "l1analyze: out of memory" */
void out_of_memory(void) __attribute__((noreturn));

/* The caller frees what these return. Sizes are count * bytes, also when that is too large a number. */
void *xmalloc(size_t bytes) __attribute__((malloc, returns_nonnull, alloc_size(1)));
/* An array that the caller fills. */
void *xarray(size_t count, size_t bytes) __attribute__((malloc, returns_nonnull, alloc_size(1, 2)));
/* Zero. */
void *xcalloc(size_t count, size_t bytes) __attribute__((malloc, returns_nonnull, alloc_size(1, 2)));
void *xrealloc(void *at, size_t count, size_t bytes)
	__attribute__((returns_nonnull, alloc_size(2, 3)));
/* NULL of NULL. */
char *xstrdup(const char *text);
/* Of the first bytes; 0 after them. */
char *xstrndup(const char *text, size_t bytes) __attribute__((returns_nonnull));
char *xprintf(const char *format, ...) __attribute__((format(printf, 1, 2), returns_nonnull));

/* A text that is being printed to its file. */
struct text_file {
	FILE *file;
	char *text;
	size_t bytes;
};
FILE *text_file_begin(struct text_file *t);
char *text_file_end(struct text_file *t) __attribute__((returns_nonnull));

#endif
