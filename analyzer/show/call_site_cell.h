/*
 * Call sites in a narrow column: which frame of one is shown, and what of it.
 *
 * Must not know: SQL, where a table stands.
 */
#ifndef CALL_SITE_CELL_H
#define CALL_SITE_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include "table_rows.h"

/* A frame of a call site by number, innermost 0, and its length; NULL: it has fewer. */
const char *call_site_frame(const char *site, size_t number, size_t *length);
/*
 * Of rows that look alike, whose texts are equal and whose call sites begin in the same frame, says
 * which frame is the first in which they differ; 0: of the others. `texts` marks the columns to
 * compare, `site` is that of the call sites.
 */
void call_sites_apart(const struct table_rows *t, const bool *texts, size_t site, size_t *frames);
/*
 * Cuts a call site, in a text of `room` bytes, to this many characters: of its innermost frame the
 * file and line stay longest, and the frame with number `apart` (0: none) is shown as well, or
 * instead.
 */
void cut_call_site(char *text, size_t room, size_t apart, size_t characters);

#endif
