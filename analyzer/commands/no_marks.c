/* How a program gets marks: see no_marks.h. */
#include "next_step.h"
#include "no_marks.h"

void put_no_marks(FILE *out, const struct options *o)
{
	fputs("no marks: a program names its phases with l1trace.mark(\"layer 3\") in Python, "
		"l1trace_mark_begin in C\nCalls of a Python model's modules (forward, __call__) "
		"are marks by themselves.\n\n", out);
	next_step(out, o, 0, "peak --by caller");
}
