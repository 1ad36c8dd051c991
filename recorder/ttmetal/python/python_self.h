/*
 * The first argument of the function that a frame runs.
 *
 * Must not know: TT-Metal, hooks.
 */
#ifndef TTM_PYTHON_SELF_H
#define TTM_PYTHON_SELF_H

#include "python_api.h"

/* The object named self, a new reference; NULL: not known. The first argument has that name. */
py_object *ttm_self_of_frame(const struct ttm_python *py, py_object *frame);

/* The same of any first argument, where frames are as in 3.10. NULL: not known, or not set. */
py_object *ttm_first_local(const struct ttm_python *py, py_object *frame);

/* Where such a frame object has it, in words of 8 bytes; 0: not known. */
uint8_t ttm_first_local_word(void);

/* What is in it, if it is a cell: inner functions have the variable, too. Borrowed; NULL: nothing. */
py_object *ttm_out_of_cell(const struct ttm_python *py, py_object *object);

void ttm_self_forget(void);

#endif
