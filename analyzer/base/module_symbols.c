/*
 * Opens each file once, and names each place once: see module_symbols.h.
 *
 * Must not know: traces, call sites.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "id_map.h"
#include "module_symbols.h"
#include "symbol_name.h"
#include "work_allowance.h"
#include "xalloc.h"

#if defined(L1TRACE_LIBDW)
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwelf.h>
#include <elfutils/libdwfl.h>

enum {
	MODULES_MAX = 512,              /* files of all traces that are opened */
	ID_MAX = 64,
	INLINE_MAX = 16,                /* functions within each other at one place */
	FILE_LEAST = 64,                /* bytes; files that are none of a disk have no size */
	OPEN_NS = 3000000, PLACE_NS = 100000, UNIT_NS = 300, COMPARE_NS = 20,
};

/* Debug information of a runtime takes a gigabyte; what of it is looked at counts as memory. */
static const uint64_t more_bytes = (uint64_t)2 << 30, more_ns = 60000000000;

struct place {
	struct module_symbol at[INLINE_MAX];
	unsigned count;
};

struct module {
	char *path, *build_id;
	Dwfl *dwfl;                     /* NULL: there is no such file */
	Dwfl_Module *file;
	Dwarf *dwarf;
	GElf_Addr bias, dwarf_bias;     /* what libdwfl, libdw add to the file's addresses */
	struct table places;            /* struct place, by offset + 1 */
};

struct module_symbols {
	struct module at[MODULES_MAX];
	unsigned count, last;           /* last: the one that was asked for last */
};

bool module_symbols_can(void)
{
	return true;
}

struct module_symbols *module_symbols_new(void)
{
	work_more(more_bytes, more_ns);
	return xcalloc(1, sizeof(struct module_symbols));
}

void module_symbols_free(struct module_symbols *s)
{
	for (unsigned i = 0; s && i < s->count; i++) {
		struct module *m = &s->at[i];

		for (size_t k = 0; k < m->places.capacity; k++) {
			struct place *p = m->places.at[k].value;

			for (unsigned n = 0; p && n < p->count; n++) {
				free(p->at[n].function);
				free(p->at[n].source);
			}
		}
		table_free_values(&m->places);
		if (m->dwfl)
			dwfl_end(m->dwfl);
		free(m->path);
		free(m->build_id);
	}
	free(s);
}

/* ---- a file ---- */

/* Debug information of other files is not looked for. */
static int no_debuginfo(Dwfl_Module *m, void **data, const char *name, Dwarf_Addr base,
	const char *file, const char *link, GElf_Word check, char **out)
{
	(void)m, (void)data, (void)name, (void)base, (void)file, (void)link, (void)check, (void)out;
	return -1;
}

static bool has_id(Elf *elf, const char *wanted)
{
	char text[2 * ID_MAX + 1] = "";
	const void *id = NULL;
	ssize_t n = elf ? dwelf_elf_gnu_build_id(elf, &id) : -1;

	if (n <= 0 || n > ID_MAX)
		return false;
	for (ssize_t i = 0; i < n; i++)
		sprintf(text + 2 * i, "%02x", ((const unsigned char *)id)[i]);
	return !strcmp(text, wanted);
}

/* A descriptor of a regular file that carries this build id; -1: it is not there. */
static int open_file(const char *path, const char *build_id)
{
	int fd = *path == '/' ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) : -1;
	bool is_it = false;
	struct stat st;

	if (fd >= 0 && !fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_size >= FILE_LEAST) {
		Elf *elf;

		elf_version(EV_CURRENT);
		elf = elf_begin(fd, ELF_C_READ, NULL);
		is_it = has_id(elf, build_id);
		elf_end(elf);
	}
	if (is_it)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

static void open_module(struct module *m)
{
	static const Dwfl_Callbacks callbacks = {.find_debuginfo = no_debuginfo,
		.section_address = dwfl_offline_section_address};
	int fd = open_file(m->path, m->build_id);

	if (fd < 0)
		return;
	m->dwfl = dwfl_begin(&callbacks);
	if (!m->dwfl) {
		close(fd);
		return;
	}
	dwfl_report_begin(m->dwfl);
	m->file = dwfl_report_offline(m->dwfl, m->path, m->path, fd);
	if (!m->file)
		close(fd);
	dwfl_report_end(m->dwfl, NULL, NULL);
	if (!m->file || !dwfl_module_getelf(m->file, &m->bias)) {
		dwfl_end(m->dwfl);
		m->dwfl = NULL;
		return;
	}
	m->dwarf = dwfl_module_getdwarf(m->file, &m->dwarf_bias);
}

static struct module *module_of(struct module_symbols *s, const char *path, const char *build_id)
{
	struct module *m;

	for (unsigned i = 0; i < s->count && work_spend(COMPARE_NS); i++) {
		m = &s->at[(s->last + i) % s->count];
		if (!strcmp(m->path, path) && !strcmp(m->build_id, build_id)) {
			s->last = (unsigned)(m - s->at);
			return m;
		}
	}
	if (s->count == MODULES_MAX || !work_spend(OPEN_NS))
		return NULL;
	m = &s->at[s->count++];
	m->path = xstrdup(path);
	m->build_id = xstrdup(build_id);
	open_module(m);
	return m;
}

/* ---- a place in it ---- */

