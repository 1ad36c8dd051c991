/*
 * Text files that the build puts into the program, by name: schema.sql, window.sql, columns.sql (what
 * columns of views mean), views.sql and all of queries/, which are the user's; and those of sql/, which are the program's own.
 */
#ifndef EMBEDDED_H
#define EMBEDDED_H

struct embedded_file {
	const char *name;       /* without ending; the last entry's is NULL */
	const char *text;
};
extern const struct embedded_file embedded_files[];
/* See statement.h. */
extern const struct embedded_file embedded_statements[];

#endif
