/*
 * Which Python runs the user's command, and with what search path.
 *
 * Must not know: ttnn, mock mode.
 */
#ifndef L1RECORD_INTERPRETER_H
#define L1RECORD_INTERPRETER_H

#include <limits.h>
#include <stdbool.h>

enum { interpreter_option_max = 16 };

struct interpreter {
	char python[PATH_MAX];          /* the file to execute */
	char options[interpreter_option_max][3];        /* that change where it imports from */
	int option_count;
	char script_folder[PATH_MAX];   /* first on sys.path; "": the working directory */
	bool sure;                      /* CMD itself names it; else it is just the one on PATH */
};

/*
 * Finds the Python of CMD `argv`, whose argv[0] is the file `program`: that program if it is a
 * Python, the interpreter of its first line if it is a script, a Python among its arguments (mpirun
 * -n 2 python3 x.py), else `fallback` as found on PATH. False when there is none.
 */
bool interpreter_find(struct interpreter *in, const char *program, char *const argv[],
	const char *fallback);

#endif
