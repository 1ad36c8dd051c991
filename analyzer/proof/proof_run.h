/*
 * Runs the user's command once more, recorded under l1record --mock, with the orders for the helper
 * in its Python.
 *
 * Must not know: what the orders are, what is made of the trace, SQL.
 */
#ifndef PROOF_RUN_H
#define PROOF_RUN_H

#include <stdbool.h>

struct proof_command {
	char *const *words;             /* of the command; the last is NULL */
	const char *board;              /* for --mock */
	const char *orders, *log;       /* files */
	const char *trace;              /* where the trace is to be */
	double most_seconds;            /* then it is ended; 0: no limit */
};

struct proof_ended {
	int status;             /* of the command, as a shell tells it: 128 + n after a signal */
	bool late;              /* it was ended after most_seconds */
	double seconds;
};

/* Runs it and waits. A signal that ends l1analyze ends the command first. Ends the program when l1record
 * cannot be started. */
struct proof_ended proof_run(const struct proof_command *c);

#endif
