/*
 * The texts of the runtime's exceptions about memory, and the numbers in them. See failure_text.h.
 *
 * Must not know: hooks, what is done with the numbers.
 */
#include <stdlib.h>
#include <string.h>
#include "failure_text.h"

uint64_t ttm_number_after(const char *text, const char *anchor)
{
	const char *p = strstr(text, anchor);
	char *end;
	unsigned long long n;

	if (!p)
		return L1TRACE_UNKNOWN;
	p += strlen(anchor);
	n = strtoull(p, &end, 10);
	return end == p ? L1TRACE_UNKNOWN : n;
}

static void take(uint64_t *field, const char *text, const char *anchor)
{
	uint64_t n = ttm_number_after(text, anchor);

	if (n != L1TRACE_UNKNOWN)
		*field = n;
}

/* The four numbers of "..on core range [(x=0,y=0) - (x=7,y=7)]..". */
static uint32_t cores_in(const char *text)
{
	const char *p = strstr(text, "on core range ");
	uint16_t n[4];

	for (int i = 0; i < 4; i++) {
		char *end;

		p = p ? strpbrk(p, "0123456789\n") : NULL;
		if (!p || *p == '\n')
			return 0;
		n[i] = (uint16_t)strtoul(p, &end, 10);
		p = end;
	}
	return l1trace_cores(&(struct l1trace_range){n[0], n[1], n[2], n[3]}, 1);
}

int ttm_failure_read(const char *text, struct l1trace_failure *f)
{
	if (strstr(text, "Out of Memory: Not enough space")) {
		take(&f->size_bytes, text, " to allocate ");
		take(&f->bank_count, text, " across ");
		take(&f->bytes_per_bank, text, "needs to store ");
		take(&f->bytes_per_bank, text, " banks (");     /* if each core has an allocator */
		take(&f->bank_bytes, text, "bank size is ");
		take(&f->allocated_bytes, text, "(allocated: ");
		take(&f->free_bytes, text, " free: ");
		take(&f->largest_free_bytes, text, "largest free block: ");
		return L1TRACE_OOM;
	}
	if (strstr(text, "clash with L1 buffers")) {
		take(&f->lowest_buffer, text, "L1 buffer allocated at ");
		take(&f->region_end, text, "region ends at ");
		f->cores = cores_in(text);
		return L1TRACE_CLASH;
	}
	if (strstr(text, "which is beyond max L1 size of")) {
		take(&f->region_end, text, "grow to ");
		take(&f->limit_bytes, text, "max L1 size of ");
		f->size_bytes = f->region_end;
		f->cores = cores_in(text);
		return L1TRACE_TOO_BIG;
	}
	if (strstr(text, "too large for kernel config buffer")) {
		take(&f->size_bytes, text, "Program size (");
		take(&f->limit_bytes, text, "kernel config buffer (");
		return L1TRACE_CONFIG_TOO_BIG;
	}
	return TTM_NOTHING_KNOWN;
}

bool ttm_failure_is_known(const char *text)
{
	struct l1trace_failure unused;

	return ttm_failure_read(text, &unused) != TTM_NOTHING_KNOWN;
}

void ttm_failure_shorten(const char *text, char out[TTM_TEXT_MAX])
{
	const char *start = strstr(text, "info:\n"), *end;
	size_t n;

	start = start ? start + strlen("info:\n") : text;
	end = strstr(start, "\nbacktrace:");
	n = end ? (size_t)(end - start) : strlen(start);
	while (n && start[n - 1] == '\n')
		n--;
	if (n >= TTM_TEXT_MAX)
		n = TTM_TEXT_MAX - 1;
	memcpy(out, start, n);
	out[n] = 0;
}
