/* Frames of C++ programs: see module_frames.h. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "module_frames.h"
#include "xalloc.h"

enum { ID_DIGITS_MAX = 128 };

bool module_frame_is(uint32_t line, const char *function, uint64_t *offset)
{
	const char *number = line || !function ? NULL : strrchr(function, '+');
	char *end;

	if (!number || number == function || strncmp(number, "+0x", 3) || !number[3])
		return false;
	number += 3;
	if (strspn(number, "0123456789abcdef") != strlen(number) || strlen(number) > 16)
		return false;
	*offset = strtoull(number, &end, 16);
	return !*end;
}

void module_frame_print(FILE *out, struct module_symbols *symbols, const char *path, const char *build_id,
	uint64_t offset)
{
	struct module_place p = {0};

	if (symbols)
		p = module_symbols_at(symbols, path, build_id, offset);
	for (unsigned i = 0; i < p.count; i++) {
		const struct module_symbol *s = &p.symbols[i];

		fputs(i ? "; " : "", out);
		if (s->source && s->function)
			fprintf(out, "%.4000s:%u %.2000s", s->source, s->line, s->function);
		else
			fprintf(out, "%.4000s+0x%" PRIx64 "%s%.2000s", path, offset, s->function ? " " : "",
				s->function ? s->function : "");
	}
	if (!p.count)
		fprintf(out, "%.4000s+0x%" PRIx64, path, offset);
}

char *module_build_id(const struct l1t_record *string)
{
	const char *text = (const char *)string->blob, *id = memchr(text, 0, string->blob_bytes);
	size_t n;

	if (!id)
		return NULL;
	id++;
	n = string->blob_bytes - (size_t)(id - text);
	if (!n || n > ID_DIGITS_MAX)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (!memchr("0123456789abcdef", id[i], 16))
			return NULL;
	return xstrndup(id, n);
}
