/*
 * The interpreter line of a script.
 *
 * Must not know: Python, PATH.
 */
#include "shebang.h"
#include "path.h"

#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

/*
 * For paths that the kernel does not accept, pip writes a line that sh executes and that is a
 * string in Python: '''exec' /the/python "$0" "$@". Leaves that path as the only word.
 */
static void take_exec_line(struct shebang *s, char *line)
{
	static const char opening[] = "'''exec' ";

	if (strncmp(line, opening, sizeof(opening) - 1))
		return;
	line += sizeof(opening) - 1;
	char quote = *line == '"' || *line == '\'' ? *line++ : ' ';
	char *end = strchr(line, quote);
	if (!end || memchr(line, '$', (size_t)(end - line)))
		return;
	*end = '\0';
	s->words[0] = line;
	s->words[1] = NULL;
}

static void drop_env(struct shebang *s)
{
	int from = 1;

	while (s->words[from] && (s->words[from][0] == '-' || strchr(s->words[from], '=')))
		from++;
	if (s->words[from])
		memmove(s->words, s->words + from,
			sizeof(s->words) - (size_t)from * sizeof(s->words[0]));
}

int shebang_read(struct shebang *s, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int count = 0;

	if (fd < 0)
		return 0;
	ssize_t length = read(fd, s->text, sizeof(s->text) - 1);
	close(fd);
	if (length < 3 || s->text[0] != '#' || s->text[1] != '!')
		return 0;
	s->text[length] = '\0';
	memset(s->words, 0, sizeof(s->words));

	char *second = strchr(s->text, '\n');
	if (second)
		*second++ = '\0';
	char *rest = NULL;
	for (char *word = strtok_r(s->text + 2, " \t\r", &rest); word && count < shebang_word_max;
		word = strtok_r(NULL, " \t\r", &rest))
		s->words[count++] = word;
	if (count == 0)
		return 0;
	if (!strcmp(path_base(s->words[0]), "env"))
		drop_env(s);
	else if (second && !strcmp(path_base(s->words[0]), "sh"))
		take_exec_line(s, second);
	return 1;
}
