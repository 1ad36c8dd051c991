/*
 * What a statement assigns to, as text: `q, k, v`, `self.cache[i]`.
 *
 * Must not know: what is assigned.
 */
#ifndef ASSIGNED_TARGET_H
#define ASSIGNED_TARGET_H

#include "assigned_name.h"
#include "python_tokens.h"

/* list: what is assigned is a list whose elements are named. False: it is not of names, numbers and
 * texts that are names alone, or too long. */
bool assigned_target(struct part target, bool list, char out[ASSIGNED_NAME_BYTES + 1]);

#endif
