/* See thread_state.h. */
#include "thread_state.h"

_Atomic int ttm_phase;
_Thread_local struct ttm_thread ttm_thread __attribute__((tls_model("initial-exec")));
