/*
 * A verb's inputs as one database: traces are loaded into memory, a database is opened.
 *
 * Must not know: the verb.
 */
#ifndef INPUT_H
#define INPUT_H

#include <sqlite3.h>
#include <stdbool.h>
#include "change_stream.h"
#include "options.h"

struct input {
	sqlite3 *db;
	int incomplete;         /* EXIT_INCOMPLETE when a run is damaged or unfinished, else 0 */
	bool streamed;          /* the stream has had all rows of table change, which is empty */
};

/*
 * The path under which an input can be read more than once: itself, or a file that a pipe's bytes
 * were kept in; "-" is standard input. Ends the program when it cannot be read.
 */
const char *input_path(const char *word);
/* words[from..]: what to read; `what`: enum load_what. Ends the program on what cannot be read. */
struct input input_open(const struct options *o, int from, const char *verb, unsigned what);
/* The same; traces alone give their changes to the stream. */
struct input input_open_streaming(const struct options *o, int from, const char *verb, unsigned what,
	const struct change_stream *stream);
void input_close(struct input *in);

#endif
