/*
 * Modules, by the loader's own object for them. A module may be unloaded, and another one be loaded at
 * its place, with an object at the same address: so it is compared by its build id each time. Two threads
 * that meet one at the same time give it two numbers, which harms nobody.
 *
 * Must not know: TT-Metal, Python, stacks.
 */
#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <link.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>
#include "l1trace.h"
#include "modules.h"
#include "native_cache.h"
#include "native_modules.h"

#if defined(__x86_64__) && defined(DLFO_STRUCT_HAS_EH_DBASE)

enum { MODULES_MAX = 1024, ID_MAX = 32, STAMP_BYTES = 16, PAGE = 4096,
	PATH_BYTES = 1024 };            /* of a path; a thread may have little room for more */

struct segment { const uint8_t *begin, *end; };

/* The parts of a loaded file that are read. */
struct image {
	struct segment tables;          /* the segment that has .eh_frame_hdr */
	const uint8_t *header;
	const uint8_t *id;
	size_t id_bytes;
};

typedef int find_object(void *address, struct dl_find_object *out);

static find_object *real_find;
static struct ttm_cache by_object;        /* the module that is at the object last */
static struct ttm_native_module modules[MODULES_MAX];
static _Atomic uint32_t module_count;

bool ttm_native_modules_find(void)
{
	real_find = (find_object *)ttm_find("_dl_find_object");
	return real_find != NULL;
}

/* ---- a loaded file ---- */

/* The build id among a segment's notes. */
static void read_notes(struct image *i, const uint8_t *at, const uint8_t *end)
{
	while (end - at >= (ptrdiff_t)sizeof(ElfW(Nhdr))) {
		ElfW(Nhdr) n;
		size_t name, bytes;

		memcpy(&n, at, sizeof(n));
		at += sizeof(n);
		name = ((size_t)n.n_namesz + 3) & ~(size_t)3;
		bytes = ((size_t)n.n_descsz + 3) & ~(size_t)3;
		if (name + bytes > (size_t)(end - at))
			return;
		if (n.n_type == NT_GNU_BUILD_ID && n.n_namesz == 4 && !memcmp(at, "GNU", 4) &&
			n.n_descsz >= STAMP_BYTES && n.n_descsz <= ID_MAX) {
			i->id = at + name;
			i->id_bytes = n.n_descsz;
			return;
		}
		at += name + bytes;
	}
}

static struct segment segment_with(const ElfW(Phdr) *headers, unsigned count, uintptr_t bias,
	uintptr_t address)
{
	for (unsigned k = 0; k < count; k++) {
		const ElfW(Phdr) *h = &headers[k];

		if (h->p_type == PT_LOAD && h->p_flags & PF_R && address - h->p_vaddr < h->p_filesz)
			return (struct segment){(const uint8_t *)bias + h->p_vaddr,
				(const uint8_t *)bias + h->p_vaddr + h->p_filesz};
	}
	return (struct segment){NULL, NULL};
}

/* Its first segment begins with the file's header, as all that linkers make. */
static bool read_image(const struct dl_find_object *o, struct image *i)
{
	const ElfW(Ehdr) *e = o->dlfo_map_start;
	const ElfW(Phdr) *headers = (const void *)((const uint8_t *)e + sizeof(*e));
	uintptr_t bias = o->dlfo_link_map->l_addr;

	memset(i, 0, sizeof(*i));
	if (memcmp(e->e_ident, ELFMAG, SELFMAG) || e->e_phoff != sizeof(*e) ||
		e->e_phentsize != sizeof(*headers) || e->e_phnum > 32)
		return false;
	for (unsigned k = 0; k < e->e_phnum; k++) {
		const ElfW(Phdr) *h = &headers[k];
		struct segment s = segment_with(headers, e->e_phnum, bias, h->p_vaddr);
		const uint8_t *begin = (const uint8_t *)bias + h->p_vaddr;

		if (!s.begin || h->p_filesz > (size_t)(s.end - begin))
			continue;
		if (h->p_type == PT_NOTE && !i->id)
			read_notes(i, begin, begin + h->p_filesz);
		if (h->p_type == PT_GNU_EH_FRAME) {
			i->tables = s;
			i->header = begin;
		}
	}
	return i->header && i->tables.end - i->header >= STAMP_BYTES;
}

