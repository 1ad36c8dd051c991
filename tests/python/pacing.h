/*
 * Paces what is measured from Python, and measures it.
 *
 * Must not know: what is measured, Python.
 */
#ifndef PYTHON_PACING_H
#define PYTHON_PACING_H

#include <stdint.h>

/* Until so long after the wait before. What is measured begins. */
void pacing_wait(uint64_t gap_ns);
/* It has ended. */
void pacing_done(void);
/* Of all but the largest hundredth. */
double pacing_mean_ns(void);

#endif
