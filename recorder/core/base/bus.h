/*
 * What happens when somebody truncates the live file while it is mapped: each touch of its pages is
 * a SIGBUS then. Where the program leaves that signal to its default a handler of ours lays memory
 * over our pages, and recording ends there: said once, noted in the trace. A SIGBUS of any other
 * kind ends the program as it would without us. A program that handles SIGBUS itself keeps its
 * handler, and hears of our pages.
 *
 * Must not know: what is in the pages.
 */
#ifndef L1TR_BUS_H
#define L1TR_BUS_H

#include <signal.h>
#include <stdbool.h>

/* Once, when recording is turned on. */
void l1tr_bus_load(void);
bool l1tr_bus_is_ours(const struct sigaction *act);
/* By the writer: looks whether the file was cut where nobody has touched it since. */
void l1tr_bus_look(void);

#endif
