/*
 * What an operation refuses in words of its own: an exception that no hook recorded a failure for.
 *
 * Must not know: hooks' signatures, how frames are read.
 *
 * Where Python runs, every exception of the runtime that reaches the user passes PyErr_SetString;
 * elsewhere it is seen when it is thrown. Both are replaced in the tables of imports of the modules
 * that use the runtime, so that nothing is paid until something is thrown.
 */
#ifndef TTM_REFUSALS_H
#define TTM_REFUSALS_H

/* When recording begins, and whenever a device is opened: modules may have been loaded. */
void ttm_refusals_look(void);

/* How often equal ones came again, into the trace. */
void ttm_refusals_note(void);

#endif
