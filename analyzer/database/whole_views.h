/* The views where nothing limits the window. */
#ifndef WHOLE_VIEWS_H
#define WHOLE_VIEWS_H

#include <sqlite3.h>
#include "options.h"

/*
 * Replaces views that look at the window for every row by ones that give the same rows without
 * looking, when no option limits it. Of a database that is only read, the temporary views are
 * replaced, which other programs do not see.
 */
void whole_views(sqlite3 *db, const struct options *o);

#endif
