/*
 * Runs a fuzz target without libFuzzer, built by any compiler: on every input of its corpus, then
 * on mutants of them for some seconds. An input's size limits its cost: more than 10 s plus 1 s for
 * each MB, or than 256 MB plus 100 times its size, is a failure like a crash. The current input is
 * then kept in a file.     mutants CORPUS SECONDS [SEED]
 *
 * Must not know: what the target does.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

#if defined(__SANITIZE_ADDRESS__)
enum { BASE_MB = 1024 };        /* mostly the sanitizer's own memory */
#else
enum { BASE_MB = 256 };
#endif
enum { INPUT_MOST = 65536, INPUTS_MOST = 4096, BASE_S = 10, TIMES = 100 };

struct input {
	uint8_t *data;
	size_t bytes;
};

static struct input corpus[INPUTS_MOST], now;
static size_t inputs;
static uint64_t state;
static struct {
	double seconds, ns_per_byte;
	size_t seconds_of, ns_of;
	uint64_t runs;
} seen;

static uint64_t next_random(void)
{
	/* splitmix64 */
	uint64_t z = state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static void keep(void)
{
	const char *folder = getenv("L1TRACE_FUZZ_ARTIFACTS");
	char path[4096];
	int fd;

	snprintf(path, sizeof(path), "%.4000s/mutant-XXXXXX", folder ? folder : "/tmp");
	fd = mkstemp(path);
	if (fd >= 0 && write(fd, now.data, now.bytes) == (ssize_t)now.bytes)
		(void)!write(2, path, strlen(path));
	(void)!write(2, "\n", 1);
}

static void on_signal(int number)
{
	static const char text[] = "crashed, or takes too long: ";

	(void)!write(2, text, sizeof(text) - 1);
	keep();
	signal(number, SIG_DFL);
	raise(number == SIGPROF ? SIGKILL : number);
}

static double processor_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double most_mb(void)
{
	struct rusage used;

	getrusage(RUSAGE_SELF, &used);
	return (double)used.ru_maxrss / 1024;
}

static void run_it(void)
{
	const struct itimerval most = {.it_value.tv_sec = BASE_S + (time_t)(now.bytes >> 20) + 1}, none = {0};
	double before = processor_s(), took, mb = (double)now.bytes / 1e6;

	setitimer(ITIMER_PROF, &most, NULL);
	LLVMFuzzerTestOneInput(now.data, now.bytes);
	setitimer(ITIMER_PROF, &none, NULL);
	took = processor_s() - before;
	seen.runs++;
	if (took > seen.seconds) {
		seen.seconds = took;
		seen.seconds_of = now.bytes;
	}
	if (now.bytes >= 64 && took * 1e9 / (double)now.bytes > seen.ns_per_byte) {
		seen.ns_per_byte = took * 1e9 / (double)now.bytes;
		seen.ns_of = now.bytes;
	}
	if (took > BASE_S + mb || most_mb() > BASE_MB + TIMES * mb) {
		fprintf(stderr, "%.1f s, %.0f MB for %zu bytes: ", took, most_mb(), now.bytes);
		keep();
		exit(1);
	}
}

static void read_input(const char *folder, const char *name)
{
	char path[4096];
	struct stat st;
	FILE *f;

	snprintf(path, sizeof(path), "%.2000s/%.1000s", folder, name);
	f = fopen(path, "r");
	if (!f || fstat(fileno(f), &st) || !S_ISREG(st.st_mode) || inputs == INPUTS_MOST) {
		if (f)
			fclose(f);
		return;
	}
	corpus[inputs].data = malloc(INPUT_MOST);
	if (!corpus[inputs].data)
		exit(1);
	corpus[inputs].bytes = fread(corpus[inputs].data, 1, INPUT_MOST, f);
	inputs++;
	fclose(f);
}

/* Puts some bytes of another place or input over, between or instead of some of these. */
static void put_in(void)
{
	const struct input *other = &corpus[next_random() % inputs];
	size_t n, from, to;

	if (!other->bytes)
		return;
	from = next_random() % other->bytes;
	n = 1 + next_random() % (other->bytes - from);
	n = next_random() % 2 && n > 64 ? 1 + n % 64 : n;
	to = now.bytes ? next_random() % now.bytes : 0;
	if (to + n > INPUT_MOST)
		n = INPUT_MOST - to;
	if (next_random() % 2 && now.bytes + n <= INPUT_MOST) {
		memmove(now.data + to + n, now.data + to, now.bytes - to);
		now.bytes += n;
	}
	memcpy(now.data + to, other->data + from, n);
	now.bytes = to + n > now.bytes ? to + n : now.bytes;
}

static void mutate(void)
{
	static const uint64_t edges[] = {0, 1, 127, 128, 255, 256, 65535, 65536, 1u << 31, UINT32_MAX,
		UINT64_MAX, 1ull << 63};
	size_t at = now.bytes ? next_random() % now.bytes : 0;
	uint64_t edge = edges[next_random() % (sizeof(edges) / sizeof(*edges))];
	size_t n = (size_t)1 << next_random() % 4;

	switch (next_random() % 6) {
	case 0:
		if (now.bytes)
			now.data[at] ^= (uint8_t)(1u << next_random() % 8);
		break;
	case 1:
		if (now.bytes)
			now.data[at] = (uint8_t)next_random();
		break;
	case 2:
		memcpy(now.data + at, &edge, at + n <= now.bytes ? n : 0);
		break;
	case 3:
		now.bytes = at;
		break;
	case 4:
		n = now.bytes ? 1 + next_random() % (now.bytes - at) : 0;
		memmove(now.data + at, now.data + at + n, now.bytes - at - n);
		now.bytes -= n;
		break;
	default:
		put_in();
		break;
	}
}

static void take(const struct input *from)
{
	memcpy(now.data, from->data, from->bytes);
	now.bytes = from->bytes;
}

static void read_corpus(const char *path)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;

	while (folder && (entry = readdir(folder)))
		read_input(path, entry->d_name);
	if (!inputs) {
		fprintf(stderr, "no inputs in '%s'\n", path);
		exit(1);
	}
	closedir(folder);
}

int main(int argc, char **argv)
{
	static const int fatal[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGPROF};
	double end;

	if (argc < 3)
		return 2;
	state = argc > 3 ? strtoull(argv[3], NULL, 10) : (uint64_t)time(NULL);
	fprintf(stderr, "seed %llu\n", (unsigned long long)state);
	for (size_t i = 0; i < sizeof(fatal) / sizeof(*fatal); i++)
		signal(fatal[i], on_signal);
	now.data = malloc(INPUT_MOST + 8);
	if (!now.data)
		return 1;
	read_corpus(argv[1]);
	for (size_t i = 0; i < inputs; i++) {
		take(&corpus[i]);
		run_it();
	}
	end = processor_s() + strtod(argv[2], NULL);
	while (processor_s() < end) {
		take(&corpus[next_random() % inputs]);
		for (uint64_t k = next_random() % 8; k-- > 0;)
			mutate();
		mutate();
		run_it();
	}
	printf("%zu inputs, %llu runs; slowest %.0f ms (%zu bytes), most for its size %.0f ns a byte "
		"(%zu bytes), %.0f MB\n1 passed, 0 failed\n", inputs, (unsigned long long)seen.runs,
		seen.seconds * 1e3, seen.seconds_of, seen.ns_per_byte, seen.ns_of, most_mb());
	for (size_t i = 0; i < inputs; i++)
		free(corpus[i].data);
	free(now.data);
	return 0;
}
