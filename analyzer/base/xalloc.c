/* Allocates memory or ends the program: see xalloc.h. */
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "message.h"
#include "xalloc.h"

void out_of_memory(void)
{
	die(EXIT_UNREADABLE, "out of memory");
}

static void *there(void *at)
{
	if (!at)
		out_of_memory();
	return at;
}

void *xmalloc(size_t bytes)
{
	return there(malloc(bytes ? bytes : 1));
}

void *xarray(size_t count, size_t bytes)
{
	return xrealloc(NULL, count, bytes);
}

void *xcalloc(size_t count, size_t bytes)
{
	return there(count && bytes ? calloc(count, bytes) : calloc(1, 1));
}

void *xrealloc(void *at, size_t count, size_t bytes)
{
	/* realloc() to 0 bytes may free the memory and return NULL */
	return there(count && bytes ? reallocarray(at, count, bytes) : realloc(at, 1));
}

char *xstrdup(const char *text)
{
	return text ? there(strdup(text)) : NULL;
}

char *xstrndup(const char *text, size_t bytes)
{
	return there(strndup(text, bytes));
}

char *xprintf(const char *format, ...)
{
	char *text = NULL;
	va_list list;
	int bytes;

	va_start(list, format);
	bytes = vasprintf(&text, format, list);
	va_end(list);
	return there(bytes < 0 ? NULL : text);
}

FILE *text_file_begin(struct text_file *t)
{
	*t = (struct text_file){0};
	t->file = there(open_memstream(&t->text, &t->bytes));
	return t->file;
}

char *text_file_end(struct text_file *t)
{
	return there(fclose(t->file) ? NULL : t->text);
}
