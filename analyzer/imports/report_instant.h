/*
 * The moment of a run that a report is about: when the runtime wrote it, which the recorder noted under
 * the name of its files, or what the user says. It is never guessed.
 *
 * Must not know: what is in the report, how rows are printed.
 */
#ifndef REPORT_INSTANT_H
#define REPORT_INSTANT_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "options.h"

struct report_instant {
	uint64_t run, time_ns;
	uint64_t took_ns;       /* how long the runtime wrote; UINT64_MAX: not known */
	uint64_t handle;        /* device; UINT64_MAX: not known */
	uint64_t same;          /* how many reports had this name until the run's end; 0: --at */
};

/*
 * Finds the last report of this name; `prefix`: path of one of its files, without what the runtime adds;
 * NULL: the file was renamed. False: there is none, or it is not clear which: `why` says so, in words
 * that follow "'FILE' ".
 */
bool instant_of_report(sqlite3 *db, const char *prefix, struct report_instant *i, char *why, size_t room);
/* What to say of a report that no run has noted, which changed last at this Unix time (0: not known). */
void instant_unknown(sqlite3 *db, uint64_t updated_ns, char *why, size_t room);
/* The moment that the user names. False: there are several runs. */
bool instant_of_moment(sqlite3 *db, const struct moment *m, struct report_instant *i, char *why,
	size_t room);

#endif
