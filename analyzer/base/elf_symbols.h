/*
 * The dynamic symbols of an ELF file, and which of them it reaches through relocations. Nothing of
 * the file is loaded or run, and nothing in it is trusted.
 *
 * libelf was tried: 129 lines instead of 268, the same symbols in 427 libraries, as fast; but found
 * by section headers, which a library loads without, and it is one more dependency for one verb.
 *
 * Must not know: which symbols matter.
 */
#ifndef ELF_SYMBOLS_H
#define ELF_SYMBOLS_H

#include <stdbool.h>
#include <stdint.h>

enum elf_use {
	ELF_DEFINES,
	ELF_JUMP_SLOT, ELF_GLOB_DAT, ELF_64,    /* a symbolic relocation of that type */
};

struct elf_visitor {
	void (*symbol)(void *context, const char *name, enum elf_use use);
	void *context;
	bool symbolic;          /* out: linked with -Bsymbolic, its own definitions win */
};

/* NULL, or why the file cannot be read. */
const char *elf_symbols(const char *path, struct elf_visitor *v);

#endif
