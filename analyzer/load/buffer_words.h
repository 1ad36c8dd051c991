/*
 * A buffer's type, layout and end as rows spell them.
 *
 * Must not know: lifetimes.
 */
#ifndef BUFFER_WORDS_H
#define BUFFER_WORDS_H

#include <stdint.h>

/* NULL: not known. */
const char *buffer_kind(uint64_t type);
/* How its pages lie in the banks, likewise. */
const char *buffer_layout(uint64_t layout);
/* How it came to be freed, likewise. */
const char *buffer_manner(uint64_t manner);

#endif
