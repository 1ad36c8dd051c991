/*
 * Starts the recording at the first event of a process.
 *
 * Must not know: what it is.
 */
#ifndef L1TR_START_H
#define L1TR_START_H

#include <stdbool.h>

/* True when this process is recording now. Guarded. */
bool l1tr_start(bool in_handler);

#endif
