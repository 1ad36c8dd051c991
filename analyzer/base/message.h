/*
 * Messages for the user on stderr, one line each, and the exit codes.
 *
 * Must not know: what the messages are about.
 */
#ifndef MESSAGE_H
#define MESSAGE_H

#include <stdio.h>

enum exit_code {
	EXIT_OK = 0,
	EXIT_FINDING = 1,       /* a finding that was asked for */
	EXIT_USAGE = 2,         /* wrong usage */
	EXIT_UNREADABLE = 3,    /* input not read, output not written, or memory ran out */
	EXIT_INCOMPLETE = 4,    /* answered from a damaged or unfinished trace */
};

/* Messages go to this stream from now on; NULL: to stderr, as at first. */
void messages_into(FILE *out);
/* Prints "l1analyze: ..." as one line; a question mark stands for each control character. */
__attribute__((format(printf, 1, 2))) void say(const char *format, ...);
/* The same, and ends the program. */
__attribute__((format(printf, 2, 3), noreturn)) void die(enum exit_code code,
	const char *format, ...);

#endif
