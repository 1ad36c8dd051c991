/*
 * Preloaded: the allocations of a process are counted, and one of them (number SHORT_AT, from 1) finds
 * no memory. With SHORT_OWN those of SQLite do not count, which are many. At the end the count is
 * written to descriptor SHORT_COUNT_TO, if that is given.
 */
#include <errno.h>
#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t count, size_t bytes);
void *__libc_realloc(void *at, size_t bytes);

static unsigned long count, short_at;
static int count_to = -1;
static uintptr_t sqlite_from, sqlite_to;

static int find_sqlite(struct dl_phdr_info *info, size_t size, void *unused)
{
	(void)size;
	(void)unused;
	if (!strstr(info->dlpi_name, "libsqlite3"))
		return 0;
	for (unsigned i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *h = &info->dlpi_phdr[i];

		if (h->p_type == PT_LOAD && h->p_flags & PF_X) {
			sqlite_from = info->dlpi_addr + h->p_vaddr;
			sqlite_to = sqlite_from + h->p_memsz;
		}
	}
	return 1;
}

__attribute__((constructor)) static void begin(void)
{
	const char *at = getenv("SHORT_AT"), *to = getenv("SHORT_COUNT_TO");

	if (getenv("SHORT_OWN"))
		dl_iterate_phdr(find_sqlite, NULL);
	short_at = at ? strtoul(at, NULL, 10) : 0;
	count_to = to ? atoi(to) : -1;
	count = 0;
}

__attribute__((destructor)) static void end(void)
{
	if (count_to >= 0)
		dprintf(count_to, "%lu", count);
}

static bool is_short(const void *caller)
{
	if ((uintptr_t)caller >= sqlite_from && (uintptr_t)caller < sqlite_to)
		return false;
	if (++count != short_at)
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t bytes)
{
	return is_short(__builtin_return_address(0)) ? NULL : __libc_malloc(bytes);
}

void *calloc(size_t number, size_t bytes)
{
	return is_short(__builtin_return_address(0)) ? NULL : __libc_calloc(number, bytes);
}

void *realloc(void *at, size_t bytes)
{
	return is_short(__builtin_return_address(0)) ? NULL : __libc_realloc(at, bytes);
}
