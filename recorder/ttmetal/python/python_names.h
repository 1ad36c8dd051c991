/*
 * The names of functions, with those of the classes they are in: "Block.forward".
 *
 * Must not know: TT-Metal, hooks.
 */
#ifndef TTM_PYTHON_NAMES_H
#define TTM_PYTHON_NAMES_H

#include "python_api.h"

/* What the code object's first argument is called; it decides where a class is looked for. */
enum ttm_first { TTM_FIRST_OTHER, TTM_FIRST_SELF, TTM_FIRST_CLS };

enum ttm_first ttm_first_argument(const struct ttm_python *py, py_object *code);

/*
 * The name of the function that the frame runs, a string id; 0: unknown. *is_module: it is a method that
 * ttm_modules_wants().
 */
uint32_t ttm_function_name(const struct ttm_python *py, py_object *frame, py_object *code,
	bool *is_module);

#endif
