/*
 * Functions that other modules call, replaced where they find them.
 *
 * Must not know: TT-Metal, Python.
 *
 * A definition of ours wins over a library's, but not over one in the program itself, and the
 * Python that people have is often a program with all of Python in it. So the few modules that
 * matter get our function's address into their own tables of imports (GOT).
 */
#ifndef TTM_IMPORTS_H
#define TTM_IMPORTS_H

#include <stdbool.h>
#include <stddef.h>

struct ttm_import {
	const char *symbol;
	void *ours;
};

/*
 * In each module that defines or uses a symbol for which `matters` is true. `seen`, unless NULL, is
 * told its file, whether it imports any or not. How many places have ours now.
 */
size_t ttm_replace_imports(const struct ttm_import *imports, size_t count,
	bool (*matters)(const char *symbol), void (*seen)(const char *path));

#endif
