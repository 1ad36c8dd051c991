/*
 * Which runs are held against which: what is typed makes the sides.
 *
 * Must not know: what differs.
 */
#ifndef INPUT_SIDES_H
#define INPUT_SIDES_H

#include <sqlite3.h>
#include <stddef.h>
#include "input.h"
#include "options.h"

struct input_sides {
	int *of_run;            /* by the run's number: 0 the first, 1 the second, -1: it is not known */
	size_t count;
};

/*
 * Two runs are a side each. Else two words are, whatever each stands for: a folder, a pattern, a database; of
 * more words those of one folder are a side, if there are two folders, or the first half is, if its ranks are
 * those of the other half. `in`: of the words of `o`. The caller frees of_run.
 */
struct input_sides input_sides(const struct input *in, const struct options *o);
/* All runs are on this side. */
struct input_sides input_sides_all(sqlite3 *db, int side);

#endif
