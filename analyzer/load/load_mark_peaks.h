/*
 * The rows of view mark_peak: the worst instant of each chip in each pass of each mark, found while
 * the accounting reports the instants.
 *
 * Must not know: how passes are numbered, what is asked of the rows.
 */
#ifndef LOAD_MARK_PEAKS_H
#define LOAD_MARK_PEAKS_H

#include <sqlite3.h>
#include "accounting.h"
#include "chip_lists.h"

struct mark_peaks;
/* The lists must live as long. */
struct mark_peaks *mark_peaks_new(sqlite3 *db, struct chip_lists *lists);
void mark_peaks_free(struct mark_peaks *m);
void mark_peaks_begin(struct mark_peaks *m, uint64_t run);
/* Call for what the accounting reports, in its order. */
void mark_peaks_class(struct mark_peaks *m, const struct account_class *k);
void mark_peaks_row(struct mark_peaks *m, const struct account_change *r);
void mark_peaks_close(struct mark_peaks *m, uint64_t opening, uint64_t close_ns);
/* Call for each record of the trace; only marks have an effect. */
void mark_peaks_record(struct mark_peaks *m, const struct l1t_record *r);
/* The run is over: passes that never ended last to its end. */
void mark_peaks_finish(struct mark_peaks *m);

#endif
