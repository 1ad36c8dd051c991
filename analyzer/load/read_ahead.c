/* Whether a second thread reads a trace: see read_ahead.h. */
#include <sched.h>
#include <stdbool.h>
#include "read_ahead.h"

/* Smaller traces are read in less time than a thread takes to begin. */
enum { PAYS_BYTES = 256 << 10 };

static bool has_two_processors(void)
{
	cpu_set_t mine;

	return !sched_getaffinity(0, sizeof(mine), &mine) && CPU_COUNT(&mine) > 1;
}

void read_ahead(struct l1t_reader *reader, uint64_t bytes, const struct options *o)
{
	if (o->threads ? o->threads > 1 : bytes >= PAYS_BYTES && has_two_processors())
		l1t_reader_ahead(reader);
}
