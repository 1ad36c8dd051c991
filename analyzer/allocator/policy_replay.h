/*
 * Replays what runs allocated and freed under rules of placement that the user names, and keeps in
 * the temporary table `verdict` what would have been otherwise.
 *
 * Must not know: how the rules place, how rows are printed.
 */
#ifndef POLICY_REPLAY_H
#define POLICY_REPLAY_H

#include <sqlite3.h>

/* Names with commas between, or `all`. Ends the program with one line on one it does not know. */
void policy_check_names(const char *names);
/* All runs of the database, which has buffers, ops and failures. */
void policy_verdicts(sqlite3 *db, const char *names);

#endif
