/*
 * The executable that the stand-in compiler links: the least that the runtime accepts as a kernel.
 *
 * Must not know: command lines, who asks.
 */
#ifndef L1RECORD_MOCK_ELF_H
#define L1RECORD_MOCK_ELF_H

#include <stddef.h>
#include <stdint.h>

enum {
	mock_elf_data_bytes = 16,
	mock_elf_text_min = 8,
	mock_elf_text_max = 1 << 20,
	mock_elf_overhead = 1024,       /* headers, tables and names need less */
};

/*
 * Writes an ELF32 RISC-V executable with text_bytes of code (a multiple of 4, from
 * mock_elf_text_min to mock_elf_text_max) to `out`, which has room for that, mock_elf_data_bytes
 * and mock_elf_overhead. Returns its length.
 */
size_t mock_elf_write(uint8_t *out, uint32_t text_bytes);

#endif
