/*
 * Which modules of the user's model a thread is in, told as marks without the model's help: a pass of
 * a module begins with the first operation inside of it, and ends where the next one is outside.
 *
 * Must not know: TT-Metal, hooks, how frames are walked.
 *
 * A module is `self` of a method that L1TRACE_MARK names; without it: of forward and __call__. A pass
 * is a call of it. Frames have no names of their own and lie where others lay before, so calls are told
 * apart by where their callers are: a frame lives on only while those outside of it stand where they
 * stood. One call after the other from the same place is told by another self, and since 3.11 by the object
 * of its frame: it is made when the pass begins, ends with the call, and the next call begins without one.
 * Where this is not known, by the first of the modules in it that comes again from the same place.
 *
 * The GIL is the lock of everything here.
 */
#ifndef TTM_PYTHON_MODULES_H
#define TTM_PYTHON_MODULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "python_api.h"

enum { TTM_MODULE_FRAMES_MAX = 128 };

struct ttm_module_frame {
	const void *frame;      /* where it lies */
	const void *code;
	uint32_t line;
	int32_t at;             /* instruction; -1: not known */
	bool resumes;           /* of a generator or coroutine: it goes on wherever it is called from */
	bool knows_object;      /* whether one was made for this call, before this operation */
	const void *object;     /* that, not held; NULL: none */
	py_object *self;        /* of a module's method, borrowed; else NULL */
};

/* Whether any function is one of a module's. */
extern bool ttm_modules_on;

/* L1TRACE_MARK: patterns with ':' between them (function_pattern.h); 0: no modules. */
void ttm_modules_choose(const char *patterns);

/* Whether a method of this name, `Block.forward`, is one of a module. Its first argument is named self. */
bool ttm_modules_wants(const char *function);

/*
 * The frames of an operation, the outermost first. `only_ours`: the operation's own frame had no object
 * yet, so that nobody else makes one for each.
 */
void ttm_modules_at(const struct ttm_python *py, const struct ttm_module_frame *frames, size_t count,
	bool only_ours);

void ttm_modules_forget(void);

#endif
