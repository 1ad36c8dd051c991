/*
 * What the user called, as ttnn names it.
 *
 * Must not know: TT-Metal, hooks.
 */
#ifndef TTM_PYTHON_OPERATIONS_H
#define TTM_PYTHON_OPERATIONS_H

#include <stdint.h>
#include "python_api.h"

/*
 * The name of the operation whose method the frame runs, a string id; 0: none. The frame's first
 * argument is named self, and is then `self`: compare it, do not use it.
 */
uint32_t ttm_operation_of_frame(const struct ttm_python *py, py_object *frame,
	const py_object **self);

/* The name that was read before of the operation that is this object; false: none was. */
bool ttm_operation_known(const struct ttm_python *py, const py_object *self, uint32_t *name);

/* What an operation does with its tensor, by the last part of its name. Any thread may ask. */
enum ttm_operation_does { TTM_DOES_OTHER, TTM_DOES_DEALLOCATE, TTM_DOES_MOVE };
enum ttm_operation_does ttm_operation_does(uint32_t name);

void ttm_operations_forget(void);

#endif
