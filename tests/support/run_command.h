/* For tests: runs a shell command in an empty folder of its own and keeps its results. */
#ifndef RUN_COMMAND_H
#define RUN_COMMAND_H

#include <stddef.h>

struct outcome {
	int status;             /* as returned by waitpid */
	char *output;           /* stdout and stderr, in order */
	size_t files;           /* that it left in its folder */
};

/* `environment`: "A=b C=d" put before the command, or "". Free with outcome_free. */
struct outcome run_command(const char *environment, const char *command);
void outcome_free(struct outcome *o);

#endif
