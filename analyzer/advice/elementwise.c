/* Which operations are elementwise: see elementwise.h. */
#include <stddef.h>
#include <string.h>
#include "elementwise.h"

/* tests/advise/models/elementwise.py holds the runtime to this list. */
static const char *const elementwise[] = {
	"abs", "add", "ceil", "cos", "div", "divide", "exp", "floor", "gelu", "log", "mul", "multiply", "neg",
	"reciprocal", "relu", "relu6", "rsqrt", "sigmoid", "sign", "silu", "sin", "sqrt", "square", "sub",
	"subtract", "tanh",
};

bool elementwise_op(const char *op)
{
	static const char prefix[] = "ttnn.";

	if (!op || strncmp(op, prefix, strlen(prefix)))
		return false;
	for (size_t i = 0; i < sizeof(elementwise) / sizeof(*elementwise); i++)
		if (!strcmp(op + strlen(prefix), elementwise[i]))
			return true;
	return false;
}
