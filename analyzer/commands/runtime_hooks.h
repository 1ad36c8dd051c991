/*
 * The functions of the runtime that the recorder hooks; the list is made by the build.
 *
 * Must not know: what is recorded in them.
 */
#ifndef RUNTIME_HOOKS_H
#define RUNTIME_HOOKS_H

struct runtime_hook {
	const char *name;       /* of the hook: track_allocate */
	const char *symbol;     /* the function's mangled name */
};
extern const struct runtime_hook runtime_hooks[];       /* ends with a NULL name */

#endif
