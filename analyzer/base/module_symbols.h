/*
 * Names for places in programs and libraries: the function, and where there is debug information the
 * line of source. A file is believed only if it carries the build id that is asked for.
 *
 * Must not know: traces, call sites.
 *
 * elfutils' libdw reads the files, their own symbols and DWARF: files with separate debug information
 * are not searched for or fetched. Without libdw there are no names (module_symbols_can()).
 */
#ifndef MODULE_SYMBOLS_H
#define MODULE_SYMBOLS_H

#include <stdbool.h>
#include <stdint.h>

struct module_symbols;

/* A function at a place; of several, the first is inline in the second, and so on. */
struct module_symbol {
	char *function;         /* as symbol_name() makes it; NULL: not known */
	char *source;           /* a path; NULL: not known */
	unsigned line;
};

struct module_place {           /* valid as long as its struct module_symbols */
	const struct module_symbol *symbols;
	unsigned count;         /* 0: not known */
};

/* Whether this program was built with libdw. */
bool module_symbols_can(void);
struct module_symbols *module_symbols_new(void);
void module_symbols_free(struct module_symbols *s);
/* What is at this offset of a file. `build_id`: hexadecimal; without one nothing is looked at. */
struct module_place module_symbols_at(struct module_symbols *s, const char *path, const char *build_id,
	uint64_t offset);

#endif
