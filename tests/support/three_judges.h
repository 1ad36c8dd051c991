/* For tests: the headers that cmocka needs first, and a story that begins with one open chip. */
#ifndef CASES_H
#define CASES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "judge_accounting.h"

enum { DEVICE = 1 };            /* handle of the device that a story opens on chip 0 */

static inline void one_chip(struct story *s)
{
	story_begin(s);
	tell_open(s, DEVICE, 0);
}

#endif
