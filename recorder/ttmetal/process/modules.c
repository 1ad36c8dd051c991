/*
 * Walks the loaded modules' symbol tables.
 *
 * Must not know: TT-Metal.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>
#include "modules.h"
#include "modules_elf.h"

const void *ttm_located(const struct dl_phdr_info *m, uintptr_t value)
{
	return (const void *)(value < m->dlpi_addr ? m->dlpi_addr + value : value);
}

const ElfW(Dyn) *ttm_dynamic(const struct dl_phdr_info *m)
{
	for (int i = 0; i < m->dlpi_phnum; i++)
		if (m->dlpi_phdr[i].p_type == PT_DYNAMIC)
			return (const void *)(m->dlpi_addr + m->dlpi_phdr[i].p_vaddr);
	return NULL;
}

bool ttm_read_symbols(const struct dl_phdr_info *m, struct ttm_symbols *s)
{
	const ElfW(Dyn) *d = ttm_dynamic(m);

	memset(s, 0, sizeof(*s));
	s->base = m->dlpi_addr;
	for (; d && d->d_tag != DT_NULL; d++) {
		if (d->d_tag == DT_SYMTAB)
			s->table = ttm_located(m, d->d_un.d_ptr);
		else if (d->d_tag == DT_STRTAB)
			s->names = ttm_located(m, d->d_un.d_ptr);
		else if (d->d_tag == DT_GNU_HASH)
			s->gnu = ttm_located(m, d->d_un.d_ptr);
		else if (d->d_tag == DT_HASH)
			s->sysv = ttm_located(m, d->d_un.d_ptr);
	}
	return s->table && s->names && (s->gnu || s->sysv);
}

bool ttm_contains(const struct dl_phdr_info *m, const void *address)
{
	uintptr_t a = (uintptr_t)address;

	for (int i = 0; i < m->dlpi_phnum; i++) {
		uintptr_t start = m->dlpi_addr + m->dlpi_phdr[i].p_vaddr;

		if (m->dlpi_phdr[i].p_type == PT_LOAD && a >= start &&
			a - start < m->dlpi_phdr[i].p_memsz)
			return true;
	}
	return false;
}

static bool is_ours(const struct dl_phdr_info *m)
{
	return ttm_contains(m, (const void *)ttm_find);
}

static bool defines(const ElfW(Sym) *sym)
{
	int type = ELF64_ST_TYPE(sym->st_info);

	return sym->st_shndx != SHN_UNDEF && sym->st_value &&
		(type == STT_FUNC || type == STT_OBJECT);
}

/* ---- by name ---- */

struct wanted {
	const char *name;
	uint32_t gnu, sysv;
	bool first_only;                /* stop at the first */
	void *first, *behind_us, *last;
	bool seen_us;
};

static void hash(struct wanted *w)
{
	w->gnu = 5381;
	w->sysv = 0;
	for (const char *p = w->name; *p; p++) {
		w->gnu = w->gnu * 33 + (uint8_t)*p;
		w->sysv = (w->sysv << 4) + (uint8_t)*p;
		w->sysv ^= w->sysv >> 24 & 0xf0;
		w->sysv &= 0x0fffffff;
	}
}

static const ElfW(Sym) *match(const struct ttm_symbols *s, uint32_t i, const struct wanted *w)
{
	const ElfW(Sym) *sym = &s->table[i];

	return defines(sym) && !strcmp(s->names + sym->st_name, w->name) ? sym : NULL;
}

struct gnu_table {
	uint32_t bucket_count, first, bloom_words, bloom_shift;
	const ElfW(Addr) *bloom;
	const uint32_t *buckets, *chain;
};

static struct gnu_table gnu_table(const uint32_t *h)
{
	struct gnu_table t = {h[0], h[1], h[2], h[3], (const void *)(h + 4), NULL, NULL};

	t.buckets = (const void *)(t.bloom + t.bloom_words);
	t.chain = t.buckets + t.bucket_count;
	return t;
}

static const ElfW(Sym) *find_gnu(const struct ttm_symbols *s, const struct wanted *w)
{
	struct gnu_table t = gnu_table(s->gnu);
	const ElfW(Sym) *sym;
	ElfW(Addr) word;

	if (!t.bucket_count || !t.bloom_words)
		return NULL;
	word = t.bloom[w->gnu / 64 % t.bloom_words];
	if (!(word >> w->gnu % 64 & word >> (w->gnu >> t.bloom_shift) % 64 & 1))
		return NULL;
	for (uint32_t i = t.buckets[w->gnu % t.bucket_count]; i >= t.first; i++) {
		uint32_t h = t.chain[i - t.first];

		if ((h | 1) == (w->gnu | 1)) {
			sym = match(s, i, w);
			if (sym)
				return sym;
		}
		if (h & 1)
			break;
	}
	return NULL;
}

static const ElfW(Sym) *find_sysv(const struct ttm_symbols *s, const struct wanted *w)
{
	const uint32_t *buckets = s->sysv + 2, *chain = buckets + s->sysv[0];
	const ElfW(Sym) *sym;

	if (!s->sysv[0])
		return NULL;
	for (uint32_t i = buckets[w->sysv % s->sysv[0]]; i; i = chain[i]) {
		sym = match(s, i, w);
		if (sym)
			return sym;
	}
	return NULL;
}

