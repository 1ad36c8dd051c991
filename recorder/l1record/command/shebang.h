/*
 * The interpreter line of a script.
 *
 * Must not know: Python, PATH.
 */
#ifndef L1RECORD_SHEBANG_H
#define L1RECORD_SHEBANG_H

enum { shebang_word_max = 16, shebang_bytes = 4096 };

struct shebang {
	char text[shebang_bytes];               /* the text that the words point into */
	char *words[shebang_word_max + 1];      /* the interpreter, its arguments, NULL */
};

/*
 * Reads the first line of `path`: the interpreter after "#!", without /usr/bin/env and its options.
 * Where pip or uv wrote "#!/bin/sh", since the path is long or has spaces, it is the program that
 * the second line executes. 1 found, 0 not a script.
 */
int shebang_read(struct shebang *s, const char *path);

#endif
