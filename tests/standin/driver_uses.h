/*
 * What the driver's scenarios of programs with operands share.
 *
 * Must not know: any recorder.
 */
#ifndef STANDIN_DRIVER_USES_H
#define STANDIN_DRIVER_USES_H

#include "standin.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

extern const struct range one_core[1], four_cores[1];
/*
 * Two circular buffers, the first of which borrows its memory, and two dataflow buffers, the second
 * of which does.
 */
extern const struct region borrowing[4];

void must(bool is_true, const char *what);
struct mesh *open_mesh(void);
/* A kernel with one argument. */
void give(struct program *p, uint32_t kernel, uint64_t x, uint64_t y, uint32_t word);
/* A program with these regions, and a kernel with one argument. */
struct program *with_regions(const struct region *r, size_t count);
/* Afterwards nobody but the program holds its objects. */
void launch(struct mesh *m, struct program *p);
void end(struct mesh *m, struct program *p);
bool play_odd_uses(const struct standin *calls, const char *name);

#endif
