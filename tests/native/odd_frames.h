/*
 * Frames as they are rare: functions that realign the stack, code that was made at run time, stacks made
 * by hand. Each calls `f` with its argument from such a frame.
 *
 * Must not know: any recorder.
 */
#ifndef ODD_FRAMES_H
#define ODD_FRAMES_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef void called(void *argument);

/* With more arguments than registers, the caller is found by a pointer that the function keeps. */
void from_realigned_frame(called *f, void *argument, int a, int b, int c, int d, int e, int g);
void from_frame_of_any_size(called *f, void *argument, size_t bytes);
void from_depth(called *f, void *argument, unsigned depth);
/* From code without unwind tables. */
void from_made_code(called *f, void *argument);
/* At the upper end of a stack after which nothing is mapped; the frame has no caller. */
void from_made_stack(called *f, void *argument);
void from_coroutine(called *f, void *argument);
/* In a handler, on the thread's own stack or on another one. */
void from_handler(called *f, void *argument, int on_other_stack);
/* From a function whose unwind tables say that rbp leads to its caller, while rbp is this. */
void from_frame_that_lies(called *f, void *argument, size_t rbp);
/* From a function whose caller, as its unwind tables say, is itself. */
void from_frame_in_a_circle(called *f, void *argument);
/* In a handler that interrupted a function's first instruction; the function does not go on. */
void from_first_instruction(called *f, void *argument);
/* While an exception passes. C++. */
void from_cleanup(called *f, void *argument);

#ifdef __cplusplus
}
#endif
#endif
