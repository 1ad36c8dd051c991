/*
 * Exceptions through functions that record, and destructors that record while one is under way.
 *
 * Must not know: the recorder.
 */
#include <stdexcept>
#include "unwound.h"

namespace {

struct at_end {
	void (*record)(void);
	~at_end() { record(); }
};

void dive(unsigned depth, void (*record)(void))
{
	at_end guard = {record};

	record();
	if (!depth)
		throw std::runtime_error("out of memory");
	dive(depth - 1, record);
}

}

extern "C" unsigned unwound(unsigned rounds, unsigned depth, void (*record)(void))
{
	unsigned caught = 0;

	while (rounds--) {
		try {
			dive(depth, record);
		} catch (const std::runtime_error &) {
			caught++;
		}
	}
	return caught;
}
