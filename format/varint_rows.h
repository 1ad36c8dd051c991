/*
 * Many varints at a time, for the encoder.
 *
 * Must not know: columns, records.
 */
#ifndef VARINT_ROWS_H
#define VARINT_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "l1t_wire.h"

enum { VARINT_ROWS_SLACK = 8 };         /* bytes that may be overwritten after the end */

/* Writes n varints, or those of n zigzag differences, the first to `before`. Returns the end. */
uint8_t *l1t_put_varints(uint8_t *p, const uint64_t *v, size_t n);
uint8_t *l1t_put_deltas(uint8_t *p, const uint64_t *v, size_t n, uint64_t before);

/*
 * Zigzag differences as well, of values that agree in their lowest `shift` bits, which are left out:
 * their lowest bytes go to low[n], the next ones to high[n]. If a difference is 255 * 256 or more,
 * 255 goes to `high`, and a varint of the higher part less 255 to `rest`. Returns the end of `rest`.
 */
uint8_t *l1t_put_delta_planes(uint8_t *low, uint8_t *high, uint8_t *rest, const uint64_t *v,
	size_t n, uint64_t before, unsigned shift);

bool l1t_are_all(const uint64_t *v, size_t n, uint64_t value);
/* Whether l1t_put_deltas() of n > 0 values takes less space than l1t_put_varints(), by a sample. */
bool l1t_deltas_are_shorter(const uint64_t *v, size_t n, uint64_t before);

#endif
