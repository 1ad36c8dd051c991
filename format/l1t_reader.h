/*
 * Reads a whole trace: records of all threads in time order, in constant memory, from the trace
 * and, where it is still there, the live file beside it. Survives any cut or damage: everything
 * outside of it is yielded, what is lost is counted and located by offset.
 *
 * Must not know: SQL, accounting, who records.
 */
#ifndef L1T_READER_H
#define L1T_READER_H

#include "l1t_record.h"

struct l1t_reader;

enum l1t_open_result {
	L1T_OPEN_OK = 0,
	L1T_OPEN_ERROR = -1,    /* unreadable, not a trace, or of a newer format: message says */
};

#define L1T_DAMAGE_MAX 16
struct l1t_damage {
	uint64_t offset, bytes;         /* in the file */
	int in_live_file;
};

/* What was found so far; complete when l1t_reader_next() has returned 0. */
struct l1t_read_status {
	uint64_t records, blocks;
	uint64_t file_bytes;
	uint64_t damaged_count;         /* places */
	uint64_t damaged_bytes;
	struct l1t_damage damaged[L1T_DAMAGE_MAX];      /* the first ones */
	uint64_t missing_max;           /* events that may be lost by the damage in the live file */
	uint64_t skipped_blocks;        /* block numbers that are missing */
	uint64_t lost_events;           /* as the recorder counted them */
	uint64_t torn_events;           /* calls that never returned, in the live file */
	uint64_t live_records;          /* of these, from the live file */
	int has_live_file;
	int has_begin, has_end;         /* L1T_BEGIN seen; the last record of the process is L1T_END */
	int has_exit;                   /* l1record wrote how it ended */
	int finished;                   /* nothing is missing: has_end or has_exit, no damage */
	uint64_t exit_status, exit_signal;
	/* what no real recorder makes: l1t_limits.h */
	uint64_t left_out_bytes;        /* at the end of the file: would unpack to too much */
	uint64_t cut_blobs;             /* records whose blob was longer than any recorder writes */
	uint64_t early_records;         /* out of order: too many would have had to wait */
};

/*
 * Opens `path`. On failure returns L1T_OPEN_ERROR and writes one line (no newline) to `message`.
 * The caller closes *out. Not thread safe; several readers may exist.
 */
int l1t_reader_open(struct l1t_reader **out, const char *path, char *message, size_t message_bytes);
/*
 * Has a second thread read and decode blocks ahead, where there can be one. Records and status are
 * the same. For once, before l1t_reader_next(); not in a process that forks before it closes.
 */
void l1t_reader_ahead(struct l1t_reader *r);
/*
 * For a trace that is still being written. `on`: from now on l1t_reader_next() gives what is in the
 * trace for good, in order, and returns 0 where more may come; after that it may be called again, and
 * goes on where it stopped. Not `on`: it goes on to the end, with what the live file holds.
 */
void l1t_reader_follow(struct l1t_reader *r, int on);
/* 1: *record is the next one, valid until the next call; 0: end; -1: out of memory or I/O error. */
int l1t_reader_next(struct l1t_reader *r, const struct l1t_record **record);
const struct l1t_read_status *l1t_reader_status(const struct l1t_reader *r);
/* 0..1: how much of the file was read, for a progress bar. */
double l1t_reader_progress(const struct l1t_reader *r);
void l1t_reader_close(struct l1t_reader *r);

#endif
