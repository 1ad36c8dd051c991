/*
 * The dynamic symbols of an ELF file, and which of them it reaches through relocations. Nothing of
 * the file is loaded or run, and nothing in it is trusted.
 *
 * libelf was tried: it takes 129 lines instead of 268, finds the same symbols in 427 libraries and
 * is as fast. But it needs section headers, which a library may lack, and would be one more
 * dependency for one verb.
 *
 * Must not know: which symbols matter.
 */
#ifndef ELF_SYMBOLS_H
#define ELF_SYMBOLS_H

#include <stdbool.h>
#include <stdint.h>

enum elf_use {
	ELF_DEFINES,                            /* the file defines the symbol */
	ELF_JUMP_SLOT, ELF_GLOB_DAT, ELF_64,    /* a symbolic relocation of that type */
};

struct elf_visitor {
	void (*symbol)(void *context, const char *name, enum elf_use use);
	void *context;
	bool symbolic;          /* result: linked with -Bsymbolic, its own definitions win */
};

/* Calls v->symbol for each use; `name` is valid during that call. NULL, or why it cannot read. */
const char *elf_symbols(const char *path, struct elf_visitor *v);

#endif
