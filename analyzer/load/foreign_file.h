/*
 * A file that is given as a trace and is none: what it is instead, where that is known.
 *
 * Must not know: what is in it.
 */
#ifndef FOREIGN_FILE_H
#define FOREIGN_FILE_H

/* Ends the program. path: of the file; message: what the reader of traces says, used if nothing better is
 * known. */
void foreign_file(const char *path, const char *message) __attribute__((noreturn));

#endif
