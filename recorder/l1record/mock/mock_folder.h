/*
 * A private folder with everything that lets the real runtime run without a device: the cluster
 * file, a runtime root of links to the installed one with a compiler in it, an empty kernel cache.
 *
 * Must not know: what is run, traces.
 */
#ifndef L1RECORD_MOCK_FOLDER_H
#define L1RECORD_MOCK_FOLDER_H

#include <limits.h>
#include <stdbool.h>

struct ttnn;

struct mock {
	char board[PATH_MAX];           /* n150, or the absolute name of a cluster file */
	char folder[PATH_MAX];          /* the private folder; "" before mock_open */
	char compiler[PATH_MAX];        /* the real SFPI compiler; "" with the stand-in */
	bool slow_dispatch;
	int held;                       /* descriptor that marks the folder as in use; -1: none */
};

/* Takes the board's name or a cluster file. -1 after a message. */
int mock_choose(struct mock *m, const char *board);
/* Makes the folder. -1 after a message; mock_close() must be called then, too. */
int mock_open(struct mock *m, const struct ttnn *t);
/* Sets the command's environment, and prints what to expect. -1 after a message. */
int mock_set_environment(const struct mock *m, const struct ttnn *t);
/* Removes the folder, or reports that it could not. */
void mock_close(struct mock *m);

#endif
