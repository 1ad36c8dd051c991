/*
 * What the stand-in's circular buffers say of themselves: their indices, pages and data formats. The nth
 * of a program has index n, the second index 17 as well. And how dataflow buffers are described.
 *
 * Must not know: how programs are placed and launched.
 */
#include "runtime.h"

#ifndef STANDIN_BARE
#define CB_OF TTK "18CircularBufferImpl"
EXPORT bool cb_on_core(const struct cb *b, const uint64_t *core)
	__asm__(CB_OF "18is_on_logical_coreERKNS_7xy_pairE");
EXPORT bool cb_uses_index(const struct cb *b, uint32_t index) __asm__(CB_OF "17uses_buffer_indexEj");
EXPORT uint32_t cb_page_size(const struct cb *b, uint32_t index) __asm__(CB_OF "9page_sizeEj");
EXPORT uint8_t cb_format(const struct cb *b, uint32_t index) __asm__(CB_OF "11data_formatEj");

enum { SECOND_INDEX = 17, FLOAT16_B = 5, NEW_FORMAT = 99 };

bool cb_on_core(const struct cb *b, const uint64_t *core)
{
	return standin_asking != CBS_ELSEWHERE && core[0] >= b->range.x0 && core[0] <= b->range.x1 &&
		core[1] >= b->range.y0 && core[1] <= b->range.y1;
}

bool cb_uses_index(const struct cb *b, uint32_t index)
{
	return standin_asking == CBS_USE_ALL || index == b->number ||
		(b->number == 1 && index == SECOND_INDEX);
}

/* As in the runtime, which refuses indices that the buffer does not have. */
static void must_use(const struct cb *b, uint32_t index)
{
	if (!cb_uses_index(b, index))
		standin_throw("TT_THROW: no such index");
}

uint32_t cb_page_size(const struct cb *b, uint32_t index)
{
	must_use(b, index);
	return standin_asking == CBS_HAVE_NO_PAGES ? 0 : standin_asking == CBS_HAVE_ODD_PAGES
		? b->size - 1 : b->size / (index == SECOND_INDEX ? 4 : 2);
}

uint8_t cb_format(const struct cb *b, uint32_t index)
{
	must_use(b, index);
	if (standin_asking == CB_FORMATS_THROW)
		standin_throw("TT_THROW: no data format");
	return index == SECOND_INDEX ? NEW_FORMAT : FLOAT16_B;
}
#endif

struct string { const char *bytes; size_t length; };
struct config { uint32_t entry_bytes, entries; };

EXPORT uint32_t add_dfb(struct program *p, const struct vector *cores, const struct config *config)
	__asm__(TT PROGRAM_NAME "19add_dataflow_bufferERKNS0_12CoreRangeSetERKNS0_12experimental3dfb"
	"20DataflowBufferConfigE");
EXPORT void name_dfb(struct program *p, const struct string *name, uint32_t number)
	__asm__(TT PROGRAM_NAME "22register_dfb_spec_nameERKNSt7__cxx1112"
	"basic_stringIcSt11char_traitsIcESaIcEEEj");

uint32_t add_dfb(struct program *p, const struct vector *cores, const struct config *config)
{
	uint32_t number = 0;

	(void)cores, (void)config;
	for (size_t i = 0; i < p->region_count; i++)
		number += p->regions[i].type == DFB;
	return number - 1;
}

void name_dfb(struct program *p, const struct string *name, uint32_t number)
{
	(void)p, (void)name, (void)number;
}

void describe_dfb(struct program *p, const struct region *r, uint32_t number)
{
	const struct config config = {r->size / 4, 4};
	const char name[] = {'d', 'f', 'b', (char)('0' + number)};

	add_dfb(p, dfb_cores(p->given, number), &config);
	name_dfb(p, &(struct string){name, sizeof(name)}, number);
}
