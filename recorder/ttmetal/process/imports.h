/*
 * Replaces functions in the import tables of the modules that call them.
 *
 * Must not know: TT-Metal, Python.
 *
 * A definition of ours wins over a library's, but not over one in the program itself, and the
 * Python that people use is often a program that contains all of Python. So the few modules that
 * matter get our function's address in their own import tables (GOT).
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
 * Replaces the imports in each module that defines or uses a symbol for which `matters` is true.
 * `seen`, unless NULL, is called with the module's file, whether it has such imports or not.
 * Returns how many places hold our function now.
 */
size_t ttm_replace_imports(const struct ttm_import *imports, size_t count,
	bool (*matters)(const char *symbol), void (*seen)(const char *path));

#endif
