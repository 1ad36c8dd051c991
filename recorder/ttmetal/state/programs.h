/*
 * The runtime's programs: ids of our own, since their pointers are used again.
 *
 * Must not know: hooks, regions.
 */
#ifndef TTM_PROGRAMS_H
#define TTM_PROGRAMS_H

#include <stdbool.h>
#include <stdint.h>

/* The id of a ProgramImpl; it is announced at first sight. */
uint32_t ttm_program(const void *impl);
/* The same without announcing: 0 when it was never seen. */
uint32_t ttm_program_seen(const void *impl);
bool ttm_program_known(const void *impl);
/* All that a launch asks, in one: the id, what its kernels call it (a string id, where wanted),
 * whether ttm_program_first_launch() was asked before. */
struct ttm_launched { uint32_t id, name; bool before; };
struct ttm_launched ttm_program_launched(const void *impl, bool wants_name);
/* True the first time it is asked about a program. */
bool ttm_program_first_launch(const void *impl);
/* The same for its scratchpads. */
bool ttm_program_first_scratchpads(const void *impl);
/* It is being destroyed: the pointer means nothing any more. */
void ttm_program_gone(const void *impl);

#endif
