/*
 * Lines on stderr.
 *
 * Must not know: what they say.
 */
#include "messages.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void say(const char *format, ...)
{
	static const char prefix[] = "l1record: ";
	enum { head = sizeof(prefix) - 1 };
	int saved = errno;
	char line[8192];
	va_list list;

	memcpy(line, prefix, head);
	va_start(list, format);
	int length = vsnprintf(line + head, sizeof(line) - head - 1, format, list);
	va_end(list);
	if (length < 0)
		length = 0;
	size_t end = head + (size_t)length;
	if (end > sizeof(line) - 2)
		end = sizeof(line) - 2;
	line[end] = '\n';
	/* If stderr is closed, nobody reads the message. */
	ssize_t written = write(STDERR_FILENO, line, end + 1);
	(void)written;
	errno = saved;
}
