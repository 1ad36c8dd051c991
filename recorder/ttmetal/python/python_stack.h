/*
 * Whether a function of Python has returned and its variables are let go of right now.
 *
 * Must not know: TT-Metal, hooks, what places are.
 *
 * Since 3.11 frames lie on a stack, one after the other, and a thread knows the end of the last. When
 * a function returns its frame is no longer the innermost, but still lies there while its variables end.
 * Where a thread has the end, and how long a frame is, is found by comparison, as in python_chain.h.
 */
#ifndef TTM_PYTHON_STACK_H
#define TTM_PYTHON_STACK_H

#include "python_api.h"

struct ttm_chain_seen;

/* What frames of this code need for variables and values; 0: not known. Calls into Python. */
uint16_t ttm_stack_words(const struct ttm_python *py, py_object *code);

/* A walk of a thread that has called something else than Python. */
void ttm_stack_learn(const struct ttm_python *py, const struct ttm_chain_seen *seen);

/* Whether a frame of this many words is the innermost, and another one that it called ends now. */
bool ttm_stack_call_ends(const struct ttm_python *py, unsigned words);

void ttm_stack_forget(void);

#endif
