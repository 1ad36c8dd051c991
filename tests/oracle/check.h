/*
 * Holds l1analyze against the naive replay: many traces at once, every verb, every row.
 * Must not know: where the streams come from, accounting.
 */
#ifndef ORACLE_CHECK_H
#define ORACLE_CHECK_H

#include "naive_window.h"
#include "stream.h"

struct checked {
	struct stream stream;
	char *path;             /* of its trace */
	char name[48];          /* for messages: where it comes from */
};

struct tally {
	unsigned long streams, events, rows, mismatches, programs_run;
};

struct check_options {
	const char *program;    /* l1analyze */
	const char *folder;     /* for what is written on the way, and for failing streams */
	unsigned verbs;         /* a bit each */
	int database;           /* load the batch first and ask the database; classes too */
	const struct window *windows;   /* asked about besides the whole */
	size_t window_count;
	unsigned shrinks;       /* how many failing streams may be made smaller; counts down */
	unsigned shrink_tries;
};

/* Traces are written already. Mismatches are told on stderr. */
void check_batch(struct checked *batch, size_t count, struct check_options *options,
	struct tally *tally);

#endif
