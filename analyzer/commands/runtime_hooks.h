/*
 * The functions of the runtime that the recorder hooks; the list is made by the build.
 *
 * Must not know: what is recorded in them.
 */
#ifndef RUNTIME_HOOKS_H
#define RUNTIME_HOOKS_H

struct runtime_hook {
	const char *name, *symbol;
};
extern const struct runtime_hook runtime_hooks[];       /* to a NULL name */

#endif
