/* Fuzzes the reader with complete files: headers, blocks, what lies between them. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include "l1t_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static volatile uint64_t looked_at;

static void look_at(uint64_t value)
{
	looked_at += value;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	char path[64], message[256];
	struct l1t_reader *reader;
	const struct l1t_record *r;
	int64_t last = INT64_MIN;
	int fd = memfd_create("trace", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, bytes) != (ssize_t)bytes)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (!l1t_reader_open(&reader, path, message, sizeof(message))) {
		if (bytes % 8 == 0)
			l1t_reader_ahead(reader);
		while (l1t_reader_next(reader, &r) == 1) {
			if (r->time_ns < last || !r->kind || r->kind >= L1T_KIND_COUNT)
				abort();
			last = r->time_ns;
			for (uint32_t k = 0; k < r->blob_bytes; k++)
				look_at(r->blob[k]);
		}
		if (l1t_reader_status(reader)->damaged_bytes > bytes)
			abort();
		l1t_reader_close(reader);
	}
	close(fd);
	return 0;
}
