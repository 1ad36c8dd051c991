/*
 * The command line of l1record.
 *
 * Must not know: what is done with it.
 */
#ifndef L1RECORD_RECORD_OPTIONS_H
#define L1RECORD_RECORD_OPTIONS_H

#include "sweep_options.h"

#include <stdbool.h>

struct record_options {
	const char *output;
	const char *board;              /* of --mock: one, or several with commas between */
	bool force;
	bool is_sweep;                  /* there is a --sweep, or there are several boards */
	struct sweep_options sweep;
	char **command;                 /* ended by NULL; at least one word */
};

/* -1: read. Else the status to end with: help was printed, or a message. */
int record_options_read(struct record_options *o, int argc, char **argv);

#endif
