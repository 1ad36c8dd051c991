/*
 * The parts of a failure's picture: texts broken into lines, groups of buffers, chips.
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
#include "terminal.h"

/* columns of queries/explain.sql */
enum explain_column { C_RUN, C_FAILURE, C_DEVICE, C_TIME_NS, C_KIND, C_OWNER_KIND, C_OWNER, C_ADDRESS,
	C_BYTES_PER_CORE, C_CALLSITE, C_NOTE, C_ROLE, C_ID, C_SIZE_BYTES, C_AGE_NS, C_RELEASE,
	C_MISSING_BYTES, C_AGREES, C_NAME, C_FITS,
	C_TENSOR, C_VARIABLE, C_MODULE, C_LAST_USE, C_LAST_USE_OP, C_LAST_USE_CALLSITE, C_NEEDED, C_USE_NOTE };

struct picture {
	FILE *out;
	struct terminal look;
	size_t width;           /* characters of a line; 0: no limit */
	struct run_directories *folders;
	sqlite3_stmt *s;        /* the explain query, at the row to print */
};

/* A column's text, valid until the next step; NULL: unknown. */
const char *row_text(sqlite3_stmt *s, int column);
/* Whether a column has a number, and whether its text is `what`. */
bool row_has(sqlite3_stmt *s, int column);
bool row_is(sqlite3_stmt *s, int column, const char *what);

/*
 * Prints a sentence, with paths relative to this run's working directory. `used`: characters that
 * the line has already; `indent`: blanks before further lines.
 */
void put_sentence(const struct picture *p, sqlite3_int64 run, const char *text, size_t used,
	size_t indent);
/* Prints a call site; the line has `used` characters, and further lines begin below that place. */
void put_site(const struct picture *p, sqlite3_int64 run, const char *site, size_t used);
/* Prints the words of the runtime's text, in the lines that it has; otherwise as put_sentence(). */
void put_lines(const struct picture *p, const char *text, size_t used, size_t indent);
/* "chip 0", "chips 0-31", "chips 0-3,8"; chips: ids with commas between. */
void put_chips(FILE *out, const char *chips);
/*
 * Prints the region of the statement's row, unless it looks like the one before it. `last`: a hash
 * of that one; 0 at first.
 */
void put_region(const struct picture *p, uint64_t *last);

/*
 * Buffers that are printed as one: their role, op, call site and bytes are equal; the bytes of
 * those that the program cache keeps may differ.
 */
struct buffer_group {
	char *role, *op, *site; /* owned; NULL: unknown */
	char *tensor;           /* what the first one holds of which it is known; owned; NULL: none */
	char *variable;         /* likewise its name in the program */
	char *needed, *last_use, *last_site;    /* owned: by whom, and who used them last; NULL: unknown */
	char *use_note;         /* the same in words, of the first one; owned */
	bool others;            /* not all hold the same */
	uint64_t address, id;   /* of the first buffer */
	uint64_t bytes, most_bytes, all_bytes;  /* a core: the smallest, the largest, their sum */
	uint64_t oldest_ns, youngest_ns;
	unsigned count;
	bool release;           /* belongs to the smallest set to release */
	bool has_age;
};
struct buffer_groups {
	struct buffer_group *at;
	size_t count, capacity;
};
/* Adds the buffer of the statement's row. */
void groups_add(struct buffer_groups *g, sqlite3_stmt *s);
void put_groups(const struct picture *p, sqlite3_int64 run, const struct buffer_groups *g);
void groups_free(struct buffer_groups *g);

#endif
