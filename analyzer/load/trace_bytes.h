/* The size by which it is measured what reading a trace may cost. */
#ifndef TRACE_BYTES_H
#define TRACE_BYTES_H

#include <stdint.h>

/* Size of the trace and its live file, without holes; of a live file its disk blocks count. */
uint64_t trace_bytes(const char *path);

#endif
