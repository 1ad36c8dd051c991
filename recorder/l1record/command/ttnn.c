/*
 * Which installed ttnn the user's command would load.
 *
 * Must not know: how a mock run is set up.
 */
#include "interpreter.h"
#include "messages.h"
#include "path.h"
#include "ttnn.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * Finds where ttnn would be imported from, and imports nothing of it. The search path's first
 * entry, which -c adds, is replaced by the script's folder. A package without an origin is just a
 * folder of that name.
 */
static const char marker[] = "l1record:ttnn=";
static const char question[] =
	"import sys\n"
	"own = sys.path[:1] == ['']\n"
	"if own: del sys.path[0]\n"
	"import importlib.util, os\n"
	"if own: sys.path.insert(0, sys.argv[1])\n"
	"try: s = importlib.util.find_spec('ttnn')\n"
	"except Exception: s = None\n"
	"p = list(s.submodule_search_locations or []) if s and s.origin else []\n"
	"p = os.fsencode(os.path.realpath(p[0])) if p else b''\n"
	"sys.stdout.buffer.write(b'l1record:ttnn=' + p + b'\\0')\n"
	"sys.stdout.flush()\n";

static void become_python(const struct interpreter *in, int output)
{
	const char *argv[interpreter_option_max + 5];
	int count = 0;
	int nothing = open("/dev/null", O_RDWR);

	argv[count++] = in->python;
	for (int i = 0; i < in->option_count; i++)
		argv[count++] = in->options[i];
	argv[count++] = "-c";
	argv[count++] = question;
	argv[count++] = in->script_folder;
	argv[count] = NULL;
	dup2(nothing, STDIN_FILENO);
	dup2(nothing, STDERR_FILENO);
	dup2(output, STDOUT_FILENO);
	/* execv takes strings that are not const for historical reasons only. */
	execv(in->python, (char *const *)(void *)argv);
	_exit(127);
}

/* Runs the question. 1: `package` is set; 0: no ttnn there, or no answer. */
static int ask(const struct interpreter *in, char package[PATH_MAX])
{
	char answer[PATH_MAX + 4096];
	size_t used = 0;
	int pipes[2];

	if (pipe2(pipes, O_CLOEXEC) != 0)
		return 0;
	pid_t child = fork();
	if (child == 0)
		become_python(in, pipes[1]);
	close(pipes[1]);
	while (child > 0) {
		/* The site's start-up files may print before the answer: keep the end. */
		if (used == sizeof(answer)) {
			memmove(answer, answer + 4096, used - 4096);
			used -= 4096;
		}
		ssize_t got = read(pipes[0], answer + used, sizeof(answer) - used);
		if (got == 0 || (got < 0 && errno != EINTR))
			break;
		if (got > 0)
			used += (size_t)got;
	}
	close(pipes[0]);
	if (child > 0)
		waitpid(child, NULL, 0);

	const char *found = memmem(answer, used, marker, sizeof(marker) - 1);
	if (!found)
		return 0;
	found += sizeof(marker) - 1;
	const char *end = memchr(found, '\0', used - (size_t)(found - answer));
	if (!end || end == found)
		return 0;
	return path_format(package, "%s", found) == 0;
}

static bool has_runtime(const char *root)
{
	char path[PATH_MAX];

	return path_format(path, "%s/tt_metal", root) == 0 && path_is_folder(path);
}

/* For programs without Python, and for packages without a runtime of their own. */
static bool root_from_environment(char root[PATH_MAX])
{
	static const char *const names[] = {"TT_METAL_RUNTIME_ROOT", "TT_METAL_HOME"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]);

		if (value && *value && realpath(value, root) && has_runtime(root))
			return true;
	}
	return false;
}

/* A wheel contains its runtime; in a source tree it is two levels up from the package. */
static int find_root(struct ttnn *t)
{
	memcpy(t->root, t->package, sizeof(t->root));
	if (has_runtime(t->root))
		return 0;
	path_cut(t->root);
	path_cut(t->root);
	if (has_runtime(t->root) || root_from_environment(t->root))
		return 0;
	say("cannot find the runtime of ttnn: '%s': no tt_metal folder in it; reinstall ttnn, or "
	    "set TT_METAL_RUNTIME_ROOT",
		t->package);
	return -1;
}

/*
 * Releases up to 0.74 start the dispatch kernels on mock devices and crash. All of them contain
 * this text; later ones do not (there it reads "mock/emule"). A runtime without it is left alone.
 */
static bool has_old_mock_mode(const char *root)
{
	static const char text[] = "\0Skipping fabric teardown for mock devices";
	char path[PATH_MAX];
	struct stat st;
	bool found = false;

	if (path_format(path, "%s/build/lib/libtt_metal.so", root))
		return false;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0 && st.st_size > 0) {
		size_t size = (size_t)st.st_size;
		void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);

		if (bytes != MAP_FAILED) {
			found = memmem(bytes, size, text, sizeof(text)) != NULL;
			munmap(bytes, size);
		}
	}
	close(fd);
	return found;
}

static int find_package(struct ttnn *t, const char *program, char *const argv[])
{
	static const char *const fallbacks[] = {"python3", "python"};
	const char *chosen = getenv("L1TRACE_MOCK_TTNN");
	struct interpreter in;
	bool any = false;

	if (chosen && *chosen) {
		const char *real = realpath(chosen, t->package);

		if (real && path_is_folder(real))
			return 0;
		say("cannot use L1TRACE_MOCK_TTNN='%s': %s; set it to the ttnn package folder, "
		    "or unset it",
			chosen, strerror(real ? ENOTDIR : errno));
		return -1;
	}
	for (size_t i = 0; i < sizeof(fallbacks) / sizeof(fallbacks[0]); i++) {
		if (!interpreter_find(&in, program, argv, fallbacks[i]))
			continue;
		any = true;
		if (ask(&in, t->package))
			return 0;
		if (in.sure) {
			say("cannot find ttnn: '%s' does not have it; run CMD with the Python "
			    "that has it, install it there, or set L1TRACE_MOCK_TTNN to its "
			    "folder",
				in.python);
			return -1;
		}
	}
	if (root_from_environment(t->package))
		return 0;
	say("cannot find ttnn for '%s': %s; activate the venv that has it, or set "
	    "L1TRACE_MOCK_TTNN to its folder",
		argv[0], any ? "the Python on PATH does not have it" : "no Python on PATH");
	return -1;
}

int ttnn_find(struct ttnn *t, const char *program, char *const argv[])
{
	memset(t, 0, sizeof(*t));
	if (find_package(t, program, argv) || find_root(t))
		return -1;
	t->needs_slow_dispatch = has_old_mock_mode(t->root);
	return 0;
}
