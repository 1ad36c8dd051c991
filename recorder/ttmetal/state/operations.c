/*
 * ttnn enqueues through template instances: the mangled name of the function that calls us holds
 * the operation's type, ...MeshDeviceOperationAdapterINS_10operations..23BinaryNgDeviceOperationE...
 *
 * Must not know: hooks.
 */
#include <string.h>
#include "l1trace.h"
#include "modules.h"
#include "operations.h"
#include "pointer_map.h"

static const char adapter[] = "MeshDeviceOperationAdapterI";
static const uint64_t looked_up = (uint64_t)1 << 32;
static struct ttm_table names = TTM_TABLE(TTM_TABLE_OPERATIONS);

/* Reads <length><name> and moves *p after it. */
static const char *identifier(const char **p, size_t *length)
{
	size_t n = 0;
	const char *start;

	if (**p < '1' || **p > '9')
		return NULL;
	for (; **p >= '0' && **p <= '9' && n < 10000; (*p)++)
		n = n * 10 + (size_t)(**p - '0');
	if (strnlen(*p, n) < n)
		return NULL;
	start = *p;
	*p += n;
	*length = n;
	return start;
}

/* The last name of a type: after an N there are several, and perhaps a substitution S.._ */
static const char *last_identifier(const char *p, size_t *length)
{
	const char *last = NULL, *next;
	size_t n = 0;

	if (*p == 'N')
		p++;
	for (;;) {
		if (*p == 'S' && p[1] == 't') {
			p += 2;
		} else if (*p == 'S') {
			for (p++; *p && *p != '_'; p++)
				;
			p += *p == '_';
		}
		next = identifier(&p, &n);
		if (!next)
			return last;
		last = next;
		*length = n;
	}
}

const char *ttm_operation_in(const char *mangled, size_t *length)
{
	const char *p = strstr(mangled, adapter);

	return p ? last_identifier(p + sizeof(adapter) - 1, length) : NULL;
}

uint32_t ttm_operation(const void *return_address)
{
	uint64_t value = ttm_table_get(&names, return_address);
	const char *symbol, *name = NULL;
	size_t length = 0;

	if (likely(value))
		return (uint32_t)value;
	symbol = ttm_symbol_at(return_address);
	if (symbol)
		name = ttm_operation_in(symbol, &length);
	value = looked_up | (name ? l1trace_string(name, length) : 0);
	ttm_table_set(&names, return_address, value);
	return (uint32_t)value;
}
