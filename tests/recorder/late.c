/*
 * Static destruction after the recorder's end: see late.h.
 *
 * Must not know: the recorder.
 */
#include <stddef.h>
#include "late.h"

void (*late_hook)(void);

__attribute__((destructor)) static void run_hook(void)
{
	if (late_hook)
		late_hook();
}
