/*
 * Which Python runs the user's command.
 *
 * Must not know: ttnn, mock mode.
 */
#include "interpreter.h"
#include "path.h"
#include "shebang.h"

#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* For example python, python3, python3.12, python3.13t. */
static bool is_python(const char *word)
{
	const char *name = path_base(word);

	if (strncmp(name, "python", 6))
		return false;
	name += 6;
	while (isdigit((unsigned char)*name) || *name == '.')
		name++;
	return *name == '\0' || (isalpha((unsigned char)*name) && name[1] == '\0');
}

static void keep_option(struct interpreter *in, char letter)
{
	if (strchr("EIPSs", letter) && in->option_count < interpreter_option_max)
		snprintf(in->options[in->option_count++], sizeof(in->options[0]), "-%c", letter);
}

/*
 * Python puts the script's folder first, with links resolved; a folder or archive is put there
 * itself.
 */
static void set_script(struct interpreter *in, const char *script)
{
	char path[PATH_MAX];

	if (!realpath(script, path))
		return;
	const char *dot = strrchr(path_base(path), '.');
	bool archive = dot && (!strcmp(dot, ".zip") || !strcmp(dot, ".pyz"));
	if (!path_is_folder(path) && !archive)
		path_cut(path);
	memcpy(in->script_folder, path, sizeof(path));
}

/*
 * Reads Python's arguments as Python does: clusters of letters, -W and -X with a value, up to -c,
 * -m or the script. True when one of these three was there.
 */
static bool read_arguments(struct interpreter *in, char *const arguments[])
{
	for (int i = 0; arguments[i]; i++) {
		const char *word = arguments[i];

		if (word[0] != '-') {
			set_script(in, word);
			return true;
		}
		if (word[1] == '\0')
			return true;
		if (word[1] == '-') {
			if (!strcmp(word, "--check-hash-based-pycs") && arguments[i + 1])
				i++;
			continue;
		}
		for (const char *letter = word + 1; *letter; letter++) {
			if (*letter == 'c' || *letter == 'm')
				return true;
			if (*letter == 'W' || *letter == 'X') {
				if (letter[1] == '\0' && arguments[i + 1])
					i++;
				break;
			}
			keep_option(in, *letter);
		}
	}
	return false;
}

static bool from_script(struct interpreter *in, const char *program)
{
	struct shebang s;

	if (!shebang_read(&s, program) || !is_python(s.words[0]) ||
		path_find_program(in->python, s.words[0]))
		return false;
	if (!read_arguments(in, s.words + 1))
		set_script(in, program);
	return true;
}

bool interpreter_find(
	struct interpreter *in, const char *program, char *const argv[], const char *fallback)
{
	memset(in, 0, sizeof(*in));
	in->sure = true;
	if (is_python(program)) {
		read_arguments(in, argv + 1);
		return path_format(in->python, "%s", program) == 0;
	}
	if (from_script(in, program))
		return true;
	for (int i = 1; argv[i]; i++) {
		if (is_python(argv[i]) && path_find_program(in->python, argv[i]) == 0) {
			read_arguments(in, argv + i + 1);
			return true;
		}
	}
	in->sure = false;
	return path_find_program(in->python, fallback) == 0;
}
