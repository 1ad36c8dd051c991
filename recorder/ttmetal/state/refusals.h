/*
 * What an operation refuses in its own words: an exception for which no hook recorded a failure.
 *
 * Must not know: hooks' signatures, how frames are read.
 *
 * Where Python runs, every exception of the runtime that reaches the user passes PyErr_SetString;
 * elsewhere it is seen when it is thrown. Both functions are replaced in the import tables of the
 * modules that use the runtime, so that nothing costs time until something is thrown.
 */
#ifndef TTM_REFUSALS_H
#define TTM_REFUSALS_H

/*
 * Called when recording begins, and whenever a device is opened, since modules may have been
 * loaded.
 */
void ttm_refusals_look(void);

/* Writes the counts of equal refusals to the trace. */
void ttm_refusals_note(void);

#endif
