/*
 * The list of libraries that the command has preloaded.
 *
 * Must not know: what they do.
 */
#ifndef L1RECORD_PRELOAD_LIST_H
#define L1RECORD_PRELOAD_LIST_H

/*
 * LD_PRELOAD with `ours` in it: after the runtimes of sanitizers that `others` (NULL: none) names,
 * before all else. To be freed; NULL: no memory.
 */
char *preload_list(const char *ours, const char *others);

#endif
