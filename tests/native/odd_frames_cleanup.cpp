// A frame in which an object is destroyed since an exception passes: see odd_frames.h.
#include <stdexcept>
#include "odd_frames.h"

namespace {

struct Caller {
	called *f;
	void *argument;
	~Caller() { f(argument); }
};

__attribute__((noinline)) void throws(called *f, void *argument)
{
	Caller caller{f, argument};

	throw std::runtime_error("passing");
}

}

void from_cleanup(called *f, void *argument)
{
	try {
		throws(f, argument);
	} catch (const std::runtime_error &) {
	}
}
