/* Whether a trace holds what a verb looks for at all: most runs are sound, and what explains a trouble
 * costs ten times as much to load as knowing that there is none. */
#ifndef LOAD_TROUBLE_H
#define LOAD_TROUBLE_H

#include "options.h"

enum load_trouble {
	TROUBLE_FAILURE = 1,    /* something did not fit */
	TROUBLE_FINDING = 2,    /* the accounting found something; costs as much as `peak` */
	TROUBLE_DETAILS = 4,    /* uses, kernels, mesh traces: more than who held what when; nothing else
	                         * is looked for then */
};

/*
 * Reads the trace for the kinds of trouble of `kinds`, and returns those that it has; all of them when
 * it cannot be read to its end: whoever loads it will report why. `o`: how many inputs there are, and how
 * many threads read.
 */
unsigned load_trouble(const char *path, unsigned kinds, const struct options *o);

#endif
