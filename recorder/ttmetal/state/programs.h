/*
 * The runtime's programs: ids of our own, since their pointers are reused.
 *
 * Must not know: hooks, regions.
 */
#ifndef TTM_PROGRAMS_H
#define TTM_PROGRAMS_H

#include <stdbool.h>
#include <stdint.h>

/* The id of a ProgramImpl; a definition is recorded when it is first seen. */
uint32_t ttm_program(const void *impl);
/* The id without recording a definition: 0 when it was never seen. */
uint32_t ttm_program_seen(const void *impl);
bool ttm_program_known(const void *impl);
/*
 * Everything that a launch needs in one call: the id, the name made of its kernels' names (a string
 * id, when wanted), and whether ttm_program_first_launch() was called before.
 */
struct ttm_launched { uint32_t id, name; bool before; };
struct ttm_launched ttm_program_launched(const void *impl, bool wants_name);
/* True at the first call for this program. */
bool ttm_program_first_launch(const void *impl);
/* The same for its scratchpads. */
bool ttm_program_first_scratchpads(const void *impl);
/* The program is being destroyed; its pointer may be used again. */
void ttm_program_gone(const void *impl);

#endif
