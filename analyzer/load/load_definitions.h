/*
 * Rows of what a trace defines once and refers to by id: strings, core range sets, chip sets, call
 * sites.
 *
 * Must not know: events.
 */
#ifndef LOAD_DEFINITIONS_H
#define LOAD_DEFINITIONS_H

#include <sqlite3.h>
#include <stdbool.h>
#include "l1t_record.h"
#include "site_groups.h"

struct definitions;
/* variables: call sites get theirs (site_variables.h). */
struct definitions *definitions_new(sqlite3 *db, bool variables);
void definitions_free(struct definitions *d);
/* The variables are those that this database has of its run `run`. NULL: no longer. */
void definitions_kept(struct definitions *d, sqlite3 *db, uint64_t run);
/* Begins a run: forgets the definitions of the run before. */
void definitions_begin(struct definitions *d, uint64_t run);
/* From now on numbers the texts of call sites, for definitions_site() and definitions_text_number(). */
void definitions_number_texts(struct definitions *d);
/* From now on asks their files for the names of C++ frames. */
void definitions_name_frames(struct definitions *d);
/* NULL: not defined so far, or not numbered. */
const struct site_numbers *definitions_site(const struct definitions *d, uint64_t id);
/* The number of a string's text; 0: not defined so far. */
uint64_t definitions_text_number(struct definitions *d, uint64_t id);
/* Number of call sites of this run whose text was too long and was cut. */
uint64_t definitions_cut(const struct definitions *d);
/* site_is_read() of site_variables.h. False also where variables are not wanted. */
bool definitions_is_read(const struct definitions *d, const char *site, const char *op, const char *failing,
	const char *failing_op);
void definitions_record(struct definitions *d, const struct l1t_record *r);
/* NULL: not defined so far. */
const char *definitions_string(const struct definitions *d, uint64_t id);
/* A string that no record defines. */
void definitions_add_string(struct definitions *d, uint64_t id, const char *text);
/* Ids of the set's chips, separated by commas; NULL: not known. Valid until definitions_begin(). */
const char *definitions_chips(const struct definitions *d, uint64_t id);

#endif
