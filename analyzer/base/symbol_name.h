/*
 * The names of C++ functions as one word, short enough for a table: without what they return and take,
 * and without the arguments of templates. "ttnn::launch<..>", "main", "Model::run::{lambda#1}".
 *
 * Must not know: files, traces.
 */
#ifndef SYMBOL_NAME_H
#define SYMBOL_NAME_H

/* `symbol`: as an ELF file has it. The caller frees the result, which has no blanks and is ASCII. */
char *symbol_name(const char *symbol);
/* The same of a name that is demangled already; NULL: it cannot be told what of it is the name. */
char *symbol_name_short(const char *demangled);

#endif
