/*
 * What present.c keeps, for present_show.c alone.
 *
 * Must not know: files, SQL, how it is shown.
 */
#ifndef PRESENT_PARTS_H
#define PRESENT_PARTS_H

#include "accounting.h"
#include "core_levels.h"
#include "id_map.h"
#include "live_owners.h"
#include "present.h"
#include "watch_names.h"

enum { OPEN_MARKS = 64 };

struct device {                 /* the last opening of a chip */
	struct account_opening info;    /* as the device was described */
	bool is_open, has_peak;
	struct account_peak peak;       /* of its fullest core */
	uint64_t headroom, op, name, kernel_text;
	struct core_levels *levels;
};

struct present {
	struct account_sink sink;
	struct accounting *accounting;
	struct watch_names *names;
	struct live_owners *owners;
	struct table described;         /* struct l1t_device, by chip, of those that are open or will be */
	struct table by_chip;           /* struct device */
	struct device **devices;
	size_t count, capacity;
	bool ends;                      /* what the end of the trace ends is still there */
	struct l1t_begin begin;
	bool began;
	char *pairs;
	size_t pairs_bytes;
	uint64_t time_ns, ops;
	uint64_t failures[SHOWN_FAILURES], failure_count;
	struct l1t_failure failure;     /* the last one */
	uint64_t failure_ns;
	char failure_text[NOTE_ROOM];
	struct {
		uint64_t thread, name;
	} marks[OPEN_MARKS];
	unsigned mark_count;
};

#endif
