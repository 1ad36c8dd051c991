/*
 * A comparison and its rows, for the files that find out what is in them: rows of the temporary table
 * reconciled.
 *
 * Must not know: how rows are printed.
 */
#ifndef RECONCILE_ROWS_H
#define RECONCILE_ROWS_H

#include "memory_report.h"
#include "recorded_state.h"
#include "row_writer.h"

/* What was compared so far, of the reports that are shown together. */
struct compared {
	uint64_t figures, figures_differ, blocks, blocks_differ;
	uint64_t only_reported;         /* figures that a trace cannot have */
	bool others;                    /* cores hold buffers of allocators that the reports are not about */
};

struct reconciliation {
	sqlite3 *db;
	struct row_writer rows;
	uint64_t which;                 /* number of the reports that are shown together */
	struct compared compared;
};

/* Makes the table. Close with reconcile_close(). */
struct reconciliation reconcile_open(sqlite3 *db);
void reconcile_close(struct reconciliation *r);
/* What follows is shown together, and apart from what was before. */
void reconcile_next(struct reconciliation *r);
/* Unknown numbers are UINT64_MAX, unknown texts NULL. */
struct compared_row {
	const char *report, *scope, *cores, *kind, *what, *note;
	uint64_t device;                /* UINT64_MAX: that of the state */
	uint64_t address, reported_bytes, recorded_bytes, program_bytes, kernel_bytes, total_bytes;
	uint64_t unit;                  /* see struct report_figure; 0: as 1 */
};

/* All numbers unknown. */
struct compared_row compared_row(const char *report, const char *scope, const char *kind,
	const char *what);
/* Whether both numbers are known, and equal as far as the unit lets them be. */
bool compared_agrees(const struct compared_row *row);
bool compared_differs(const struct compared_row *row);
/* Writes it, with the difference. */
void write_compared(struct reconciliation *r, const struct recorded_state *s,
	const struct compared_row *row);
/* Counts a figure, and writes it. */
void write_figure(struct reconciliation *r, const struct recorded_state *s,
	const struct compared_row *row);

/* reconcile_dump.c: the allocator's banks and blocks. */
void reconcile_dump(struct reconciliation *r, const struct recorded_state *s,
	const struct memory_report *report, const char *name);
/* reconcile_cores.c: circular buffers of single cores. */
void reconcile_cores(struct reconciliation *r, const struct recorded_state *s,
	const struct memory_report *report, const char *name);
/* The bytes that circular buffers take on the cores of these chips; UINT64_MAX: not known. */
uint64_t recorded_cb_bytes(const struct recorded_state *s, const char *chips);
/* reconcile_counters.c: counters of processes. */
void reconcile_counters(struct reconciliation *r, const struct recorded_state *s,
	const struct memory_report *report, const char *name);

#endif
