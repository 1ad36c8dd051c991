/* Which rows a question needs, so that a trace is loaded for these alone. */
#ifndef LOAD_NEEDS_H
#define LOAD_NEEDS_H

/*
 * enum load_what of the tables and columns that the statement reads, also through views, where
 * nothing limits the window. LOAD_ALL when it is no statement on the schema: whoever runs it will
 * report why.
 */
unsigned load_needs(const char *sql);

#endif
