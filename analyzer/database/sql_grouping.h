/*
 * What --by puts together, in SQL:
 *   group_of(name, type, callsite): the text that says in which group an op or a buffer is;
 *   shown_callsite(callsite): a call site without the frames that are not shown;
 *   function_at(callsite, N): the function of its Nth frame that is shown, 1 the innermost; NULL if it
 *     has fewer.
 *
 * Must not know: which rows are asked about.
 */
#ifndef SQL_GROUPING_H
#define SQL_GROUPING_H

#include <sqlite3.h>

enum group_by { GROUP_OP, GROUP_TYPE, GROUP_FUNCTION, GROUP_CALLSITE, GROUP_FRAME, GROUP_CALLER };

/*
 * Adds the functions to a connection, or changes what group_of() is. `frame`: of GROUP_FRAME, 1 for the
 * innermost frame that is shown. A group is unknown, NULL, where its text is or there is no such frame.
 */
void grouping_register(sqlite3 *db, enum group_by by, unsigned frame);

#endif
