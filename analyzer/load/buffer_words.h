/*
 * A buffer's type, layout and end, and a failure's kind, as rows spell them.
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
/* What failed, likewise; `type`: enum l1t_failure_type. */
const char *failure_kind(uint64_t type);

#endif
