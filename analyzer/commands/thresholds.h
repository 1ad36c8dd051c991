/*
 * How much worse a figure of the second run may be: the words of diff --threshold.
 *
 * Must not know: SQL, where figures come from.
 */
#ifndef THRESHOLDS_H
#define THRESHOLDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { THRESHOLDS_MOST = 32 };

struct threshold {
	const char *what, *measure;     /* of rows of diff that it limits; NULL: all */
	bool named;             /* the user named the figure */
	double value;
	bool percent, bytes;    /* bytes: it has a unit, or is for all figures */
	char text[40];          /* as it was typed */
};

struct thresholds {
	struct threshold at[THRESHOLDS_MOST];
	size_t count;
};

/* "2%", "4096", "peak=2%,leaks=0,headroom=10KiB": a later one counts more. NULL: none. Ends the program if
 * a word is none. */
struct thresholds thresholds_read(const char *words);
/* The threshold that a figure is over, of a row with these values of columns what, measure, worse and a;
 * NULL: none. */
const struct threshold *threshold_over(const struct thresholds *t, const char *what, const char *measure,
	double worse, double from);

#endif
