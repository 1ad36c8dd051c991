/*
 * Writes into the import tables of modules.
 *
 * Must not know: TT-Metal, Python.
 */
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "imports.h"
#include "modules_elf.h"

#if defined(__aarch64__)
enum { JUMP_SLOT = R_AARCH64_JUMP_SLOT, GLOB_DAT = R_AARCH64_GLOB_DAT };
#else
enum { JUMP_SLOT = R_X86_64_JUMP_SLOT, GLOB_DAT = R_X86_64_GLOB_DAT };
#endif

struct replacing {
	const struct ttm_import *imports;
	size_t count;
	bool (*matters)(const char *symbol);
	void (*seen)(const char *path);
	size_t replaced;
};

/* Whether the loader made the whole page read-only after it had bound all symbols. */
static bool is_sealed(const struct dl_phdr_info *m, uintptr_t address)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);

	for (int i = 0; i < m->dlpi_phnum; i++) {
		uintptr_t begin = m->dlpi_addr + m->dlpi_phdr[i].p_vaddr;

		if (m->dlpi_phdr[i].p_type == PT_GNU_RELRO && address >= begin / page * page &&
			address < (begin + m->dlpi_phdr[i].p_memsz) / page * page)
			return true;
	}
	return false;
}

static bool put(const struct dl_phdr_info *m, uintptr_t address, void *ours)
{
	_Atomic(void *) *slot = (void *)address;
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	void *start = (void *)(address / page * page);
	bool sealed = is_sealed(m, address);

	if (address % sizeof(void *))
		return false;
	if (atomic_load(slot) == ours)
		return true;
	if (sealed && mprotect(start, page, PROT_READ | PROT_WRITE))
		return false;
	atomic_store(slot, ours);
	if (sealed)
		mprotect(start, page, PROT_READ);
	return true;
}

static void put_all(const struct dl_phdr_info *m, const struct ttm_symbols *s,
	const ElfW(Rela) *r, size_t bytes, struct replacing *what)
{
	for (const ElfW(Rela) *end = r + bytes / sizeof(*r); r && r < end; r++) {
		unsigned type = (unsigned)ELF64_R_TYPE(r->r_info);
		const char *name = s->names + s->table[ELF64_R_SYM(r->r_info)].st_name;

		if (type != JUMP_SLOT && type != GLOB_DAT)
			continue;
		for (size_t i = 0; i < what->count; i++)
			if (!strcmp(name, what->imports[i].symbol))
				what->replaced += put(m, m->dlpi_addr + r->r_offset,
					what->imports[i].ours);
	}
}

static int replace_in(struct dl_phdr_info *m, size_t size, void *data)
{
	struct replacing *what = data;
	const ElfW(Rela) *plt = NULL, *others = NULL;
	size_t plt_bytes = 0, other_bytes = 0;
	struct ttm_symbols s;
	bool matters = false;

	(void)size;
	if (ttm_contains(m, (const void *)ttm_replace_imports) || !ttm_read_symbols(m, &s))
		return 0;
	for (uint32_t i = 1, n = ttm_symbol_count(&s); i < n && !matters; i++)
		matters = what->matters(s.names + s.table[i].st_name);
	if (!matters)
		return 0;
	for (const ElfW(Dyn) *d = ttm_dynamic(m); d->d_tag != DT_NULL; d++) {
		if (d->d_tag == DT_JMPREL)
			plt = ttm_located(m, d->d_un.d_ptr);
		else if (d->d_tag == DT_PLTRELSZ)
			plt_bytes = d->d_un.d_val;
		else if (d->d_tag == DT_RELA)
			others = ttm_located(m, d->d_un.d_ptr);
		else if (d->d_tag == DT_RELASZ)
			other_bytes = d->d_un.d_val;
	}
	if (what->seen)
		what->seen(m->dlpi_name);
	put_all(m, &s, plt, plt_bytes, what);
	put_all(m, &s, others, other_bytes, what);
	return 0;
}

size_t ttm_replace_imports(const struct ttm_import *imports, size_t count,
	bool (*matters)(const char *symbol), void (*seen)(const char *path))
{
	struct replacing what = {imports, count, matters, seen, 0};

	dl_iterate_phdr(replace_in, &what);
	return what.replaced;
}
