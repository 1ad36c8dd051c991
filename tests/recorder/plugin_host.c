/*
 * A host that loads, calls and unloads a plugin that records; it does not link the recorder.
 *
 *     plugin_host PLUGIN ROUNDS
 *
 * Must not know: the recorder.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

static void (*record)(unsigned);

static void *record_in_thread(void *unused)
{
	record(5);
	return unused;
}

int main(int argc, char **argv)
{
	uint64_t next = 0;

	for (long i = argc == 3 ? strtol(argv[2], NULL, 10) : 0; i > 0; i--) {
		void *plugin = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
		uint64_t (*number)(uint64_t);
		pthread_t t;

		if (!plugin)
			return 1;
		*(void **)&record = dlsym(plugin, "plugin_record");
		*(void **)&number = dlsym(plugin, "plugin_next");
		number(next);
		record(10);
		pthread_create(&t, NULL, record_in_thread, NULL);
		pthread_join(t, NULL);
		next = number(15 + next) + 3;   /* its destructor makes 3 more */
		if (dlclose(plugin) || dlopen(argv[1], RTLD_NOW | RTLD_NOLOAD))
			return 2;
	}
	return 0;
}
