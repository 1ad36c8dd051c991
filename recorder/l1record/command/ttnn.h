/*
 * Which installed ttnn the user's command would load; finds it without loading it.
 *
 * Must not know: how a mock run is set up.
 */
#ifndef L1RECORD_TTNN_H
#define L1RECORD_TTNN_H

#include <limits.h>
#include <stdbool.h>

struct ttnn {
	char package[PATH_MAX];         /* what `import ttnn` loads; the root if no Python */
	char root[PATH_MAX];            /* the runtime's root: the folder that has tt_metal/ */
	bool needs_slow_dispatch;       /* its mock mode crashes in fast dispatch */
};

/*
 * L1TRACE_MOCK_TTNN if set; else what the interpreter of CMD would import; else, where CMD names no
 * Python, TT_METAL_RUNTIME_ROOT or TT_METAL_HOME. -1 after a message.
 */
int ttnn_find(struct ttnn *t, const char *program, char *const argv[]);

#endif
