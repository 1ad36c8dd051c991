/*
 * The tracks of one run: a process for each chip and one for the host, with what happened on them.
 *
 * Must not know: how tracks and events are written.
 */
#ifndef RUN_TRACKS_H
#define RUN_TRACKS_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include "event_track.h"
#include "id_map.h"

struct chip_tracks {
	int64_t device;
	uint64_t uuid;                  /* of the process */
	struct event_track ops, failures;
	bool has_ops, has_failures;     /* whether they were begun */
	bool in_op;
	int64_t op_end_ns;              /* of the op: when it ends at the latest */
};

struct run_tracks {
	sqlite3 *db;
	struct track_list *list;
	int64_t run, begin_ns, duration_ns;     /* begin_ns: Unix time of its time 0 */
	const char *label;              /* before names of its processes: "run 2: ", or "" */
	const char *about;              /* what is said of each of its processes */
	const char *command;
	bool whole;                     /* the window leaves nothing out but chips */
	struct table chips;             /* by device: struct chip_tracks */
	struct table strings, sites;    /* by id: text */
	uint64_t host;                  /* uuid of the host's process; 0: not described so far */
};

/* The tracks of a chip, which are described when it is first asked for. */
struct chip_tracks *chip_tracks_of(struct run_tracks *r, int64_t device);
/* Describes the chips that were opened. */
void chip_tracks_begin(struct run_tracks *r);
/* The process of the host. */
uint64_t host_track(struct run_tracks *r);
/* The texts of a string or call site by its number, L1T_UNKNOWN for none; NULL: not known. */
const char *run_string(struct run_tracks *r, uint64_t id);
const char *run_callsite(struct run_tracks *r, uint64_t id);
/* Ends its last tracks and frees what it has. */
void run_tracks_free(struct run_tracks *r);

/* Columns of a statement from `first` to before `end`, as arguments of the event that was begun:
 * numbers and texts. NULL is left out. */
void put_arguments(struct event_track *t, sqlite3_stmt *s, int first, int end);

/* op_slices.c: each op lasts until the next one on its chip. */
void put_ops(struct run_tracks *r);
/* mark_slices.c: passes of marks, inside of each other where they are. */
void put_marks(struct run_tracks *r);
/* failure_instants.c: what did not fit, in the runtime's words. */
void put_failures(struct run_tracks *r);
/* core_counters.c: what groups of cores hold, which counters_choose() has chosen for all runs. */
void put_counters(struct run_tracks *r);
/* all: every group of cores with the same history; else the fullest of each chip. */
void counters_choose(sqlite3 *db, bool all);

#endif
