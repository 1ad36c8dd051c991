/*
 * Our library is first, but after a sanitizer's runtime, which demands to be before all others.
 *
 * Must not know: what the libraries do.
 */
#include "preload_list.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool is_sanitizer(const char *name, size_t length)
{
	static const char *const runtimes[] = {"libasan.so", "libtsan.so", "libubsan.so",
		"liblsan.so", "libhwasan.so", "libclang_rt."};
	const char *file = name;

	for (size_t i = 0; i < length; i++)
		if (name[i] == '/')
			file = name + i + 1;
	length -= (size_t)(file - name);
	for (size_t i = 0; i < sizeof(runtimes) / sizeof(*runtimes); i++)
		if (length >= strlen(runtimes[i]) && !memcmp(file, runtimes[i], strlen(runtimes[i])))
			return true;
	return false;
}

static void append(char *list, const char *name, size_t length)
{
	size_t used = strlen(list);

	if (used)
		list[used++] = ':';
	memcpy(list + used, name, length);
	list[used + length] = '\0';
}

/* Appends the entries of `others` that are sanitizers, or those that are not. */
static void append_others(char *list, const char *others, bool sanitizers)
{
	for (const char *p = others; *p;) {
		size_t length = strcspn(p, ": ");

		if (length && is_sanitizer(p, length) == sanitizers)
			append(list, p, length);
		p += length;
		p += strspn(p, ": ");
	}
}

char *preload_list(const char *ours, const char *others)
{
	char *list = calloc(1, strlen(ours) + (others ? strlen(others) : 0) + 3);

	if (!list)
		return NULL;
	append_others(list, others ? others : "", true);
	if (*ours)
		append(list, ours, strlen(ours));
	append_others(list, others ? others : "", false);
	return list;
}
