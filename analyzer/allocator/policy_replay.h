/*
 * Replays what runs allocated and freed under rules of placement that the user names, and writes
 * what would have been different to the temporary table `verdict`.
 *
 * Must not know: how the rules place, how rows are printed.
 */
#ifndef POLICY_REPLAY_H
#define POLICY_REPLAY_H

#include <sqlite3.h>

/* names: with commas between, or `all`. If one is unknown, ends the program with one line. */
void policy_check_names(const char *names);
/* Replays all runs of the database, which must have buffers, ops and failures. names: as above. */
void policy_verdicts(sqlite3 *db, const char *names);

#endif
