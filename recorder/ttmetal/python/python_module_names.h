/*
 * What modules of a model are called: `Encoder.layers.3.attention`, the class of the outermost one and
 * then the attributes that lead from there to it.
 *
 * Must not know: TT-Metal, hooks, frames.
 *
 * The GIL is the lock of everything here.
 */
#ifndef TTM_PYTHON_MODULE_NAMES_H
#define TTM_PYTHON_MODULE_NAMES_H

#include <stdbool.h>
#include <stdint.h>
#include "python_api.h"

/* Whether this Python has all that is needed. */
bool ttm_module_names_can(const struct ttm_python *py);

/*
 * The name of a module, a string id; 0: none. `outer`: the module in whose call it is called, by its
 * name `outer_name`; NULL: none. A name is found once and stays, whoever calls the module later.
 */
uint32_t ttm_module_name(const struct ttm_python *py, py_object *self, py_object *outer,
	uint32_t outer_name);

/* Whether a module that had a name is gone, and `self` is another one in its place. */
bool ttm_module_is_gone(const struct ttm_python *py, const py_object *self);

void ttm_module_names_forget(void);

#endif
