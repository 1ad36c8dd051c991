/*
 * Everything that lets the real runtime run without a device, in one private folder: the cluster
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
	char folder[PATH_MAX];          /* the private one; "" before mock_open */
	char compiler[PATH_MAX];        /* the real SFPI compiler, "" with the stand-in */
	bool slow_dispatch;
	int held;                       /* descriptor that says that the folder is in use; -1: none */
};

/* Takes the board's name or a cluster file. -1 after a message. */
int mock_choose(struct mock *m, const char *board);
/* Makes the folder. -1 after a message, then mock_close() is still due. */
int mock_open(struct mock *m, const struct ttnn *t);
/* Sets the environment that the command is to have, and says what to expect. -1 after a message. */
int mock_set_environment(const struct mock *m, const struct ttnn *t);
/* Removes the folder, or says that it could not. */
void mock_close(struct mock *m);

#endif
