/*
 * A library that calls back. It is built twice: two files that differ in one number.
 *
 * Must not know: any recorder.
 */
#include "odd_frames.h"

void call_back(called *f, void *argument);

volatile int native_plugin = NATIVE_PLUGIN;

void call_back(called *f, void *argument)
{
	f(argument);
	native_plugin++;
}
