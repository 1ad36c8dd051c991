/*
 * What comes through a pipe, as a file that can be read more than once: unlinked, gone with the
 * program.
 *
 * Must not know: what is read of it, but for how a trace begins.
 */
#ifndef PIPED_INPUT_H
#define PIPED_INPUT_H

/*
 * A path under which all of this descriptor can be read. Ends the program with a line when it is no
 * trace or cannot be kept; `name`: what the user calls it.
 */
const char *piped_input(int fd, const char *name);

#endif
