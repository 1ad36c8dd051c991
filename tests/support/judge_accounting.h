/*
 * For tests: the first judge of a story, the accounting: all rows it gave, and sentences about them.
 *
 * Must not know: files, SQL, how the accounting works.
 */
#ifndef JUDGE_ACCOUNTING_H
#define JUDGE_ACCOUNTING_H

#include "accounting.h"
#include "trace_builder.h"

struct class_core {
	uint64_t opening, class_id, x, y;
};

struct accounted {
	struct accounting *accounting;
	struct account_opening *openings;
	struct class_core *class_cores;
	struct account_peak *peaks;
	struct account_change *changes;
	struct account_op *ops;
	struct account_buffer *buffers;
	struct account_finding *findings;
	size_t opening_count, class_core_count, peak_count, change_count, op_count, buffer_count,
		finding_count;
};

/* The accounting hears all that is told from here on. */
void accounted_begin(struct story *s);
/* Ends the trace. Fails the test when parts do not add up or a timeline and its peak differ. */
void accounted_end(struct story *s);
void accounted_free(struct story *s);

/* Rows. They fail the test when there is none. */
const struct account_peak *peak_of(const struct story *s, uint64_t opening, uint64_t x, uint64_t y);
const struct account_op *op_of(const struct story *s, uint64_t op, uint64_t chip);
const struct account_buffer *buffer_of(const struct story *s, uint64_t id);
/* The core's last row of this event; NULL: none. */
const struct account_change *change_of(const struct story *s, uint64_t opening, uint64_t x,
	uint64_t y, const char *event);
/* How many rows the core's timeline has. */
size_t changes_of(const struct story *s, uint64_t opening, uint64_t x, uint64_t y);
size_t findings_of(const struct story *s, enum account_finding_kind kind);
/* Peak and its parts in one line: total = buffers + L1_SMALL + program + persistent. */
void assert_peak(const struct story *s, uint64_t opening, uint64_t x, uint64_t y,
	uint64_t buffer, uint64_t small, uint64_t program, uint64_t persistent);

#endif
