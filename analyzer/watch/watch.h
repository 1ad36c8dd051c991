/*
 * `l1analyze watch`: follows recorded processes and draws what they hold, until a key ends it.
 *
 * Must not know: options.
 */
#ifndef WATCH_H
#define WATCH_H

/* word: a file, a folder or the number of a process. Returns when the user quits. */
void watch(const char *word);

#endif
