/*
 * A verb's inputs as one database: traces are loaded into memory, a database is opened.
 *
 * Must not know: the verb.
 */
#ifndef INPUT_H
#define INPUT_H

#include <sqlite3.h>
#include "options.h"

struct input {
	sqlite3 *db;
	int incomplete;         /* EXIT_INCOMPLETE when a run is damaged or unfinished, else 0 */
};

/*
 * Returns a path under which an input can be read more than once: the word itself, or, for a pipe,
 * a file with its bytes. "-" is standard input. Ends the program if the input cannot be read. The
 * caller does not free the path.
 */
const char *input_path(const char *word);
/*
 * Reads o->words[from..]. `verb`: for messages; `what`: bits of enum load_what. Ends the program if
 * an input cannot be read. Close with input_close().
 */
struct input input_open(const struct options *o, int from, const char *verb, unsigned what);
void input_close(struct input *in);

#endif
