/*
 * The part of a launch that the mock mode of old releases leaves out.
 *
 * Must not know: hooks' arguments, what is recorded.
 */
#ifndef TTM_MOCK_PLACING_H
#define TTM_MOCK_PLACING_H

/* Places the program's circular buffers; throws the runtime's exception when they do not fit. */
void ttm_mock_place(const void *program, const void *device);

#endif
