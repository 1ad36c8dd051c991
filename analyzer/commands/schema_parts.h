/*
 * What the schema's text says about each table and view, and about the columns of views.
 *
 * Must not know: SQL, what the tables are for.
 */
#ifndef SCHEMA_PARTS_H
#define SCHEMA_PARTS_H

#include <stdbool.h>
#include <stddef.h>

/* A table or view: places in the text. */
struct schema_part {
	bool is_view;
	const char *name;
	size_t name_bytes;
	const char *remark;     /* whole lines of comments right before it; empty: begins at text */
	const char *text;       /* CREATE .. up to the end of its last line */
	size_t text_bytes;
};

/* Finds the first one that begins in *text, and moves *text after it. False: there is none. */
bool schema_part_next(const char **text, struct schema_part *part);

/* What is said about it, without the signs of comments, on one line; the caller frees it. */
char *schema_part_meaning(const struct schema_part *part);

/* What the list of columns says about this one, in the same way; NULL: nothing. */
char *schema_column_meaning(const char *columns, const char *name);

/* Bytes of its first sentence. */
size_t schema_sentence_bytes(const char *meaning);

#endif
