/*
 * The one line of warning that a process may print.
 *
 * Must not know: events, rings.
 */
#ifndef L1TR_WARN_H
#define L1TR_WARN_H

/* Called once, when recording is turned on: notes which file stderr is. */
void l1tr_warn_load(void);
/* Warns that `what` failed: at most one line a process, on stderr. Guarded (signal_guard.h). */
void l1tr_warn(const char *what, const char *path, const char *why);
/* strerror() that a signal handler may call: it translates nothing and takes no lock. */
const char *l1tr_why(int error);

#endif
