/*
 * The executable that the stand-in compiler links.
 *
 * The runtime maps it and requires: text in the first PT_LOAD, with the entry at its start; data in
 * the second, loaded right after the text and beginning with section .data; everything on word
 * boundaries; at least one relocation of an allocated section, here a jump to the next word.
 *
 * Must not know: command lines, who asks.
 */
#include "mock_elf.h"

#include <assert.h>
#include <elf.h>
#include <string.h>

enum {
	text_address = 0x8000,
	data_address = 0xffb00400,   /* the core's own memory, after the firmware's part */
	insn_jump_next = 0x0040006f, /* jal x0, 4 */
	insn_nop = 0x00000013,
	insn_return = 0x00008067,
};

enum section { s_null, s_text, s_rela, s_data, s_symtab, s_strtab, s_shstrtab, section_count };
enum symbol { y_null, y_next, y_start, symbol_count };
enum segment { p_text, p_data, segment_count };

static const char section_names[] = "\0.text\0.rela.text\0.data\0.symtab\0.strtab\0.shstrtab";
static const char symbol_names[] = "\0next\0_start";

/* Everything but the code, in file order; the code lies between head and tail. */
struct head {
	Elf32_Ehdr file;
	Elf32_Phdr segments[segment_count];
};
struct tail {
	uint8_t data[mock_elf_data_bytes];
	Elf32_Rela relocation;
	Elf32_Sym symbols[symbol_count];
	Elf32_Shdr sections[section_count];
	char section_names[sizeof(section_names)];
	char symbol_names[sizeof(symbol_names)];
};

static_assert(sizeof(struct head) + sizeof(struct tail) <= mock_elf_overhead + mock_elf_data_bytes,
	"the announced overhead is too small");
static_assert(sizeof(struct head) % 4 == 0 && offsetof(struct tail, sections) % 4 == 0,
	"all parts lie on word boundaries");

static void fill_head(struct head *h, uint32_t text_bytes)
{
	const uint32_t text = sizeof(*h);

	h->file = (Elf32_Ehdr){
		.e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS32, ELFDATA2LSB,
			EV_CURRENT},
		.e_type = ET_EXEC,
		.e_machine = EM_RISCV,
		.e_version = EV_CURRENT,
		.e_entry = text_address,
		.e_phoff = offsetof(struct head, segments),
		.e_shoff = text + text_bytes + (uint32_t)offsetof(struct tail, sections),
		.e_ehsize = sizeof(Elf32_Ehdr),
		.e_phentsize = sizeof(Elf32_Phdr),
		.e_phnum = segment_count,
		.e_shentsize = sizeof(Elf32_Shdr),
		.e_shnum = section_count,
		.e_shstrndx = s_shstrtab,
	};
	h->segments[p_text] = (Elf32_Phdr){
		.p_type = PT_LOAD,
		.p_offset = text,
		.p_vaddr = text_address,
		.p_paddr = text_address,
		.p_filesz = text_bytes,
		.p_memsz = text_bytes,
		.p_flags = PF_R | PF_X,
		.p_align = 4,
	};
	h->segments[p_data] = (Elf32_Phdr){
		.p_type = PT_LOAD,
		.p_offset = text + text_bytes,
		.p_vaddr = data_address,
		.p_paddr = text_address + text_bytes,
		.p_filesz = mock_elf_data_bytes,
		.p_memsz = mock_elf_data_bytes,
		.p_flags = PF_R | PF_W,
		.p_align = 4,
	};
}

static uint32_t name_at(const char *names, size_t bytes, const char *name)
{
	size_t length = strlen(name) + 1;

	for (size_t at = 1; at + length <= bytes; at++) {
		if (names[at - 1] == '\0' && !memcmp(names + at, name, length))
			return (uint32_t)at;
	}
	assert(!"a name is missing in its table");
	return 0;
}

static Elf32_Shdr section(const char *name, uint32_t type, size_t offset, size_t bytes)
{
	return (Elf32_Shdr){
		.sh_name = name_at(section_names, sizeof(section_names), name),
		.sh_type = type,
		.sh_offset = (uint32_t)offset,
		.sh_size = (uint32_t)bytes,
		.sh_addralign = type == SHT_STRTAB ? 1 : 4,
	};
}

static void fill_sections(struct tail *t, uint32_t text_bytes)
{
	const size_t text = sizeof(struct head);
	const size_t tail = text + text_bytes;
	Elf32_Shdr *s = t->sections;

	s[s_text] = section(".text", SHT_PROGBITS, text, text_bytes);
	s[s_text].sh_flags = SHF_ALLOC | SHF_EXECINSTR;
	s[s_text].sh_addr = text_address;
	s[s_rela] = section(".rela.text", SHT_RELA, tail + offsetof(struct tail, relocation),
		sizeof(t->relocation));
	s[s_rela].sh_flags = SHF_INFO_LINK;
	s[s_rela].sh_link = s_symtab;
	s[s_rela].sh_info = s_text;
	s[s_rela].sh_entsize = sizeof(Elf32_Rela);
	s[s_data] = section(
		".data", SHT_PROGBITS, tail + offsetof(struct tail, data), mock_elf_data_bytes);
	s[s_data].sh_flags = SHF_ALLOC | SHF_WRITE;
	s[s_data].sh_addr = data_address;
	s[s_symtab] = section(
		".symtab", SHT_SYMTAB, tail + offsetof(struct tail, symbols), sizeof(t->symbols));
	s[s_symtab].sh_link = s_strtab;
	s[s_symtab].sh_info = y_start; /* first symbol that is not local */
	s[s_symtab].sh_entsize = sizeof(Elf32_Sym);
	s[s_strtab] = section(".strtab", SHT_STRTAB, tail + offsetof(struct tail, symbol_names),
		sizeof(symbol_names));
	s[s_shstrtab] = section(".shstrtab", SHT_STRTAB,
		tail + offsetof(struct tail, section_names), sizeof(section_names));
}

static Elf32_Sym symbol(const char *name, unsigned char binding, uint32_t value)
{
	return (Elf32_Sym){
		.st_name = name_at(symbol_names, sizeof(symbol_names), name),
		.st_value = value,
		.st_info = (unsigned char)ELF32_ST_INFO(binding, STT_NOTYPE),
		.st_shndx = s_text,
	};
}

size_t mock_elf_write(uint8_t *out, uint32_t text_bytes)
{
	struct head h = {0};
	struct tail t = {0};
	uint8_t *to = out;

	assert(text_bytes % 4 == 0);
	assert(text_bytes >= mock_elf_text_min && text_bytes <= mock_elf_text_max);
	fill_head(&h, text_bytes);
	fill_sections(&t, text_bytes);
	t.symbols[y_next] = symbol("next", STB_LOCAL, text_address + 4);
	t.symbols[y_start] = symbol("_start", STB_GLOBAL, text_address);
	t.relocation.r_offset = text_address;
	t.relocation.r_info = ELF32_R_INFO(y_next, R_RISCV_JAL);
	memcpy(t.section_names, section_names, sizeof(section_names));
	memcpy(t.symbol_names, symbol_names, sizeof(symbol_names));

	memcpy(to, &h, sizeof(h));
	to += sizeof(h);
	for (uint32_t at = 0; at < text_bytes; at += 4) {
		const uint32_t insn = at == 0                ? insn_jump_next
				      : at + 4 == text_bytes ? insn_return
							     : insn_nop;

		memcpy(to + at, &insn, sizeof(insn));
	}
	to += text_bytes;
	memcpy(to, &t, sizeof(t));
	return (size_t)(to - out) + sizeof(t);
}
