/*
 * Mock mode: `l1record --mock` runs the real runtime on a machine without hardware, and marks that
 * in the environment.
 *
 * Must not know: hooks, how mock mode is made.
 */
#ifndef TTM_MOCK_MODE_H
#define TTM_MOCK_MODE_H

#include <stdbool.h>

bool ttm_is_mock(void);
/* Whether a launch ends before its programs are placed, so that we place them. */
bool ttm_mock_places(void);

/*
 * Notes in the trace that this is a mock run, and whether `runtime_file` is outside of the ttnn
 * package that was prepared for it. NULL: file unknown.
 */
void ttm_mock_note(const char *runtime_file);

#endif
