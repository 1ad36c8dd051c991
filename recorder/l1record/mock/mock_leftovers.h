/*
 * Private folders of runs that were killed before they could remove them.
 *
 * Must not know: what is in them.
 */
#ifndef L1RECORD_MOCK_LEFTOVERS_H
#define L1RECORD_MOCK_LEFTOVERS_H

/* What all names of such folders begin with. */
#define MOCK_FOLDER_PREFIX "l1record-"

/*
 * Marks the folder as in use as long as this process lives: nobody removes it meanwhile. The
 * descriptor stays open, and is closed when a program is executed; -1: the folder cannot be marked.
 */
int mock_hold_folder(const char *folder);
/* Removes the folders in `base` that no l1record uses and no process runs in. */
void mock_remove_leftovers(const char *base);

#endif
