/*
 * Frames of C++ programs as text. A trace has the module's path and the place in it; --symbols asks the
 * file for the function and line.
 *
 * Must not know: SQL, rows.
 */
#ifndef MODULE_FRAMES_H
#define MODULE_FRAMES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "l1t_record.h"
#include "module_symbols.h"

/* Whether a frame of a call site is of a module: it has no line, and its function is "NAME+0x1234". */
bool module_frame_is(uint32_t line, const char *function, uint64_t *offset);
/*
 * Prints `PATH+0x1234`, with `symbols` `PATH+0x1234 FUNCTION` or `SOURCE:LINE FUNCTION`, as far as they
 * are known; a function that is inline in another one is a frame before it. NULL: they are not asked for.
 */
void module_frame_print(FILE *out, struct module_symbols *symbols, const char *path, const char *build_id,
	uint64_t offset);
/* The build id after the path in a module's string: a copy, or NULL. The caller frees it. */
char *module_build_id(const struct l1t_record *string);

#endif
