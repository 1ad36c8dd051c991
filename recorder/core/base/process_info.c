/*
 * Who is recording: the key=value pairs of L1T_BEGIN.
 *
 * Must not know: rings, files of ours.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
#include "file_calls.h"
#include "output_name.h"
#include "own_table.h"
#include "process_info.h"

enum { VALUE_MAX = 3000 };

struct pairs {
	char *at;
	size_t left;
};

static void put(struct pairs *p, const char *key, const char *value, size_t length)
{
	size_t k = strlen(key);

	if (k + 2 > p->left)
		return;
	if (length > VALUE_MAX)
		length = VALUE_MAX;
	if (length > p->left - k - 2)
		length = p->left - k - 2;
	memcpy(p->at, key, k);
	p->at[k] = '=';
	memcpy(p->at + k + 1, value, length);
	p->at[k + 1 + length] = 0;
	p->at += k + length + 2;
	p->left -= k + length + 2;
}

static void put_text(struct pairs *p, const char *key, const char *value)
{
	if (value && *value)
		put(p, key, value, strlen(value));
}

/* The arguments, separated by blanks. */
static void put_command(struct pairs *p)
{
	static char text[VALUE_MAX];    /* stacks may be small */
	ssize_t n;
	int fd = l1tr_own_table_open("/proc/self/cmdline", O_RDONLY, 0);

	if (fd < 0)
		return;
	n = l1tr_call_read(fd, text, sizeof(text));
	l1tr_call_close(fd);
	while (n > 0 && !text[n - 1])
		n--;
	if (n <= 0)
		return;
	for (ssize_t i = 0; i < n; i++)
		if (!text[i])
			text[i] = ' ';
	put(p, "command", text, (size_t)n);
}

size_t l1tr_process_info(char *blob, size_t room)
{
	struct pairs p = {blob, room};
	struct utsname names;
	static char path[1024];
	ssize_t n;

	put_text(&p, "version", L1TRACE_VERSION);
	put_text(&p, "run", l1tr_output_name_run());
	if (!uname(&names)) {
		put_text(&p, "host", names.nodename);
		put_text(&p, "machine", names.machine);
	}
	if (getcwd(path, sizeof(path)))
		put_text(&p, "cwd", path);
	n = readlink("/proc/self/exe", path, sizeof(path));
	if (n > 0)
		put(&p, "exe", path, (size_t)n);
	put_command(&p);
	put_text(&p, "rank", l1tr_output_name_rank());
	return room - p.left;
}
