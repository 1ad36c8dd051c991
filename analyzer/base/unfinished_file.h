/*
 * A file that is being made: a signal that ends the program removes it, so that nothing half-written
 * stays behind under a name that somebody trusts. One file at a time. Not thread safe.
 *
 * Must not know: what is written.
 */
#ifndef UNFINISHED_FILE_H
#define UNFINISHED_FILE_H

#include <stdbool.h>

/* Holds signals back: the caller makes the file next, then calls unfinished_file(). */
void unfinished_begin(void);
/*
 * The file was made (copied path; NULL: it was not), and signals come again. `at_exit`: it is also
 * removed when the program ends by itself before unfinished_done().
 */
void unfinished_file(const char *path, bool at_exit);
/* It is whole, or has another name now. */
void unfinished_done(void);

#endif
