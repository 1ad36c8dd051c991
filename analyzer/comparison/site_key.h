/*
 * A frame of a call site as two checkouts of one program have it: its path relative to where the program
 * ran, and, to recognize it after lines were added above it, without its line.
 *
 * Must not know: SQL, runs.
 */
#ifndef SITE_KEY_H
#define SITE_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where a program ran. Free with run_place_free(). */
struct run_place {
	char *folder;           /* its working directory; NULL: not known */
	char *script_folder;    /* that of the first .py file of its command; NULL: there is none */
};
struct run_place run_place_of(const char *cwd, const char *command);
void run_place_free(struct run_place *place);

/* A frame's parts: path:LINE function, or path+0x1234 function. */
struct frame_parts {
	size_t path_bytes;      /* from the frame's begin */
	int64_t line;           /* -1: it has none */
	size_t rest;            /* where the function begins, with the blank before it */
};
struct frame_parts frame_parts(const char *frame, size_t bytes);

/*
 * Writes a path as it is compared: after its package's or Python's own folder, else relative to the
 * working directory or to the script's folder, whichever is nearer; of one that is near neither the last
 * two parts. Never absolute. What controls a terminal is a question mark. Returns the bytes written.
 */
size_t compared_path(char *out, size_t room, const char *path, size_t bytes, const struct run_place *place);
/* Whether a path is that of an installed package, or of Python itself. */
bool is_installed_path(const char *path, size_t bytes);

#endif