static int find_in(struct dl_phdr_info *m, size_t size, void *data)
{
	struct wanted *w = data;
	const ElfW(Sym) *sym;
	struct ttm_symbols s;
	void *found;

	(void)size;
	if (is_ours(m)) {
		w->seen_us = true;
		return 0;
	}
	if (!ttm_read_symbols(m, &s))
		return 0;
	sym = s.gnu ? find_gnu(&s, w) : find_sysv(&s, w);
	if (!sym)
		return 0;
	found = (void *)(s.base + sym->st_value);
	w->first = w->first ? w->first : found;
	if (w->seen_us && !w->behind_us)
		w->behind_us = found;
	w->last = found;
	return w->first_only;
}

void *ttm_find(const char *symbol)
{
	struct wanted w = {.name = symbol, .first_only = true};

	hash(&w);
	dl_iterate_phdr(find_in, &w);
	return w.first;
}

void *ttm_find_next(const char *symbol, void **last)
{
	struct wanted w = {.name = symbol};
	void *next;

	hash(&w);
	dl_iterate_phdr(find_in, &w);
	next = w.behind_us ? w.behind_us : w.first;
	*last = w.last != next ? w.last : NULL;
	return next;
}

static int read_loaded(struct dl_phdr_info *m, size_t size, void *data)
{
	unsigned long long *loaded = data;

	if (size >= offsetof(struct dl_phdr_info, dlpi_subs))
		*loaded = m->dlpi_adds;
	return 1;
}

unsigned long long ttm_modules_loaded(void)
{
	unsigned long long loaded = 0;

	dl_iterate_phdr(read_loaded, &loaded);
	return loaded;
}

/* ---- by address ---- */

struct place {
	const void *address;
	const char *symbol;
	char *path;
	size_t room, length;
};

uint32_t ttm_symbol_count(const struct ttm_symbols *s)
{
	struct gnu_table t;
	uint32_t last = 0;

	if (s->sysv)
		return s->sysv[1];
	t = gnu_table(s->gnu);
	for (uint32_t i = 0; i < t.bucket_count; i++)
		if (t.buckets[i] > last)
			last = t.buckets[i];
	if (last < t.first)
		return t.first;
	while (!(t.chain[last - t.first] & 1))
		last++;
	return last + 1;
}

static int symbol_in(struct dl_phdr_info *m, size_t size, void *data)
{
	struct place *p = data;
	struct ttm_symbols s;
	uintptr_t offset;

	(void)size;
	if (!ttm_contains(m, p->address))
		return 0;
	if (!ttm_read_symbols(m, &s))
		return 1;
	offset = (uintptr_t)p->address - s.base;
	for (uint32_t i = ttm_symbol_count(&s); i-- > 1;) {
		const ElfW(Sym) *sym = &s.table[i];

		if (defines(sym) && ELF64_ST_TYPE(sym->st_info) == STT_FUNC &&
			offset >= sym->st_value && offset - sym->st_value < sym->st_size) {
			p->symbol = s.names + sym->st_name;
			break;
		}
	}
	return 1;
}

const char *ttm_symbol_at(const void *address)
{
	struct place p = {.address = address};

	dl_iterate_phdr(symbol_in, &p);
	return p.symbol;
}

static int has_both(struct dl_phdr_info *m, size_t size, void *data)
{
	const void *const *both = data;

	(void)size;
	return ttm_contains(m, both[0]) && ttm_contains(m, both[1]);
}

bool ttm_same_module(const void *one, const void *other)
{
	const void *both[] = {one, other};

	return dl_iterate_phdr(has_both, both);
}

static int file_in(struct dl_phdr_info *m, size_t size, void *data)
{
	struct place *p = data;
	size_t n;

	(void)size;
	if (!ttm_contains(m, p->address))
		return 0;
	n = m->dlpi_name ? strlen(m->dlpi_name) : 0;
	if (n && n < p->room) {
		memcpy(p->path, m->dlpi_name, n + 1);
		p->length = n;
	}
	return 1;
}

size_t ttm_file_at(const void *address, char *path, size_t room)
{
	struct place p = {.address = address, .path = path, .room = room};
	ssize_t n;

	dl_iterate_phdr(file_in, &p);
	if (p.length)
		return p.length;
	n = readlink("/proc/self/exe", path, room - 1);         /* the program itself has no name */
	if (n <= 0)
		return 0;
	path[n] = 0;
	return (size_t)n;
}

/* Makes system calls directly: the C library's functions are cancellation points. */
static ssize_t read_own_file(const void *from, void *to, size_t bytes)
{
	long file = syscall(SYS_openat, AT_FDCWD, "/proc/self/mem", O_RDONLY | O_CLOEXEC), n;

	if (file < 0)
		return -1;
	n = syscall(SYS_pread64, file, to, bytes, (off_t)(uintptr_t)from);
	syscall(SYS_close, file);
	return n;
}

/* Containers may forbid process_vm_readv. */
int ttm_peek(const void *from, void *to, size_t bytes)
{
	struct iovec local = {to, bytes}, remote = {(void *)from, bytes};
	int saved = errno;
	ssize_t n = process_vm_readv(getpid(), &local, 1, &remote, 1, 0);

	if (n < 0 && (errno == EPERM || errno == ENOSYS))
		n = read_own_file(from, to, bytes);
	errno = saved;
	return n == (ssize_t)bytes ? 0 : -1;
}
