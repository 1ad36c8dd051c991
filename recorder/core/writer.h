/*
 * The thread that turns rings into blocks: what others may ask of it.
 *
 * Must not know: who records what.
 */
#ifndef L1TR_WRITER_H
#define L1TR_WRITER_H

#include "state.h"

/*
 * Starts the thread unless it is there. Never in a handler; when `must` also in a thread that
 * blocks most signals. False: not yet.
 */
bool l1tr_writer_ensure(bool must);
/* The same, behind the shield. */
void l1tr_writer_start(void);
/* There is a thread that will drain. */
bool l1tr_writer_lives(void);
void l1tr_writer_wake(void);
/* Without a thread: what it would do at the end, in the caller. Behind the shield. */
void l1tr_writer_end_here(void);

#endif
