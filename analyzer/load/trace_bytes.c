/* How large a trace is: see trace_bytes.h. */
#include <stdlib.h>
#include <sys/stat.h>
#include "trace_bytes.h"
#include "xalloc.h"

uint64_t trace_bytes(const char *path)
{
	uint64_t bytes = 0, there;
	struct stat st;
	char *live = xprintf("%s.live", path);

	if (!stat(path, &st))
		bytes = (uint64_t)st.st_size;
	if (!stat(live, &st)) {
		there = (uint64_t)st.st_blocks * 512;
		bytes += there < (uint64_t)st.st_size ? there : (uint64_t)st.st_size;
	}
	free(live);
	return bytes;
}
