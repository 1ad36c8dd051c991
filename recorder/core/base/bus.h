/*
 * What happens when somebody truncates the live file while it is mapped: every touch of its pages
 * then raises SIGBUS. Where the program leaves SIGBUS at its default, our handler maps memory over
 * our pages and recording ends; that is warned once and noted in the trace. Any other SIGBUS ends
 * the program as it would without us. A program that handles SIGBUS itself keeps its handler, which
 * then receives the signals of our pages.
 *
 * Must not know: what is in the pages.
 */
#ifndef L1TR_BUS_H
#define L1TR_BUS_H

#include <signal.h>
#include <stdbool.h>

/* Called once, when recording is turned on. */
void l1tr_bus_load(void);
bool l1tr_bus_is_ours(const struct sigaction *act);
/* Called by the writer: checks whether the file was truncated where nobody has touched it since. */
void l1tr_bus_look(void);

#endif
