/*
 * Is advice true? The program runs again, on the real runtime without a device, with a piece of advice done
 * to it from outside; then its peak is the one that was said, or not.
 *
 * Must not know: how advice is found, how rows are printed.
 *
 * First it runs unchanged: it has to have the peak of the trace. Then once with each piece alone, the best
 * first, and once with all of them together. Nothing of the trace is run: it chooses lines and names,
 * which the helper in the command's Python looks up.
 */
#ifndef PROOF_H
#define PROOF_H

#include <sqlite3.h>
#include <stdint.h>
#include "options.h"

struct proof_request {
	const struct options *options;  /* its first word is the trace, the others are the command */
	const char *board;              /* NULL: that of the trace */
	uint64_t pieces;                /* how many are tried; 0: all */
};

struct proof_counts {
	uint64_t proved, untrue, not_done, left_out;
};

/*
 * Makes the temporary table `proof` from the table `advice`. Ends the program where nothing can be
 * compared: no known board, a command that does not do what the trace's did.
 */
struct proof_counts proof_rows(sqlite3 *db, const struct proof_request *r);

#endif
