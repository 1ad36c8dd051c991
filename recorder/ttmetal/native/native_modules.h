/*
 * Which module an instruction belongs to, asked of the loader without its lock (_dl_find_object, glibc
 * 2.35). What the trace says of a module is made once.
 *
 * Must not know: TT-Metal, Python, stacks.
 */
#ifndef TTM_NATIVE_MODULES_H
#define TTM_NATIVE_MODULES_H

#include <stdbool.h>
#include <stdint.h>
#include "native_cfi.h"

struct ttm_native_module {
	const void *map, *stamp;        /* stamp: bytes that tell it from another one in its place */
	uint64_t stamped[2];
	uintptr_t bias;                 /* what is added to the file's addresses */
	struct ttm_cfi cfi;
	uint32_t file;                  /* a string: the path, 0, the build id */
	uint32_t number;                /* from 1 on */
	bool is_ours;                   /* the preload library */
	char name[64];                  /* the last part of its path */
};

/* Whether modules can be found: called once, before any is asked for. */
bool ttm_native_modules_find(void);
/* NULL: none, code that was made at run time for example, or more modules than there is room for. */
const struct ttm_native_module *ttm_native_module_at(uintptr_t pc);

#endif
