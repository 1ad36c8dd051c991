/* Whether a second thread reads a trace. */
#ifndef READ_AHEAD_H
#define READ_AHEAD_H

#include <stdint.h>
#include "l1t_reader.h"
#include "options.h"

/*
 * Has the blocks of an open trace of `bytes` decoded by a second thread: if --threads asks for two, or
 * says nothing and there are two processors and a trace for which that pays.
 */
void read_ahead(struct l1t_reader *reader, uint64_t bytes, const struct options *o);

#endif
