/*
 * The variable to which a statement of Python assigns what a call in it returns, if that can be told
 * from its text:
 *
 *     q = ttnn.linear(x, w)              q
 *     self.cache[i] = zeros(shape)       self.cache[i]
 *     q, k, v = split(x)                 q, k, v
 *     self.w = [zeros(s) for s in all]   self.w[]
 *     history.append(relu(x))            history[]
 *     y = x + bias                       y, of the operator's own op
 *     return linear(x, w)                whatever the function's result is assigned to
 *
 * The rule: what is assigned is this call and nothing else, and the text has no other call, or
 * operator, that could be the same one. Of `y = add(exp(x), 1)` y is what add returns, and what exp
 * returns has no name; neither has anything in `y = add(add(a, b), c)`.
 *
 * Must not know: files, call sites.
 */
#ifndef ASSIGNED_NAME_H
#define ASSIGNED_NAME_H

#include <stdbool.h>
#include <stddef.h>

enum { ASSIGNED_NAME_BYTES = 64, STATEMENT_BYTES = 16384 };

enum call_kind {
	CALL_NAMED,             /* of a function, method or op with this name: `linear` */
	CALL_OBJECT,            /* of an object, whose name is not the function's */
	CALL_UNKNOWN,           /* of something whose name is not known */
};

enum assigned {
	ASSIGNED_NOTHING,       /* or what is not sure */
	ASSIGNED_NAME,
	ASSIGNED_RETURN,        /* the function returns it */
};

/*
 * `statement`: a whole line of statements, with the lines that brackets continue. name[name_bytes]: of
 * CALL_NAMED, without what stands before its last dot. Writes the name of ASSIGNED_NAME, which is of
 * letters, digits, and `_.[], ` alone.
 */
enum assigned assigned_name(const char *statement, size_t bytes, enum call_kind kind, const char *name,
	size_t name_bytes, char out[ASSIGNED_NAME_BYTES + 1]);

#endif
