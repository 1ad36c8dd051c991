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
enum { APART_MOST = 3 };

/* Numbers of frames of a call site, from the inside; the first 0 ends them. */
struct apart {
	size_t frames[APART_MOST];
};

/*
 * Finds rows that would look alike: their texts are equal, and so are the innermost frames of their
 * call sites. Sets found[row] to the first frame in which such rows differ, then to the first in which
 * those differ that are still alike. `texts` marks the columns to compare, `site` is the column of the
 * call sites.
 */
void call_sites_apart(const struct table_rows *t, const bool *texts, size_t site, struct apart *found);
/*
 * Cuts a call site in place, in a text of `room` bytes, to this many characters. File and line of
 * the innermost frame are cut last. The frames of `apart` (NULL: none) stand after it, without the file
 * where that is the same; where there is no room for functions, each is a word for a line of the cell.
 */
void cut_call_site(char *text, size_t room, const struct apart *apart, size_t characters);

#endif
