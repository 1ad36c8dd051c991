/*
 * Removes a folder and everything in it.
 *
 * Must not know: what the folder is for.
 */
#ifndef L1RECORD_REMOVE_TREE_H
#define L1RECORD_REMOVE_TREE_H

/*
 * Removes the folder `path` itself and everything below. Symbolic links are removed, never
 * followed; folders of other file systems (mounts) are left. -1 with errno when something stayed.
 */
int remove_tree(const char *path);

#endif
