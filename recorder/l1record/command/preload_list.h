/*
 * The list of libraries that are preloaded into the command.
 *
 * Must not know: what they do.
 */
#ifndef L1RECORD_PRELOAD_LIST_H
#define L1RECORD_PRELOAD_LIST_H

/*
 * LD_PRELOAD with `ours` in it ("": none): after the sanitizer runtimes in `others` (NULL: none), before all
 * others. Free it; NULL: no memory.
 */
char *preload_list(const char *ours, const char *others);

#endif
