/*
 * Whether a run has ended, and how: by what its trace says, or because its process is not there
 * any more.
 *
 * Must not know: how it is shown.
 */
#ifndef RUN_END_H
#define RUN_END_H

#include <stdbool.h>
#include <stddef.h>
#include "snapshot.h"

/* `quiet`: nothing was recorded for some time; only then a missing process counts. out: how it
 * ended, "" where it has not. */
bool run_has_ended(const struct snapshot *s, bool quiet, char *out, size_t room);

#endif
