/*
 * Compares l1analyze with the naive replay: many traces at once, every verb, every row. Must not
 * know: where the streams come from, accounting.
 */
#ifndef ORACLE_CHECK_STREAMS_H
#define ORACLE_CHECK_STREAMS_H

#include "naive_window.h"
#include "stream.h"

struct checked {
	struct stream stream;
	char *path;             /* of its trace */
	char name[48];          /* for messages: its origin */
};

struct tally {
	unsigned long streams, events, rows, mismatches, programs_run;
};

struct check_options {
	const char *program;    /* l1analyze */
	const char *folder;     /* for temporary files, and for failing streams */
	unsigned verbs;         /* one bit for each */
	int database;           /* load the batch first and ask the database; classes too */
	const struct window *windows;   /* also compared, besides the whole */
	size_t window_count;
	unsigned shrinks;       /* how many failing streams may be made smaller; counts down */
	unsigned shrink_tries;
};

/* The traces must exist. Reports mismatches on stderr. */
void check_batch(struct checked *batch, size_t count, struct check_options *options,
	struct tally *tally);

#endif