/* ---- what is recorded of it ---- */

/* The file's path, absolute where that can be said. */
static size_t path_of(const struct link_map *m, char *out, size_t room)
{
	const char *name = m->l_name ? m->l_name : "";
	size_t n = strlen(name), folder = 0;
	ssize_t got;

	if (!n) {                       /* the program itself */
		got = readlink("/proc/self/exe", out, room - 1);
		out[got > 0 ? got : 0] = 0;
		return strlen(out);
	}
	if (*name != '/' && strchr(name, '/') && getcwd(out, room - 1)) {
		folder = strlen(out);
		out[folder++] = '/';
	}
	if (n >= room - folder)
		folder = 0;
	if (n >= room)
		n = room - 1;
	memcpy(out + folder, name, n);
	out[folder + n] = 0;
	return folder + n;
}

static void name_file(struct ttm_native_module *m, const struct link_map *map, const struct image *i)
{
	static const char digits[] = "0123456789abcdef";
	char text[PATH_BYTES + 1 + 2 * ID_MAX];
	size_t n = path_of(map, text, PATH_BYTES);
	const char *slash = strrchr(text, '/'), *name = slash ? slash + 1 : text;
	size_t length = strlen(name);

	if (length >= sizeof(m->name))
		name += length - (sizeof(m->name) - 1);
	strcpy(m->name, name);
	text[n++] = 0;
	for (size_t k = 0; k < i->id_bytes; k++) {
		text[n++] = digits[i->id[k] >> 4];
		text[n++] = digits[i->id[k] & 15];
	}
	m->file = l1trace_string(text, i->id ? n : n - 1);
}

/*
 * Only its first page is there, whatever else is loaded at its place: the build id, which is near its
 * begin, else the part of the header that says where the file's sections are.
 */
static const void *stamp_of(const struct dl_find_object *o, const struct image *i)
{
	const uint8_t *map = o->dlfo_map_start;

	if (i->id && i->id >= map && i->id - map <= PAGE - STAMP_BYTES)
		return i->id;
	return map + offsetof(ElfW(Ehdr), e_phoff);
}

static const struct ttm_native_module *add(const struct dl_find_object *o)
{
	uint32_t number = atomic_fetch_add(&module_count, 1);
	struct ttm_native_module *m;
	struct image i;
	int saved = errno;

	if (number >= MODULES_MAX) {
		atomic_store(&module_count, MODULES_MAX);
		return NULL;
	}
	m = &modules[number];
	if (read_image(o, &i)) {
		m->cfi = (struct ttm_cfi){i.header, i.tables.begin, i.tables.end};
		m->stamp = stamp_of(o, &i);
		memcpy(m->stamped, m->stamp, sizeof(m->stamped));
	}
	m->map = o->dlfo_map_start;
	m->bias = o->dlfo_link_map->l_addr;
	m->is_ours = (uintptr_t)ttm_native_module_at - (uintptr_t)o->dlfo_map_start <
		(uintptr_t)o->dlfo_map_end - (uintptr_t)o->dlfo_map_start;
	m->number = number + 1;
	name_file(m, o->dlfo_link_map, &i);
	ttm_cache_put(&by_object, (uintptr_t)o->dlfo_link_map, number + 1);
	errno = saved;
	return m;
}

const struct ttm_native_module *ttm_native_module_at(uintptr_t pc)
{
	struct dl_find_object o;
	const struct ttm_native_module *m;
	uint64_t number;

	if (real_find((void *)pc, &o) || !o.dlfo_link_map)
		return NULL;
	number = ttm_cache_get(&by_object, (uintptr_t)o.dlfo_link_map);
	m = number && number <= MODULES_MAX ? &modules[number - 1] : NULL;
	if (m && m->map == o.dlfo_map_start &&
		(!m->stamp || !memcmp(m->stamp, m->stamped, sizeof(m->stamped))))
		return m;
	return add(&o);
}

#else

bool ttm_native_modules_find(void)
{
	return false;
}

const struct ttm_native_module *ttm_native_module_at(uintptr_t pc)
{
	(void)pc;
	return NULL;
}

#endif
