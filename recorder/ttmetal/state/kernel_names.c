/*
 * Keeps the names of the kernels of the programs compiled last, in alphabetical order: kernels are
 * compiled in parallel, and a program's name must not depend on which was first.
 *
 * Must not know: hooks, launches.
 */
#include <string.h>
#include "kernel_names.h"
#include "l1trace.h"
#include "pointer_map.h"

enum { PROGRAMS = 256, NAMES = 4, NAME_MAX_BYTES = 48 };

struct named {
	const void *program;
	unsigned count;
	char names[NAMES][NAME_MAX_BYTES];      /* the first ones, sorted, each once */
};

static struct named all[PROGRAMS];              /* under TTM_LOCK_KERNELS */
static unsigned next;

static struct named *find(const void *program)
{
	for (unsigned i = 0; i < PROGRAMS; i++)
		if (all[i].program == program)
			return &all[i];
	return NULL;
}

static void insert(struct named *n, const char *name)
{
	unsigned i = 0;

	while (i < n->count && strcmp(n->names[i], name) < 0)
		i++;
	if (i == NAMES || (i < n->count && !strcmp(n->names[i], name)))
		return;
	if (n->count < NAMES)
		n->count++;
	memmove(n->names[i + 1], n->names[i], (n->count - 1 - i) * sizeof(n->names[0]));
	strcpy(n->names[i], name);
}

void ttm_kernel_names_add(const void *program, const char *name, size_t length)
{
	const char *slash = memchr(name, '/', length);
	char text[NAME_MAX_BYTES] = {0};
	struct named *n;

	if (slash)
		length = (size_t)(slash - name);
	memcpy(text, name, length < sizeof(text) ? length : sizeof(text) - 1);
	ttm_lock(TTM_LOCK_KERNELS);
	n = find(program);
	if (!n) {
		n = &all[next++ % PROGRAMS];
		*n = (struct named){.program = program};
	}
	insert(n, text);
	ttm_unlock(TTM_LOCK_KERNELS);
}

uint32_t ttm_kernel_names(const void *program)
{
	char text[NAMES * (NAME_MAX_BYTES + 3)];
	struct named *n;
	size_t used = 0;

	ttm_lock(TTM_LOCK_KERNELS);
	n = find(program);
	for (unsigned i = 0; n && i < n->count; i++) {
		size_t length = strlen(n->names[i]);

		if (i) {
			memcpy(text + used, " + ", 3);
			used += 3;
		}
		memcpy(text + used, n->names[i], length);
		used += length;
	}
	ttm_unlock(TTM_LOCK_KERNELS);
	return used ? l1trace_string(text, used) : 0;
}

void ttm_kernel_names_gone(const void *program)
{
	struct named *n;

	ttm_lock(TTM_LOCK_KERNELS);
	n = find(program);
	if (n)
		*n = (struct named){0};
	ttm_unlock(TTM_LOCK_KERNELS);
}
