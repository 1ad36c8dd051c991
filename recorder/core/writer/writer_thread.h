/*
 * The thread that turns rings into blocks: what other threads may ask of it.
 *
 * Must not know: who records what.
 */
#ifndef L1TR_WRITER_THREAD_H
#define L1TR_WRITER_THREAD_H

#include "process_state.h"

/* Values of l1tr_process.writer besides 0 (none) and a thread's id. */
enum { WRITER_STARTING = -1, WRITER_GONE = -2, WRITER_NEW = -3 };

/*
 * Starts the thread unless it exists. Never in a handler; with `must` also in a thread that blocks
 * most signals. False: not yet.
 */
bool l1tr_writer_ensure(bool must);
/* Starts the thread; call it guarded. False: no thread can be made. */
bool l1tr_writer_start(void);
/* Called once, when recording is turned on. */
void l1tr_writer_load(void);
/* Whether there is a thread that will drain. */
bool l1tr_writer_lives(void);

#endif
