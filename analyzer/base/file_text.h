/*
 * Whether a file holds some bytes.
 *
 * Must not know: what the file is.
 */
#ifndef FILE_TEXT_H
#define FILE_TEXT_H

#include <stdbool.h>

/* Reads the file once, in pieces; false too when it cannot be read. */
bool file_has_text(const char *path, const char *text);

#endif
