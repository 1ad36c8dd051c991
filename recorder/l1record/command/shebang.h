/*
 * The interpreter line of a script.
 *
 * Must not know: Python, PATH.
 */
#ifndef L1RECORD_SHEBANG_H
#define L1RECORD_SHEBANG_H

enum { shebang_word_max = 16, shebang_bytes = 4096 };

struct shebang {
	char text[shebang_bytes];               /* what the words point into */
	char *words[shebang_word_max + 1];      /* the interpreter, its arguments, NULL */
};

/*
 * Reads the first line of `path`: the interpreter behind "#!", without /usr/bin/env and what is
 * env's own; where pip or uv wrote "#!/bin/sh" because the path is long or has spaces, the program
 * that the second line executes. 1 found, 0 no script.
 */
int shebang_read(struct shebang *s, const char *path);

#endif
