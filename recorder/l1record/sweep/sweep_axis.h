/*
 * One --sweep: a name and the values that it takes, as the user wrote them: BATCH=1..64.
 *
 * Must not know: what is run with them.
 */
#ifndef L1RECORD_SWEEP_AXIS_H
#define L1RECORD_SWEEP_AXIS_H

#include <stddef.h>
#include <stdint.h>

enum {
	SWEEP_NAME_BYTES = 65,          /* with the final 0 */
	SWEEP_NUMBERS_MOST = 1000000,   /* values of whole numbers */
	SWEEP_TEXTS_MOST = 4096,        /* values where one of them is no whole number */
	SWEEP_NUMBER_BYTES = 24,
};

struct sweep_axis {
	char name[SWEEP_NAME_BYTES];    /* letters, digits and _, no digit first */
	size_t count;                   /* of values, at least 1; each is there once */
	int64_t *numbers;               /* whole numbers, from small to large; NULL: texts */
	char **texts;                   /* else, in the order in which they were written */
};

/*
 * Reads NAME=VALUE,.. where a value is a text, or a range A..B, A..B:STEP or A..B*FACTOR of whole
 * numbers. -1 after a message. The caller frees it with sweep_axis_free(), then, too.
 */
int sweep_axis_read(struct sweep_axis *a, const char *spec);
void sweep_axis_free(struct sweep_axis *a);
/* Value i as text: of the axis, or written to `number`. */
const char *sweep_axis_value(const struct sweep_axis *a, size_t i, char number[SWEEP_NUMBER_BYTES]);

#endif
