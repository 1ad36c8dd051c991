/* Strings that a trace uses before it defines them: only a damaged one does, or a hostile one. */
#ifndef LATE_STRINGS_H
#define LATE_STRINGS_H

#include "id_map.h"

/* All strings of the trace, char *, the first definition of each; the caller frees the values. What
 * cannot be read is left out: whoever asks is reading the same trace and reports it. */
struct table late_strings(const char *path);

#endif
