/*
 * The code that lttng-ust generates from lttng_events.h. Not compiled with this tree's warnings.
 *
 * Must not know: what is measured.
 */
#define LTTNG_UST_TRACEPOINT_CREATE_PROBES
#define LTTNG_UST_TRACEPOINT_DEFINE
#include "lttng_events.h"
