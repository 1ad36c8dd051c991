/* Messages for the user on stderr: see message.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include "message.h"
#include "readable.h"

static FILE *into;              /* NULL: stderr */

void messages_into(FILE *out)
{
	into = out;
}

static void say_list(const char *format, va_list list)
{
	FILE *out = into ? into : stderr;
	char text[8192];

	fflush(stdout);
	fputs("l1analyze: ", out);
	/* names from a trace or of files must not control the terminal */
	vsnprintf(text, sizeof(text), format, list);
	put_text(out, text, sizeof(text));
	fputc('\n', out);
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
