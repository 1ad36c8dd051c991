/* Text files that the build puts into the program: schema.sql and all of queries/, by name. */
#ifndef EMBEDDED_H
#define EMBEDDED_H

struct embedded_file {
	const char *name;       /* without ending; the last entry's is NULL */
	const char *text;
};
extern const struct embedded_file embedded_files[];

#endif
