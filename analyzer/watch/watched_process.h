/*
 * Whether the process that records a trace lives, as far as this machine shows.
 *
 * Must not know: traces, how it is shown.
 */
#ifndef WATCHED_PROCESS_H
#define WATCHED_PROCESS_H

#include <stdint.h>

enum alive { ALIVE_UNKNOWN, ALIVE_YES, ALIVE_NO };

/*
 * `pid`: as the process saw itself; wall_ns: Unix time at which it recorded already. A process of
 * this number that began later is another one. UNKNOWN: such a number says nothing here.
 */
enum alive process_alive(uint64_t pid, uint64_t wall_ns);

#endif
