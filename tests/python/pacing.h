/*
 * Paces what is measured from Python, and measures it.
 *
 * Must not know: what is measured, Python.
 */
#ifndef PYTHON_PACING_H
#define PYTHON_PACING_H

#include <stdint.h>

/* Waits until a fixed time after the previous wait. The measured part begins. */
void pacing_wait(uint64_t gap_ns);
/* The measured part has ended. */
void pacing_done(void);
/* The mean of all but the largest hundredth. */
double pacing_mean_ns(void);

#endif
