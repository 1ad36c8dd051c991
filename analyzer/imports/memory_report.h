/*
 * A report that the runtime, or a person, wrote about memory: the figures that it gives, whatever its
 * form. Reads any bytes; work and memory are proportional to the file, which has a limit.
 *
 * Must not know: traces, SQL, how rows are printed.
 */
#ifndef MEMORY_REPORT_H
#define MEMORY_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of these ttnn.dump_device_memory_state writes the first three. */
enum report_form { REPORT_SUMMARY, REPORT_L1_SUMMARY, REPORT_BLOCKS, REPORT_CORES, REPORT_COUNTERS,
	REPORT_FORMS };

enum {
	REPORT_BYTES_MAX = 16 << 20,    /* a live buffer takes 80 bytes: of a real run 10,000 are many */
	REPORT_FIGURES_MAX = 1 << 17,   /* a chip has less than 200 cores of 64 circular buffers */
};

/* Words of tables: l1, .. */
enum report_memory { REPORT_DRAM, REPORT_L1, REPORT_L1_SMALL, REPORT_TRACE, REPORT_CB, REPORT_MEMORIES };
enum report_scope { SCOPE_BANK, SCOPE_DEVICE, SCOPE_CHIP, SCOPE_PROCESS, SCOPE_CORE };
enum report_what { WHAT_ALLOCATABLE, WHAT_ALLOCATED, WHAT_FREE, WHAT_LARGEST_FREE };

/* One number of a report. What does not apply is UINT64_MAX. */
struct report_figure {
	enum report_scope scope;
	enum report_memory memory;
	enum report_what what;
	uint64_t bytes;
	uint64_t unit;          /* it is known to so many bytes only: 1, or 1024 where it stands in KB */
	uint64_t core_x, core_y, index;         /* SCOPE_CORE: and of a circular buffer */
	uint64_t chip, pid;     /* SCOPE_CHIP, SCOPE_PROCESS */
};

/* A range of a bank that is allocated; the address counts from the memory's begin. */
struct report_block {
	enum report_memory memory;
	uint64_t address, bytes;
};

struct memory_report {
	enum report_form form;
	char *prefix;           /* of a dump: how its name begins; NULL: it has another name */
	unsigned version;       /* of the counters */
	uint64_t updated_ns;    /* of the counters: Unix time of the last change, as they say */
	bool has_blocks[REPORT_MEMORIES];       /* what lists its blocks */
	unsigned skipped;       /* lines of memories that are not known */
	struct report_figure *figures;
	size_t figure_count, figure_capacity;
	struct report_block *blocks;
	size_t block_count, block_capacity;
};

/*
 * Reads a report. False: it is none, or damaged; `why` says so in words that follow "'FILE' ". Free
 * with memory_report_free() in both cases.
 */
bool memory_report_read(struct memory_report *r, const char *path, char *why, size_t room);
void memory_report_free(struct memory_report *r);
/* What the file is, if it looks like a report: "a memory_usage_summary.csv of
 * ttnn.dump_device_memory_state"; static. NULL: it does not. */
const char *memory_report_looks_like(const char *path);
/* The same of a report that was read. */
const char *report_form_name(enum report_form form);
/* The end of the names of a dump's files; NULL: no dump has such a file. */
const char *report_file_name(enum report_form form);

#endif
