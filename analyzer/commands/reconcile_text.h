/*
 * What reconcile prints: rows, and for people a heading and a verdict for the reports of each moment.
 *
 * Must not know: what is compared, and how.
 */
#ifndef RECONCILE_TEXT_H
#define RECONCILE_TEXT_H

#include <stdbool.h>
#include <stdio.h>
#include "memory_report.h"
#include "options.h"
#include "reconcile.h"
#include "xalloc.h"

struct reconcile_text {
	sqlite3 *db;
	const struct options *o;
	FILE *out;
	struct text_file head;          /* the reports of the present moment */
	bool in_head, only_dumps, counters, differs;
	uint64_t moments;
	uint64_t time_ns;               /* of the last one */
};

struct reconcile_text reconcile_text_begin(sqlite3 *db, const struct options *o);
/* A report of the present moment. */
void reconcile_text_report(struct reconcile_text *t, const char *path, enum report_form form);
/* All reports of the moment are compared: r->compared. In a table they are shown. */
void reconcile_text_compared(struct reconcile_text *t, const struct reconciliation *r,
	const struct recorded_state *s, const struct options *o);
/* Prints what is left. Returns the exit code. */
int reconcile_text_end(struct reconcile_text *t, const struct options *of_run);
/* Nothing was compared. */
int reconcile_text_drop(struct reconcile_text *t);
/* How rows call a report: the last part of its path. */
const char *reconcile_name(const char *path);

#endif
