/*
 * The thread that turns rings into blocks: what others may ask of it.
 *
 * Must not know: who records what.
 */
#ifndef L1TR_WRITER_THREAD_H
#define L1TR_WRITER_THREAD_H

#include "process_state.h"

/* Of l1tr_process.writer, besides 0 (none) and a thread's id. */
enum { WRITER_STARTING = -1, WRITER_GONE = -2, WRITER_NEW = -3 };

/*
 * Starts the thread unless it is there. Never in a handler; when `must` also in a thread that
 * blocks most signals. False: not yet.
 */
bool l1tr_writer_ensure(bool must);
/* The same, guarded. False: no thread can be made. */
bool l1tr_writer_start(void);
/* Once, when recording is turned on. */
void l1tr_writer_load(void);
/* There is a thread that will drain. */
bool l1tr_writer_lives(void);

#endif
