/*
 * A bounded reader of ELF64 x86-64: a table is read into memory after its place was checked against
 * the file's size, and each index is checked against its table. See elf_symbols.h.
 *
 * Must not know: which symbols matter.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "elf_symbols.h"
#include "xalloc.h"

enum { HEADERS_MAX = 512, DYNAMIC_MAX = 4096 };
static const uint64_t table_max = 1u << 30;

struct elf {
	int fd;
	uint64_t bytes;                 /* size of the file */
	Elf64_Phdr headers[HEADERS_MAX];
	unsigned header_count;
	uint64_t symbols, names, names_bytes, gnu_hash, hash;   /* addresses and sizes of DT_... */
	uint64_t rela[2], rela_bytes[2];
	bool rel;                       /* DT_PLTREL is not RELA */
	bool symbolic;
};

struct part {                           /* a part of the file, in memory */
	uint8_t *at;
	uint64_t bytes;
};

static bool read_at(const struct elf *e, uint64_t offset, void *out, uint64_t n)
{
	uint8_t *to = out;

	if (offset > e->bytes || n > e->bytes - offset)
		return false;
	while (n) {
		ssize_t got = pread(e->fd, to, n, (off_t)offset);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		to += got;
		offset += (uint64_t)got;
		n -= (uint64_t)got;
	}
	return true;
}

/* How many bytes the file has from an address to the end of its segment; 0: none. */
static uint64_t locate(const struct elf *e, uint64_t address, uint64_t *offset)
{
	for (unsigned i = 0; i < e->header_count; i++) {
		const Elf64_Phdr *h = &e->headers[i];
		uint64_t in = address - h->p_vaddr;

		if (h->p_type != PT_LOAD || address < h->p_vaddr || in >= h->p_filesz ||
			h->p_offset > e->bytes || in > e->bytes - h->p_offset)
			continue;
		*offset = h->p_offset + in;
		return h->p_filesz - in < e->bytes - *offset ? h->p_filesz - in
			: e->bytes - *offset;
	}
	return 0;
}

/* Reads n bytes at an address; with `less` fewer will do. Empty: not there. The caller frees it. */
static struct part take(const struct elf *e, uint64_t address, uint64_t n, bool less)
{
	struct part p = {0};
	uint64_t offset = 0, there = address ? locate(e, address, &offset) : 0;

	if (n > there && !less)
		return p;
	p.bytes = n < there ? n : there;
	if (!p.bytes || p.bytes > table_max)
		return (struct part){0};
	p.at = xmalloc(p.bytes);
	if (!read_at(e, offset, p.at, p.bytes)) {
		free(p.at);
		p = (struct part){0};
	}
	return p;
}

static const char *read_headers(struct elf *e)
{
	Elf64_Ehdr h;

	if (!read_at(e, 0, &h, sizeof(h)) || memcmp(h.e_ident, ELFMAG, SELFMAG))
		return "it is no ELF file";
	if (h.e_ident[EI_CLASS] != ELFCLASS64 || h.e_ident[EI_DATA] != ELFDATA2LSB ||
		h.e_machine != EM_X86_64)
		return "it is not for x86-64";
	if (h.e_phentsize != sizeof(Elf64_Phdr) || !h.e_phnum || h.e_phnum > HEADERS_MAX ||
		!read_at(e, h.e_phoff, e->headers, h.e_phnum * sizeof(Elf64_Phdr)))
		return "its program headers are damaged";
	e->header_count = h.e_phnum;
	return NULL;
}

static void note_dynamic(struct elf *e, const Elf64_Dyn *d)
{
	uint64_t v = d->d_un.d_val;

	switch (d->d_tag) {
	case DT_SYMTAB: e->symbols = v; break;
	case DT_STRTAB: e->names = v; break;
	case DT_STRSZ: e->names_bytes = v; break;
	case DT_GNU_HASH: e->gnu_hash = v; break;
	case DT_HASH: e->hash = v; break;
	case DT_RELA: e->rela[0] = v; break;
	case DT_RELASZ: e->rela_bytes[0] = v; break;
	case DT_JMPREL: e->rela[1] = v; break;
	case DT_PLTRELSZ: e->rela_bytes[1] = v; break;
	case DT_PLTREL: e->rel = v != DT_RELA; break;
	case DT_SYMBOLIC: e->symbolic = true; break;
	case DT_FLAGS: e->symbolic |= (v & DF_SYMBOLIC) != 0; break;
	default: break;
	}
}

