/*
 * Buffers put together by who takes them, while a trace is read: by call site and by op. What
 * queries/callsites.sql and callsites_by_op.sql find with a row for each buffer, which they sort.
 *
 * Must not know: records, how texts are kept.
 */
#ifndef SITE_GROUPS_H
#define SITE_GROUPS_H

#include <sqlite3.h>
#include <stdbool.h>
#include "accounting.h"

/* What is known of a call site. Numbers are those of texts: equal texts have the same; 0: none. */
struct site_numbers {
	uint64_t site, op;      /* its own text; that of the op that was running */
};

/* Where the numbers come from, and texts. */
struct site_texts {
	void *context;
	/* False: the call site is not defined so far. */
	bool (*site)(void *context, uint64_t callsite, struct site_numbers *out);
	uint64_t (*string)(void *context, uint64_t id);         /* 0: not defined so far */
	const char *(*text)(void *context, uint64_t id);        /* of a string; NULL: not defined so far */
	/* The chip that column `device` has for a set of chips; L1T_UNKNOWN: not known. */
	uint64_t (*first_chip)(void *context, uint64_t chips);
};

struct site_groups;

struct site_groups *site_groups_new(sqlite3 *db, const struct site_texts *texts);
void site_groups_free(struct site_groups *g);
/* A buffer was allocated; was told what it is for; ended. */
void site_groups_allocated(struct site_groups *g, const struct account_buffer *b);
void site_groups_named(struct site_groups *g, const struct account_buffer *b);
void site_groups_ended(struct site_groups *g, const struct account_buffer *b);
/*
 * Writes the rows of table site_group, and begins anew. Writes none where that would not be exact
 * (a buffer of unknown size, a name that came too late), which is seldom: then the queries must answer.
 */
void site_groups_finish(struct site_groups *g, uint64_t run);

#endif
