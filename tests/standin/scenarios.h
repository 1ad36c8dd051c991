/*
 * Scenarios of the driver, by their names.
 *
 * Must not know: any recorder.
 */
#ifndef STANDIN_SCENARIOS_H
#define STANDIN_SCENARIOS_H

#include <stdbool.h>
#include <stddef.h>

struct scenario {
	const char *name;
	void (*play)(void);
};

/* Plays the one of this name, an argument of the driver. False: there is none. */
bool play_one(const struct scenario *all, size_t count, const char *name);

#endif
