/*
 * Files without a name, for bytes that must be read more than once: they go when the program ends,
 * however it ends.
 *
 * Must not know: what the bytes are.
 */
#ifndef UNNAMED_FILE_H
#define UNNAMED_FILE_H

#include <stddef.h>

enum { UNNAMED_PATH_BYTES = 40 };

/* Makes one in TMPDIR. `what`: for the message if it cannot, which ends the program. The caller closes
 * the descriptor. */
int unnamed_file(const char *what);
/* Appends bytes; ends the program if it cannot. */
void unnamed_file_write(int fd, const void *bytes, size_t count, const char *what);
/* The path by which it can be opened while `fd` is open. */
void unnamed_file_path(int fd, char path[UNNAMED_PATH_BYTES]);

#endif
