/*
 * A library whose destructor runs after the recorder's: it calls what was put here.
 *
 * Must not know: the recorder.
 */
#ifndef LATE_H
#define LATE_H

extern void (*late_hook)(void);

#endif
