/*
 * The private folder of proof runs: it is made empty, holds the helper for the command's Python, and
 * goes, with everything in it, when l1analyze ends in whatever way it can still act on.
 *
 * Must not know: what is proved, SQL.
 */
#ifndef PROOF_FOLDER_H
#define PROOF_FOLDER_H

#include <stdio.h>

/* Makes the folder in TMPDIR or /tmp, or ends the program. Once a process. */
void proof_folder_make(void);
/* Path of something in it, which the caller frees. */
char *proof_folder_path(const char *name);
/* Opens a new file in it for writing, or ends the program. */
FILE *proof_folder_file(const char *name);
/* Removes what a run has left there, but not the helper; or everything. */
void proof_folder_empty(void);
void proof_folder_remove(void);

#endif