static const char *read_dynamic(struct elf *e)
{
	for (unsigned i = 0; i < e->header_count; i++) {
		const Elf64_Phdr *h = &e->headers[i];
		uint64_t count = h->p_filesz / sizeof(Elf64_Dyn);
		Elf64_Dyn d;

		if (h->p_type != PT_DYNAMIC)
			continue;
		for (uint64_t k = 0; k < count && k < DYNAMIC_MAX; k++) {
			if (h->p_offset > e->bytes ||
				!read_at(e, h->p_offset + k * sizeof(d), &d, sizeof(d)))
				return "its dynamic section is damaged";
			if (d.d_tag == DT_NULL)
				break;
			note_dynamic(e, &d);
		}
		return e->symbols && e->names ? NULL : "it has no dynamic symbols";
	}
	return "it is linked statically";
}

static uint32_t word(const struct part *p, uint64_t index)
{
	uint32_t w = 0;

	if (index < p->bytes / 4)
		memcpy(&w, p->at + index * 4, 4);
	return w;
}

/* One past the last symbol that the hash table reaches. */
static uint64_t count_symbols(const struct elf *e)
{
	struct part p = take(e, e->gnu_hash, table_max, true);
	uint64_t last = 0, count = 0, buckets, first, chains;

	if (p.at && p.bytes >= 16) {
		buckets = word(&p, 0);
		first = word(&p, 1);
		chains = 4 + (uint64_t)word(&p, 2) * 2 + buckets;
		for (uint64_t i = 0; i < buckets && i < p.bytes / 4; i++)
			if (word(&p, chains - buckets + i) > last)
				last = word(&p, chains - buckets + i);
		count = last >= first && last ? last : 0;
		while (count && chains + count - first < p.bytes / 4 &&
			!(word(&p, chains + count - first) & 1))
			count++;
		count += count != 0;
	}
	free(p.at);
	if (count || !e->hash)
		return count;
	p = take(e, e->hash, 8, false);
	count = word(&p, 1);
	free(p.at);
	return count;
}

static const char *name_of(const struct part *symbols, const struct part *names, uint64_t index,
	Elf64_Sym *s)
{
	if (index >= symbols->bytes / sizeof(*s))
		return NULL;
	memcpy(s, symbols->at + index * sizeof(*s), sizeof(*s));
	return s->st_name < names->bytes ? (const char *)names->at + s->st_name : NULL;
}

static void relocations(const struct elf *e, int which, const struct part *symbols,
	const struct part *names, struct elf_visitor *v)
{
	struct part p = take(e, e->rela[which], e->rela_bytes[which], true);

	for (uint64_t i = 0; p.at && i < p.bytes / sizeof(Elf64_Rela); i++) {
		Elf64_Rela r;
		Elf64_Sym s;
		const char *name;
		uint64_t type;

		memcpy(&r, p.at + i * sizeof(r), sizeof(r));
		type = ELF64_R_TYPE(r.r_info);
		if (type != R_X86_64_JUMP_SLOT && type != R_X86_64_GLOB_DAT && type != R_X86_64_64)
			continue;
		name = name_of(symbols, names, ELF64_R_SYM(r.r_info), &s);
		if (name && *name)
			v->symbol(v->context, name, type == R_X86_64_JUMP_SLOT ? ELF_JUMP_SLOT
				: type == R_X86_64_GLOB_DAT ? ELF_GLOB_DAT : ELF_64);
	}
	free(p.at);
}

static const char *walk(struct elf *e, struct elf_visitor *v)
{
	struct part symbols = take(e, e->symbols, table_max, true),
		names = take(e, e->names, e->names_bytes, false);
	uint64_t count = count_symbols(e);
	const char *why = !symbols.at || !names.at ? "its symbols are damaged" : NULL;

	/* Cut after the last 0 byte, so that every name ends inside the table. */
	while (names.bytes && names.at[names.bytes - 1])
		names.bytes--;
	for (uint64_t i = 1; !why && i < count && i < symbols.bytes / sizeof(Elf64_Sym); i++) {
		Elf64_Sym s;
		const char *name = name_of(&symbols, &names, i, &s);

		if (name && *name && s.st_shndx != SHN_UNDEF)
			v->symbol(v->context, name, ELF_DEFINES);
	}
	if (!why) {
		relocations(e, 0, &symbols, &names, v);
		if (!e->rel)
			relocations(e, 1, &symbols, &names, v);
	}
	free(symbols.at);
	free(names.at);
	return why;
}

const char *elf_symbols(const char *path, struct elf_visitor *v)
{
	struct elf *e = xcalloc(1, sizeof(*e));
	const char *why = NULL;
	struct stat st;

	e->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (e->fd < 0 || fstat(e->fd, &st))
		why = strerror(errno);
	else if (!S_ISREG(st.st_mode))
		why = "it is no regular file";
	else
		e->bytes = (uint64_t)st.st_size;
	why = why ? why : read_headers(e);
	why = why ? why : read_dynamic(e);
	v->symbolic = e->symbolic;
	why = why ? why : walk(e, v);
	if (e->fd >= 0)
		close(e->fd);
	free(e);
	return why;
}
