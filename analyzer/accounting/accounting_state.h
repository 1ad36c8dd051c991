/*
 * The state of one accounting, which its parts share.
 *
 * Must not know: what the parts do with it.
 */
#ifndef ACCOUNTING_STATE_H
#define ACCOUNTING_STATE_H

#include "accounting.h"
#include "freed_ids.h"
#include "id_map.h"
#include "recent_map.h"

enum { LOW_CHIPS = 64, LOW_HANDLES = 64 };

struct accounting {
	const struct account_sink *sink;
	void *context;
	struct table cores;             /* definitions: struct core_list */
	struct table chips;             /* struct chip_list */
	struct table not_tensix;        /* strings that name another type of core */
	struct recent_map buffers;      /* that are live */
	struct table programs;
	struct freed_ids gone;
	struct table held;              /* tensors of buffers that are not announced yet */
	struct live_buffer *oldest, *newest;
	struct live_buffer *spare;      /* memory of those that have ended */
	struct mesh *meshes;
	struct mesh *mesh_low[LOW_HANDLES];     /* the latest of them with a low handle */
	struct mesh_trace *all_traces;
	struct opening **openings;      /* all of the run */
	size_t opening_count, opening_capacity;
	struct table open_by_chip;
	struct opening *open_low[LOW_CHIPS];    /* the same for chips below LOW_CHIPS */
	bool shares;            /* chips may share a cohort: the sink takes no rows of each chip */
	struct cohort *cohorts;
	uint64_t next_cohort, next_version, next_instant;
	bool unnumbered;        /* there are classes without a number */
	bool hushed;            /* findings are not reported, only counted in `found` */
	uint64_t found;         /* findings, reported or not */
	bool resuming;          /* announcements of a resume are being kept */
	uint64_t resume_ns;
	struct l1t_record *announced;
	size_t announced_count, announced_capacity;
	uint64_t next_class, next_order, ops, last_op, now_ns, now_thread, moment;
	struct table op_of_thread;
	uint64_t launched_on;   /* the thread that was last looked up in it, */
	struct thread_op *launched;     /* and what was found; NULL: nothing yet */
	struct thread_op *oldest_op, *newest_op;        /* those whose rows wait, by number */
	uint64_t findings[FINDING_KINDS];
};


#endif
