/*
 * A verb's inputs as one database: traces are loaded into memory, a database is opened.
 *
 * Must not know: the verb.
 */
#ifndef INPUT_H
#define INPUT_H

#include <sqlite3.h>
#include <stdbool.h>
#include "row_stream.h"
#include "run_columns.h"
#include "options.h"

struct input {
	sqlite3 *db;
	int incomplete;         /* EXIT_INCOMPLETE when a run is damaged or unfinished, else 0 */
	bool only_columns;      /* rows are in input_wants.columns, and not in their tables */
	bool streamed;          /* the stream has had all changes; view change is empty */
	int *runs_before;       /* of each word: how many runs those before it have, asked for or not */
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

struct input_wants {
	unsigned what;          /* enum load_what */
	/* what these statements read is enough where nothing limits the rows; NULL: `what` */
	const char *const *questions;
	size_t question_count;
	/* what is enough where no trace has such trouble, and nothing limits the rows; 0: `what` */
	unsigned lean;
	uint64_t lean_bytes;    /* smaller traces are loaded whole; 0: this does not matter much */
	unsigned trouble;       /* enum load_trouble */
	/* the only views that are asked for, of those that take nothing from the window; the last is
	 * NULL. NULL: any */
	const char *const *views;
	/* NULL, or get the rows of an input that is one trace; where `lean` is enough the tables do not have
	 * them. Empty where an input is a database that has the rows itself. */
	struct run_columns *columns;
	const struct row_stream *stream;        /* NULL, or gets rows where all inputs are traces */
};
struct input input_open_for(const struct options *o, int from, const char *verb,
	const struct input_wants *wants);
void input_close(struct input *in);

#endif
