/*
 * The environment of a command in mock mode, and the line that explains it.
 *
 * Must not know: how the private folder is laid out beyond its three names.
 */
#include "messages.h"
#include "mock_folder.h"
#include "path.h"
#include "ttnn.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int set(const char *name, const char *value)
{
	if (setenv(name, value, 1) == 0)
		return 0;
	say("cannot set '%s': %s", name, strerror(errno));
	return -1;
}

static int set_path(const struct mock *m, const char *name, const char *entry)
{
	char path[PATH_MAX];

	return path_format(path, "%s/%s", m->folder, entry) || set(name, path) ? -1 : 0;
}

/*
 * Settings that reach a device, or replace it by something else, would end a mock run at its start.
 */
static void drop_device_settings(void)
{
	static const char *const names[] = {"TT_METAL_SIMULATOR", "TT_METAL_EMULE_MODE",
		"TT_METAL_WATCHER", "TT_METAL_DPRINT_CORES", "TT_METAL_DPRINT_ETH_CORES",
		"TT_METAL_DEVICE_PROFILER"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!getenv(names[i]))
			continue;
		say("%s is left out: it needs a device", names[i]);
		unsetenv(names[i]);
	}
}

/* The runtime would accept a root of another ttnn silently, and then work only in part. */
static void mention_other_root(const struct ttnn *t)
{
	const char *chosen = getenv("TT_METAL_RUNTIME_ROOT");
	char path[PATH_MAX];

	if (chosen && *chosen && realpath(chosen, path) && strcmp(path, t->root))
		say("TT_METAL_RUNTIME_ROOT='%s' is not used: CMD's ttnn has its own in '%s'",
			chosen, t->root);
}

int mock_set_environment(const struct mock *m, const struct ttnn *t)
{
	static const char dispatch[] = "TT_METAL_SLOW_DISPATCH_MODE";
	bool slow = m->slow_dispatch && !getenv(dispatch);

	say("mock %s: no device, tensor contents are not real; %s%s%s", m->board,
		m->compiler[0] ? "kernels compiled by " : "kernel sizes from a stand-in compiler",
		m->compiler, slow ? "; slow dispatch, all this ttnn can mock" : "");
	drop_device_settings();
	mention_other_root(t);
	if (set_path(m, "TT_METAL_MOCK_CLUSTER_DESC_PATH", "cluster.yaml") ||
		set_path(m, "TT_METAL_RUNTIME_ROOT", "root") ||
		set_path(m, "TT_METAL_CACHE", "cache"))
		return -1;
	if (set("L1TRACE_MOCK", m->board) || set("L1TRACE_MOCK_TTNN", t->package) ||
		set("L1TRACE_MOCK_COMPILER", m->compiler[0] ? m->compiler : "stand-in"))
		return -1;
	if (slow && set(dispatch, "1"))
		return -1;
	/* The runtime writes generated/ into the working directory, and aborts where it cannot. */
	if (faccessat(AT_FDCWD, ".", W_OK, AT_EACCESS) != 0 && !getenv("TT_METAL_LOGS_PATH"))
		return set("TT_METAL_LOGS_PATH", m->folder);
	return 0;
}
