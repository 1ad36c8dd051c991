/*
 * The one line of warning that a process may print.
 *
 * Must not know: events, rings.
 */
#ifndef L1TR_WARN_H
#define L1TR_WARN_H

/* Once, when recording is turned on: which file stderr is. */
void l1tr_warn_load(void);
/* What is named failed: at most one line a process, on stderr. Guarded (signal_guard.h). */
void l1tr_warn(const char *what, const char *path, const char *why);
/* strerror() for handlers, too: it looks up no translation, takes no lock. */
const char *l1tr_why(int error);

#endif
