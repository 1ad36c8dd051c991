/*
 * Prints one line on stderr, always "l1record: ...", in one write, so that lines of several ranks
 * do not mix.
 *
 * Must not know: what they say.
 */
#ifndef L1RECORD_MESSAGES_H
#define L1RECORD_MESSAGES_H

/* Like printf without the newline. Lines longer than 8 KiB are cut. Keeps errno. */
__attribute__((format(printf, 1, 2))) void say(const char *format, ...);

#endif
