/* How large a trace is: see trace_bytes.h. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "l1t_stored.h"
#include "trace_bytes.h"
#include "xalloc.h"

uint64_t trace_bytes(const char *path)
{
	uint64_t bytes = 0, there;
	struct stat st;
	char *live = xprintf("%s.live", path);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd >= 0) {
		bytes = l1t_stored_bytes(fd);
		close(fd);
	}
	if (!stat(live, &st)) {
		there = (uint64_t)st.st_blocks * 512;
		bytes += there < (uint64_t)st.st_size ? there : (uint64_t)st.st_size;
	}
	free(live);
	return bytes;
}
