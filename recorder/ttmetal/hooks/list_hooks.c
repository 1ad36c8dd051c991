/*
 * Writes a C file with the hooks' names and symbols, for l1analyze selfcheck: run by the build, so
 * that there is one list and the analyzer includes nothing of the recorder.
 *
 * Must not know: ELF, the analyzer.
 */
#include <stdio.h>
#include "runtime_symbols.h"

int main(int argc, char **argv)
{
	FILE *f = argc == 2 ? fopen(argv[1], "w") : NULL;

	if (!f)
		return 1;
	fputs("/* Made by list_hooks from runtime_symbols.h. */\n#include \"runtime_hooks.h\"\n\n"
		"const struct runtime_hook runtime_hooks[] = {\n", f);
#define PRINT(name, arguments, symbol) fprintf(f, "\t{\"%s\", \"%s\"},\n", #name, symbol);
	ABI_HOOKS(PRINT)
	fputs("\t{0, 0},\n};\n", f);
	return fclose(f) ? 1 : 0;
}
