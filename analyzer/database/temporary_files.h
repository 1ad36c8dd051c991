/*
 * SQLite makes each temporary file under a name that it then takes away.
 *
 * Must not know: what is in them.
 */
#ifndef TEMPORARY_FILES_H
#define TEMPORARY_FILES_H

/*
 * From now on no signal ends the program in between, where the file would stay behind. Before the
 * first database is opened; all threads but the caller's have signals blocked.
 */
void temporary_files_begin(void);

#endif
