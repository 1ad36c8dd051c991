/* See two_sites.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <cmocka.h>
#include "two_sites.h"

static void define(struct tale *t, uint8_t kind, uint64_t id, const void *blob, size_t n)
{
	tale_tell(t, (struct l1t_record){.kind = kind, .define = {id}, .blob = blob,
		.blob_bytes = (uint32_t)n});
}

void sites_begin(struct tale *t)
{
	static const char *const strings[] = {"ttnn.matmul", "ttnn.add", "model.py", "main"};
	static const uint32_t sites[][6] = {{0, 0, 10, 12, 7, 13}, {0, 0, 11, 12, 8, 13}};

	tale_begin(t);
	for (uint64_t i = 0; i < 4; i++)
		define(t, L1T_STRING, TEXT + i, strings[i], strlen(strings[i]));
	for (uint64_t i = 0; i < 2; i++)
		define(t, L1T_CALLSITE, MATMUL + i, sites[i], sizeof(sites[i]));
	tale_open(t, 1);
}

void sites_alloc(struct tale *t, uint64_t id, uint64_t address, uint64_t callsite)
{
	tale_tell(t, (struct l1t_record){.kind = L1T_ALLOC, .alloc = {.id = id, .device = 1,
		.type = L1T_L1, .address = address, .bytes_per_core = 100, .size_bytes = 100,
		.callsite = callsite}});
}

void sites_check(const struct tale *t, const char *args, int code, const char *words)
{
	char command[400];
	struct outcome o;

	snprintf(command, sizeof(command), L1ANALYZE " check %s %s", args, t->name);
	o = run_command("A=1", command);
	if (!WIFEXITED(o.status) || WEXITSTATUS(o.status) != code || !strstr(o.output, words))
		fail_msg("%s: status %d, wanted %d and '%s':\n%s", args, o.status, code, words,
			o.output);
	outcome_free(&o);
}