/* A symbol that ends before the place says nothing of it, nor does one that has no end. */
static char *function_at(struct module *m, uint64_t offset)
{
	GElf_Off in = 0;
	GElf_Sym symbol;
	const char *name = dwfl_module_addrinfo(m->file, offset + m->bias, &in, &symbol, NULL, NULL, NULL);

	return name && *name && in < symbol.st_size ? symbol_name(name) : NULL;
}

/* The unit of source that has the address: in the file's own index, or by looking at each. */
static bool unit_at(struct module *m, uint64_t address, Dwarf_Die *out)
{
	Dwarf_Off at = 0, next;
	size_t header;

	if (dwarf_addrdie(m->dwarf, address, out))
		return true;
	for (; !dwarf_nextcu(m->dwarf, at, &next, &header, NULL, NULL, NULL) && work_spend(UNIT_NS); at = next)
		if (dwarf_offdie(m->dwarf, at + header, out) && dwarf_haspc(out, address) > 0)
			return true;
	return false;
}

/* A source's path; NULL: not known. The caller frees it. */
static char *whole_path(Dwarf_Die *unit, const char *source)
{
	Dwarf_Attribute value;
	const char *folder = !source || *source == '/' ? NULL
		: dwarf_formstring(dwarf_attr(unit, DW_AT_comp_dir, &value));

	return folder ? xprintf("%s/%s", folder, source) : xstrdup(source);
}

static char *function_of(Dwarf_Die *die)
{
	Dwarf_Attribute value;
	const char *name = dwarf_formstring(dwarf_attr_integrate(die, DW_AT_linkage_name, &value));

	name = name ? name : dwarf_diename(die);
	return name ? symbol_name(name) : NULL;
}

/* Where an inline function is called. */
static void find_call(Dwarf_Die *unit, Dwarf_Die *die, struct module_symbol *out)
{
	Dwarf_Word file = 0, line = 0;
	Dwarf_Attribute value;
	Dwarf_Files *files;
	size_t count;

	if (!dwarf_formudata(dwarf_attr(die, DW_AT_call_line, &value), &line) && line <= UINT32_MAX &&
		!dwarf_formudata(dwarf_attr(die, DW_AT_call_file, &value), &file) &&
		!dwarf_getsrcfiles(unit, &files, &count) && file < count) {
		out->source = whole_path(unit, dwarf_filesrc(files, file, NULL, NULL));
		out->line = (unsigned)line;
	}
}

/* The functions that are inline at the address, the innermost first; the last of `p` has the line of who
 * calls them. */
static void find_inline(Dwarf_Die *unit, uint64_t address, struct place *p)
{
	Dwarf_Die *scopes = NULL, inner;
	int count = dwarf_getscopes(unit, address, &scopes);
	Dwarf_Off at = count > 0 ? dwarf_dieoffset(&scopes[0]) : 0;
	bool known = count > 0 && dwarf_offdie(dwarf_cu_getdwarf(unit->cu), at, &inner);

	free(scopes);
	scopes = NULL;
	count = known ? dwarf_getscopes_die(&inner, &scopes) : 0;
	for (int i = 0; i < count && p->count < INLINE_MAX - 1; i++) {
		if (dwarf_tag(&scopes[i]) == DW_TAG_subprogram)
			break;
		if (dwarf_tag(&scopes[i]) != DW_TAG_inlined_subroutine)
			continue;
		p->at[p->count++].function = function_of(&scopes[i]);
		find_call(unit, &scopes[i], &p->at[p->count]);
	}
	free(scopes);
}

static void find_lines(struct module *m, uint64_t offset, struct place *p)
{
	uint64_t address = offset + m->bias - m->dwarf_bias;
	Dwarf_Line *line;
	Dwarf_Die unit;
	int number = 0;

	if (!m->dwarf || !unit_at(m, address, &unit))
		return;
	line = dwarf_getsrc_die(&unit, address);
	if (!line || dwarf_lineno(line, &number) || number <= 0)
		return;
	p->at[0].source = whole_path(&unit, dwarf_linesrc(line, NULL, NULL));
	p->at[0].line = (unsigned)number;
	find_inline(&unit, address, p);
}

struct module_place module_symbols_at(struct module_symbols *s, const char *path, const char *build_id,
	uint64_t offset)
{
	struct module *m = build_id && *build_id ? module_of(s, path, build_id) : NULL;
	struct place *p;

	if (!m || !m->dwfl || offset == UINT64_MAX)
		return (struct module_place){0};
	p = table_get(&m->places, offset + 1);
	if (!p) {
		if (!work_spend(PLACE_NS))
			return (struct module_place){0};
		p = xcalloc(1, sizeof(*p));
		find_lines(m, offset, p);
		p->at[p->count++].function = function_at(m, offset);
		table_put(&m->places, offset + 1, p);
	}
	return (struct module_place){p->at, p->count};
}

#else

struct module_symbols { char nothing; };

bool module_symbols_can(void)
{
	return false;
}

struct module_symbols *module_symbols_new(void)
{
	return NULL;
}

void module_symbols_free(struct module_symbols *s)
{
	free(s);
}

struct module_place module_symbols_at(struct module_symbols *s, const char *path, const char *build_id,
	uint64_t offset)
{
	(void)s, (void)path, (void)build_id, (void)offset;
	return (struct module_place){0};
}

#endif
