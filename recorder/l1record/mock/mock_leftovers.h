/*
 * Private folders of runs that were killed before they could remove them.
 *
 * Must not know: what is in them.
 */
#ifndef L1RECORD_MOCK_LEFTOVERS_H
#define L1RECORD_MOCK_LEFTOVERS_H

/* What all their names begin with. */
#define MOCK_FOLDER_PREFIX "l1record-"

/*
 * The folder is in use as long as this process lives: nobody removes it meanwhile. The descriptor
 * stays open, and closes when a program is run; -1: the folder cannot be held.
 */
int mock_hold_folder(const char *folder);
/* Removes those in `base` that no l1record holds and no process runs in. */
void mock_remove_leftovers(const char *base);

#endif
