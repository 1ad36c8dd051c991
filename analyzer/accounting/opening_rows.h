/*
 * What the sink gets of an opening and its classes: numbers, changes, peaks.
 *
 * Must not know: where the instants come from.
 */
#ifndef OPENING_ROWS_H
#define OPENING_ROWS_H

#include "core_classes.h"

/* Numbers the classes of this chip that have none, and reports that they begin. */
void acc_number_classes(struct accounting *a, struct opening *o);
/* Reports an instant of a class of a cohort of one chip, if it differs from the last one. */
void acc_give_change(struct accounting *a, const struct cohort *c, size_t index,
	const struct held *h, const struct happens *what);
/* Reports the opening, which ends, and the peak of each of its cores. */
void acc_give_peaks(struct accounting *a, const struct opening *o);

#endif
