/*
 * The inputs of a comparison: traces and databases, loaded as for any verb, and baselines beside them.
 *
 * Must not know: what differs.
 */
#ifndef COMPARED_INPUTS_H
#define COMPARED_INPUTS_H

#include <stdbool.h>
#include "input.h"
#include "input_sides.h"
#include "options.h"

struct compared_inputs {
	struct input in;
	struct options traces;  /* the options with those words alone that are no baselines */
	char **baselines;
	int baseline_count;
	bool baseline_first;    /* the first word is one */
	struct input_sides sides;
};

/* Opens them and makes the tables of the comparison (comparison.h), baselines after the traces. `what`: bits
 * of enum load_what. `apart`: one side is held against the other. Ends the program if there is nothing to read.
 * Close with compared_close(). */
struct compared_inputs compared_open(const struct options *o, const char *verb, unsigned what, bool apart);
/* What `what` needs at least: the figures. */
unsigned compared_load(const struct options *o);
void compared_close(struct compared_inputs *c);

#endif
