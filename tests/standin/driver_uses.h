/*
 * What the driver's scenarios of programs that work on something share.
 *
 * Must not know: any recorder.
 */
#ifndef STANDIN_DRIVER_USES_H
#define STANDIN_DRIVER_USES_H

#include "standin.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

extern const struct range one_core[1], four_cores[1];
/* Two circular buffers, of which the first borrows its memory, and two dataflow buffers, of which
 * the second does. */
extern const struct region borrowing[4];

void must(bool is_true, const char *what);
struct mesh *open_mesh(void);
/* One argument. */
void give(struct program *p, uint32_t kernel, uint64_t x, uint64_t y, uint32_t word);
/* With these regions, and a kernel with one argument. */
struct program *with_regions(const struct region *r, size_t count);
/* Afterwards nobody holds what is the program's. */
void launch(struct mesh *m, struct program *p);
void end(struct mesh *m, struct program *p);
bool play_odd_uses(const struct standin *calls, const char *name);

#endif
