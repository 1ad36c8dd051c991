/*
 * What a trace has of one device at one moment, as reports have it: banks with their blocks, and cores
 * with the programs that ran there last.
 *
 * Must not know: reports, how rows are printed.
 */
#ifndef RECORDED_STATE_H
#define RECORDED_STATE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "live_at.h"
#include "report_instant.h"

enum { BANK_DRAM, BANK_L1, BANK_L1_SMALL, BANK_KINDS };
extern const char *const bank_names[BANK_KINDS];        /* as column `kind` has them */

/* What is unknown is UINT64_MAX. */
struct recorded_bank {
	uint64_t base;                  /* address from which a report counts */
	uint64_t begin, end;            /* what the allocator has of the bank now */
	uint64_t count;                 /* banks */
	struct holders live;            /* its blocks; those outside of [begin, end) are others' */
	uint64_t allocated;             /* bytes of blocks in [begin, end) */
	uint64_t largest;               /* the largest free block */
	uint64_t outside, per_core;     /* blocks of sub-devices, and with addresses of their own on each core */
};

/* Programs and kernels that are not known are UINT64_MAX. */
struct recorded_core {
	uint64_t device, x, y;
	uint64_t buffer_bytes, l1_small_bytes, persistent_bytes;
	uint64_t program_bytes;         /* regions of the program that ran there last */
	uint64_t program, ran_ns;       /* that program, and when it was launched; none: UINT64_MAX */
	uint64_t kernel_bytes;          /* its kernels and configuration, in their own space */
	bool has_run;                   /* something was launched or replayed there */
};

struct recorded_state {
	sqlite3 *db;
	struct report_instant at;
	uint64_t device;                /* its first chip */
	char *chips;
	struct recorded_bank banks[BANK_KINDS];
	struct recorded_core *cores;    /* by device, y, x */
	size_t core_count, core_capacity;
};

/*
 * Loads it. chip: the user's; UINT64_MAX: any. False: no device, or several: `why` says so in words that
 * follow "'FILE' ". Free with recorded_state_free() in both cases.
 */
bool recorded_state_load(struct recorded_state *s, sqlite3 *db, const struct report_instant *i,
	uint64_t chip, char *why, size_t room);
void recorded_state_free(struct recorded_state *s);

#endif
