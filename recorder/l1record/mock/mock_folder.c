/*
 * The private folder of a mock run:
 *
 *     cluster.yaml            the devices that the runtime is to see
 *     cache/                  kernels of this run only: a full cache hides compilations, and what
 *                             a stand-in compiled must not get into the user's own cache
 *     root/                   links to everything in the real runtime root, except
 *     root/runtime/           links to everything in there, except
 *     root/runtime/sfpi       link to a real toolchain, or a folder with the stand-in
 *
 * Must not know: what is run, traces.
 */
#include "boards.h"
#include "installed.h"
#include "messages.h"
#include "mock_folder.h"
#include "mock_leftovers.h"
#include "path.h"
#include "remove_tree.h"
#include "ttnn.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COMPILER "compiler/bin/riscv-tt-elf-g++"

int mock_choose(struct mock *m, const char *board)
{
	memset(m, 0, sizeof(*m));
	m->held = -1;
	if (board_cluster(board))
		return path_format(m->board, "%s", board);
	if (!realpath(board, m->board)) {
		say("cannot use '%s' with --mock: %s; give one of %s, or a cluster descriptor "
		    "(.yaml)",
			board, strerror(errno), board_names);
		return -1;
	}
	if (path_is_folder(m->board))
		errno = EISDIR;
	else if (access(m->board, R_OK) == 0)
		return 0;
	say("cannot use '%s' with --mock: %s; give a cluster descriptor (.yaml) that can be read",
		board, strerror(errno));
	return -1;
}

/* The runtime splits its compile commands at blanks: the folder's name must have none. */
static bool is_plain(const char *path)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+";

	return path[strspn(path, plain)] == '\0';
}

static int make_private(struct mock *m)
{
	const char *chosen = getenv("TMPDIR");
	char base[PATH_MAX];

	if (!chosen || !*chosen || !realpath(chosen, base) || !path_is_folder(base) ||
		!is_plain(base))
		memcpy(base, "/tmp", 5);
	mock_remove_leftovers(base);
	if (path_format(m->folder, "%s/" MOCK_FOLDER_PREFIX "XXXXXX", base)) {
		m->folder[0] = '\0';
		return -1;
	}
	if (mkdtemp(m->folder)) {
		m->held = mock_hold_folder(m->folder);
		return 0;
	}
	m->folder[0] = '\0';
	say("cannot make a folder in '%s': %s; set TMPDIR to a place that is writable", base,
		strerror(errno));
	return -1;
}

static int make_folder(const struct mock *m, const char *name)
{
	char path[PATH_MAX];

	if (path_format(path, "%s/%s", m->folder, name))
		return -1;
	if (mkdir(path, 0700) == 0)
		return 0;
	say("cannot make folder '%s': %s; set TMPDIR to a place with room", path, strerror(errno));
	return -1;
}

static int make_link(const struct mock *m, const char *target, const char *name)
{
	char path[PATH_MAX];

	if (path_format(path, "%s/%s", m->folder, name))
		return -1;
	if (symlink(target, path) == 0)
		return 0;
	say("cannot make link '%s': %s; set TMPDIR to a place that has links", path,
		strerror(errno));
	return -1;
}

static int write_cluster(const struct mock *m)
{
	const char *text = board_cluster(m->board);
	char path[PATH_MAX];

	if (!text)
		return make_link(m, m->board, "cluster.yaml");
	if (path_format(path, "%s/cluster.yaml", m->folder))
		return -1;
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	ssize_t length = (ssize_t)strlen(text);
	ssize_t written = fd >= 0 ? write(fd, text, (size_t)length) : -1;
	if (fd >= 0)
		close(fd);
	if (written == length)
		return 0;
	say("cannot write '%s': %s; set TMPDIR to a place with room", path,
		written < 0 ? strerror(errno) : "no space left");
	return -1;
}

/* Links all entries of `from` but one into the folder `name` of the private folder. */
static int mirror(const struct mock *m, const char *from, const char *name, const char *except)
{
	const struct dirent *entry;
	int result = 0;

	if (make_folder(m, name))
		return -1;
	DIR *folder = opendir(from);
	if (!folder) {
		say("cannot read '%s': %s; reinstall ttnn", from, strerror(errno));
		return -1;
	}
	while (result == 0 && (entry = readdir(folder))) {
		char target[PATH_MAX], link[PATH_MAX];

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") ||
			!strcmp(entry->d_name, except))
			continue;
		result = path_format(target, "%s/%s", from, entry->d_name);
		if (result == 0)
			result = path_format(link, "%s/%s", name, entry->d_name);
		if (result == 0)
			result = make_link(m, target, link);
	}
	closedir(folder);
	return result;
}

/*
 * Finds a real toolchain where the runtime itself would search; not if
 * L1TRACE_MOCK_COMPILER=stand-in.
 */
static bool find_sfpi(struct mock *m, const struct ttnn *t, char sfpi[PATH_MAX])
{
	const char *chosen = getenv("L1TRACE_MOCK_COMPILER");

	if (chosen && !strcmp(chosen, "stand-in"))
		return false;
	if (path_format(sfpi, "%s/runtime/sfpi", t->root) == 0 &&
		path_format(m->compiler, "%s/" COMPILER, sfpi) == 0 && path_is_program(m->compiler))
		return true;
	if (path_format(sfpi, "/opt/tenstorrent/sfpi") == 0 &&
		path_format(m->compiler, "%s/" COMPILER, sfpi) == 0 && path_is_program(m->compiler))
		return true;
	m->compiler[0] = '\0';
	return false;
}

static int provide_compiler(struct mock *m, const struct ttnn *t)
{
	char target[PATH_MAX];

	if (find_sfpi(m, t, target))
		return make_link(m, target, "root/runtime/sfpi");
	if (installed_mockcc(target))
		return -1;
	if (make_folder(m, "root/runtime/sfpi") || make_folder(m, "root/runtime/sfpi/include") ||
		make_folder(m, "root/runtime/sfpi/compiler") ||
		make_folder(m, "root/runtime/sfpi/compiler/bin"))
		return -1;
	return make_link(m, target, "root/runtime/sfpi/" COMPILER);
}

int mock_open(struct mock *m, const struct ttnn *t)
{
	char runtime[PATH_MAX];

	m->slow_dispatch = t->needs_slow_dispatch;
	if (make_private(m) || write_cluster(m) || make_folder(m, "cache") ||
		mirror(m, t->root, "root", "runtime") ||
		path_format(runtime, "%s/runtime", t->root) ||
		mirror(m, runtime, "root/runtime", "sfpi"))
		return -1;
	return provide_compiler(m, t);
}

void mock_close(struct mock *m)
{
	if (m->folder[0] && remove_tree(m->folder) != 0)
		say("cannot remove '%s': %s; remove it yourself", m->folder, strerror(errno));
	m->folder[0] = '\0';
	if (m->held >= 0)
		close(m->held);
	m->held = -1;
}
