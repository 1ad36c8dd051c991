/*
 * For tests of the format: a trace that is cut, changed, or has a block in another's place.
 * Must not know: what its records are.
 */
#ifndef HARM_H
#define HARM_H

#include <stddef.h>
#include <stdint.h>

/*
 * Changes a copy of the trace in one way, chosen by `random`; returns its size. Block b of it lies
 * in [ends[b], ends[b + 1]).
 */
size_t harm(uint8_t *to, const uint8_t *from, const size_t *ends, unsigned blocks, uint64_t *random);

#endif
