/*
 * The variables of call sites, from the program's source: found once for each call site, and kept.
 *
 * Must not know: traces, how they are shown.
 */
#ifndef OWNER_NAMES_H
#define OWNER_NAMES_H

#include "snapshot.h"

/* The variable to which this owner's line assigns what it makes; NULL: not known. Valid until
 * owner_names_forget(). */
const char *owner_variable(const struct snapshot *s, const struct owner_snapshot *o);
void owner_names_forget(void);

#endif
