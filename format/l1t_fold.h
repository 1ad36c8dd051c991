/*
 * After a process has ended: moves what its live file still holds into the trace, and adds how the
 * process ended. Nobody but this and its own recorder writes to a trace.
 *
 * Must not know: who the process was; what records mean.
 */
#ifndef L1T_FOLD_H
#define L1T_FOLD_H

#include "l1t_record.h"

struct l1t_fold_result {
	uint64_t records;       /* in the trace now */
	uint64_t folded;        /* of these, from the live file */
	uint64_t torn;          /* calls that never returned */
	uint64_t file_bytes;
	uint64_t pid, wall_ns;  /* from the file header */
	int had_live_file;
	int had_end;            /* the recorder reached its normal end */
};

/*
 * `exit`: added as the last record when not NULL (its time is set here). The live file is removed
 * when all of it is in the trace. The caller must know that the process has ended. 0, or -1 with
 * one line in `message`; the two files are then as readable as before.
 */
int l1t_fold(const char *path, const struct l1t_exit *exit, struct l1t_fold_result *result,
	char *message, size_t message_bytes);
/* Only counts; writes nothing. */
int l1t_fold_look(const char *path, struct l1t_fold_result *result, char *message,
	size_t message_bytes);

#endif
