/*
 * Compares a report of memory with what a trace has of the same moment: rows of the temporary table
 * reconciled.
 *
 * Must not know: options, how rows are printed.
 */
#ifndef RECONCILE_H
#define RECONCILE_H

#include "reconcile_rows.h"

/* Adds rows of a report; `name`: how to call it. */
void reconcile_report(struct reconciliation *r, const struct recorded_state *s,
	const struct memory_report *report, const char *name);
/* Adds rows of what the trace alone has: each core's and the device's memory with its programs. */
void reconcile_in_use(struct reconciliation *r, const struct recorded_state *s);

#endif
