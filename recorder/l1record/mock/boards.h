/*
 * The boards that --mock knows by name: their cluster descriptors.
 *
 * Must not know: where they are written, what is run on them.
 */
#ifndef L1RECORD_BOARDS_H
#define L1RECORD_BOARDS_H

/* "n150, n300, p150": for messages. */
extern const char board_names[];
/* The YAML text of the board's cluster descriptor; NULL: no such board. */
const char *board_cluster(const char *name);

#endif
