/*
 * What modules.c knows about a loaded module's dynamic section, for other files that read it.
 *
 * Must not know: TT-Metal.
 */
#ifndef TTM_MODULES_ELF_H
#define TTM_MODULES_ELF_H

#include <elf.h>
#include <link.h>
#include <stdbool.h>
#include <stdint.h>

/* The symbol tables of a module. */
struct ttm_symbols {
	uintptr_t base;
	const ElfW(Sym) *table;
	const char *names;
	const uint32_t *gnu;    /* DT_GNU_HASH */
	const uint32_t *sysv;   /* DT_HASH */
};

bool ttm_read_symbols(const struct dl_phdr_info *m, struct ttm_symbols *out);
/* Symbols that can be found by their hash, and all before them. */
uint32_t ttm_symbol_count(const struct ttm_symbols *s);
const ElfW(Dyn) *ttm_dynamic(const struct dl_phdr_info *m);
/* Addresses in the dynamic section are relocated by glibc, except in the vdso. */
const void *ttm_located(const struct dl_phdr_info *m, uintptr_t value);
bool ttm_contains(const struct dl_phdr_info *m, const void *address);

#endif
