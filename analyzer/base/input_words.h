/*
 * Words that name inputs: a folder is the traces in it, a pattern that the shell left alone is what it
 * matches. Which word is the first that names an input, the verb says.
 *
 * Must not know: verbs, what is asked of the inputs.
 */
#ifndef INPUT_WORDS_H
#define INPUT_WORDS_H

#include <stdbool.h>
#include "options.h"

/*
 * Replaces in o->words, from index `from` on, each folder by the .l1t files in it, and each pattern
 * that is no file by the files that it matches (of a folder among them again the traces in it), in
 * the order of their names, byte by byte. A folder or pattern without any stays as it is, for
 * whoever opens it. What is no trace, or cannot be read, is left out of a folder with a line that
 * says so, and o->left_out is set. A file that folders and patterns bring although it is named
 * already is read once, and a line says so; one that is typed twice is two inputs. More than
 * LIMIT_INPUTS end the program. The new words live as long as the program. `apart`: words are held
 * against each other, and what one of them brings another may bring, too.
 */
void input_words_expand(struct options *o, int from, bool apart);
/* Why a word that is still a folder, or a pattern, is no input; NULL: it is neither. */
const char *input_word_trouble(const char *word);

#endif
