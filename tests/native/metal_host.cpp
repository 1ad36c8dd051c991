// A C++ program that uses TT-Metal without Python: two functions allocate on a device, one of them in a
// thread. Built without TT-Metal's headers: it calls what the library exports, by its symbols.
//
//     native_metal_host LIBTT_METAL
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <thread>
#include <vector>

namespace {

struct Shared {                         // a std::shared_ptr, which nobody releases
	void *object = nullptr, *count = nullptr;
	Shared() = default;
	Shared(const Shared &other) : object(other.object), count(other.count) {}
	~Shared() {}                    // so that it is returned in memory, as the real one
};
struct Span { const void *data; size_t count; };
struct Optional { uint64_t value; bool has; };

using create_unit_mesh = Shared(int, size_t, size_t, size_t, const void *, Span, size_t);
using create_buffer = Shared(const void *, const void *, void *, Optional);
using make_sharding = void(void *);
using close_mesh = bool(void *);

void *library;

template <typename F> F *find(const char *symbol)
{
	void *f = dlsym(library, symbol);

	if (!f) {
		std::fprintf(stderr, "native_metal_host: no %s\n", symbol);
		std::exit(1);
	}
	return reinterpret_cast<F *>(f);
}

}

namespace model {

struct Block {
	void *mesh;
	template <typename T> void allocate(T bytes, std::vector<T> = {});
};

// The same bytes on each chip, interleaved in L1.
template <typename T> __attribute__((noinline)) void Block::allocate(T bytes, std::vector<T>)
{
	static auto create = find<create_buffer>("_ZN2tt8tt_metal11distributed10MeshBuffer6createERKSt7variant"
		"IJNS1_22ReplicatedBufferConfigENS1_19ShardedBufferConfigEEERKNS1_23DeviceLocalBufferConfigE"
		"PNS1_10MeshDeviceESt8optionalImE");
	alignas(16) uint64_t size[32] = {bytes}, local[64] = {2048, 1};         // page size, L1
	// Newer releases have an object where older ones have zeros.
	if (void *make = dlsym(library, "_ZN2tt8tt_metal18BufferShardingArgsC1Ev"))
		reinterpret_cast<make_sharding *>(make)(local + 2);
	Shared made = create(size, local, mesh, Optional{0, false});

	if (!made.object)
		std::abort();
}

__attribute__((noinline)) void first_layer(void *mesh)
{
	Block{mesh}.allocate(8192ul);
	std::puts("first");
}

__attribute__((noinline)) void second_layer(void *mesh)
{
	std::thread([mesh] { Block{mesh}.allocate(4096ul); }).join();
	std::puts("second");
}

}

int main(int argc, char **argv)
{
	alignas(16) uint64_t dispatch[16] = {};

	library = argc > 1 ? dlopen(argv[1], RTLD_NOW | RTLD_GLOBAL) : nullptr;
	if (!library) {
		std::fprintf(stderr, "native_metal_host: %s\n", argc > 1 ? dlerror() : "no library given");
		return 1;
	}
	Shared mesh = find<create_unit_mesh>("_ZN2tt8tt_metal11distributed10MeshDevice16create_unit_meshEimmm"
		"RKNS0_18DispatchCoreConfigESt4spanIKjLm18446744073709551615EEm")(0, 0, 0, 1, dispatch,
		Span{nullptr, 0}, 0);
	model::first_layer(mesh.object);
	model::second_layer(mesh.object);
	find<close_mesh>("_ZN2tt8tt_metal11distributed10MeshDevice5closeEv")(mesh.object);
	std::fflush(stdout);
	std::quick_exit(0);
}
