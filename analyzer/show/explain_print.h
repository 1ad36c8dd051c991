/*
 * The parts of a failure's picture: texts that are broken into lines, buffers grouped by line, chips.
 *
 * Must not know: in which order they come.
 */
#ifndef EXPLAIN_PRINT_H
#define EXPLAIN_PRINT_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "run_directories.h"

/* columns of queries/explain.sql */
enum explain_column { C_RUN, C_FAILURE, C_DEVICE, C_TIME_NS, C_KIND, C_OWNER_KIND, C_OWNER, C_ADDRESS,
	C_BYTES_PER_CORE, C_CALLSITE, C_NOTE, C_ROLE, C_ID, C_SIZE_BYTES, C_AGE_NS, C_RELEASE,
	C_MISSING_BYTES, C_AGREES, C_NAME, C_FITS };

struct picture {
	FILE *out;
	size_t width;           /* of a line; 0: any */
	struct run_directories *folders;
	sqlite3_stmt *s;        /* the rows */
};

const char *row_text(sqlite3_stmt *s, int column);
bool row_has(sqlite3_stmt *s, int column);
bool row_is(sqlite3_stmt *s, int column, const char *what);

/* A sentence with the paths of this run from its folder; used: columns that are taken already. */
void put_sentence(const struct picture *p, sqlite3_int64 run, const char *text, size_t used,
	size_t indent);
/* A call site that begins in column `used`; more lines of it stand below. */
void put_site(const struct picture *p, sqlite3_int64 run, const char *site, size_t used);
/* The words of the runtime's text, with the ends of lines that they have. */
void put_lines(const struct picture *p, const char *text, size_t used, size_t indent);
/* "chip 0", "chips 0-31", "chips 0-3,8"; chips: ids with commas between. */
void put_chips(FILE *out, const char *chips);
/* A region, by the row that the statement is at; not again one that `last` says was shown. */
void put_region(const struct picture *p, uint64_t *last);

/* Buffers with the same role, line and bytes are one; the program cache's also with other bytes. */
struct buffer_group {
	char *role, *op, *site;
	uint64_t address, bytes, most_bytes, all_bytes, id, oldest_ns, youngest_ns;
	unsigned count;
	bool release, has_age;
};
struct buffer_groups {
	struct buffer_group *at;
	size_t count, capacity;
};
/* Adds the row that the statement is at. */
void groups_add(struct buffer_groups *g, sqlite3_stmt *s);
void put_groups(const struct picture *p, sqlite3_int64 run, const struct buffer_groups *g);
void groups_free(struct buffer_groups *g);

#endif
