/* Words for the user on stderr: see say.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include "say.h"

static void say_list(const char *format, va_list list)
{
	fflush(stdout);
	fputs("l1analyze: ", stderr);
	vfprintf(stderr, format, list);
	fputc('\n', stderr);
}

void say(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	say_list(format, list);
	va_end(list);
}

void die(enum exit_code code, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	say_list(format, list);
	va_end(list);
	exit((int)code);
}
