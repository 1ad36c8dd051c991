/*
 * Keeps the bytes of a pipe in a file, which can be read more than once. The file has no name and
 * is deleted when the program ends.
 *
 * Must not know: what the bytes are, except how a trace begins.
 */
#ifndef PIPED_INPUT_H
#define PIPED_INPUT_H

/*
 * Reads the descriptor to its end and returns a path under which its bytes can be read. `name`:
 * what the user calls it. Ends the program with a line if they are no trace or cannot be kept. The
 * caller closes the descriptor and does not free the path.
 */
const char *piped_input(int fd, const char *name);

#endif
