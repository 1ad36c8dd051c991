/* The call that the plugin offers. */
#ifndef PLUGIN_H
#define PLUGIN_H

#include <stdint.h>

__attribute__((visibility("default"))) void plugin_record(unsigned n);
/* Numbers its allocs from here on; returns the number that was next. */
__attribute__((visibility("default"))) uint64_t plugin_next(uint64_t from);

#endif
