/*
 * Call sites in a narrow column: which of their frames are shown, and which part of a frame.
 *
 * Must not know: SQL, where a table stands.
 */
#ifndef CALL_SITE_CELL_H
#define CALL_SITE_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include "table_rows.h"

/* Whether a column of this name has call sites. */
bool is_call_site(const char *column);
/*
 * The frame of a call site with this number, 0 for the innermost; NULL: there are fewer frames.
 * Points into `site`; `*length` is set to the frame's bytes.
 */
const char *call_site_frame(const char *site, size_t number, size_t *length);
/*
 * Finds rows that would look alike: their texts are equal, and so are the innermost frames of their
 * call sites. Sets frames[row] to the number of the first frame in which such rows differ; 0: the
 * row needs none. `texts` marks the columns to compare, `site` is the column of the call sites.
 */
void call_sites_apart(const struct table_rows *t, const bool *texts, size_t site, size_t *frames);
/*
 * Cuts a call site in place, in a text of `room` bytes, to this many characters. File and line of
 * the innermost frame are cut last. Frame number `apart` (0: none) is shown after the innermost
 * frame, or instead of it where there is no room for both.
 */
void cut_call_site(char *text, size_t room, size_t apart, size_t characters);

#endif
