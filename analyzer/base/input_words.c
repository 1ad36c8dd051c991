/* Words that name inputs become files: see input_words.h. */
#include <dirent.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "grown_array.h"
#include "input_words.h"
#include "l1t_reader.h"
#include "limits.h"
#include "message.h"
#include "xalloc.h"

enum { FOLDED_FROM = 4 };       /* so many files of a folder, which are all, are named by it */

struct word_list {
	char **at;
	size_t count, capacity;
};

static const char trace_end[] = ".l1t", live_end[] = ".live";

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n > m && !strcmp(text + n - m, end);
}

static bool is_folder(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

static bool is_file(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode);
}

static bool is_pattern(const char *word)
{
	struct stat st;

	return strpbrk(word, "*?[") && lstat(word, &st);
}

/* Takes the text. */
static void add(struct word_list *l, char *path)
{
	if (l->count >= LIMIT_INPUTS)
		die(EXIT_USAGE, "more than %u inputs; name fewer at once", LIMIT_INPUTS);
	GROW(l->at, l->count, l->capacity);
	l->at[l->count++] = path;
}

static void clear(struct word_list *l)
{
	while (l->count)
		free(l->at[--l->count]);
	free(l->at);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort(struct word_list *l, size_t from)
{
	if (l->count > from)
		qsort(l->at + from, l->count - from, sizeof(*l->at), by_name);
}

/* The traces of a folder, which need not be readable; no more than `most`, 0: all. */
static void add_folder(struct word_list *l, const char *folder, size_t most)
{
	DIR *dir = opendir(folder);
	struct dirent *e;
	size_t from = l->count;

	while (dir && (!most || l->count - from < most) && (e = readdir(dir))) {
		char *path;

		if (e->d_name[0] == '.' || !ends_with(e->d_name, trace_end))
			continue;
		path = xprintf("%s%s%s", folder, ends_with(folder, "/") ? "" : "/", e->d_name);
		if (is_file(path))
			add(l, path);
		else
			free(path);
	}
	if (dir)
		closedir(dir);
	sort(l, from);
}

static void add_pattern(struct word_list *l, const char *pattern)
{
	size_t from = l->count;
	glob_t found;

	if (glob(pattern, GLOB_NOSORT, NULL, &found))
		return;
	for (size_t i = 0; i < found.gl_pathc; i++)
		if (is_folder(found.gl_pathv[i]))
			add_folder(l, found.gl_pathv[i], 0);
		else if (is_file(found.gl_pathv[i]) && !ends_with(found.gl_pathv[i], live_end))
			add(l, xstrdup(found.gl_pathv[i]));
	globfree(&found);
	sort(l, from);
}

/* Whether it can be read as a trace; else a line says why not. */
static bool is_trace(const char *path)
{
	struct l1t_reader *reader;
	char message[512];

	if (l1t_reader_open(&reader, path, message, sizeof(message))) {
		say("left out: %s", message);
		return false;
	}
	l1t_reader_close(reader);
	return true;
}

static bool same_file(const char *a, const char *b)
{
	struct stat x, y;

	return !stat(a, &x) && !stat(b, &y) && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* Files that were there: device and inode, as far as they are regular. */
struct seen {
	struct file_id {
		dev_t device;
		ino_t inode;
	} *at;
	size_t count, capacity;
};

/* Whether a regular file was seen before; if not, it is from now on. */
static bool seen_before(struct seen *seen, const char *path)
{
	struct stat st;

	if (stat(path, &st) || !S_ISREG(st.st_mode))
		return false;
	for (size_t i = 0; i < seen->count; i++)
		if (seen->at[i].device == st.st_dev && seen->at[i].inode == st.st_ino)
			return true;
	GROW(seen->at, seen->count, seen->capacity);
	seen->at[seen->count++] = (struct file_id){st.st_dev, st.st_ino};
	return false;
}

static bool is_new(struct seen *seen, const char *path)
{
	if (!seen_before(seen, path))
		return true;
	say("'%s' is named more than once: it is read once", path);
	return false;
}

/* Adds the files that a folder or pattern stands for. False: there are none. */
static bool add_found(struct word_list *to, const char *word, struct seen *seen, bool *left_out)
{
	struct word_list found = {0};
	bool any = false;

	if (is_folder(word))
		add_folder(&found, word, 0);
	else
		add_pattern(&found, word);
	for (size_t i = 0; i < found.count; i++) {
		const char *path = found.at[i];

		if (ends_with(path, trace_end) && !is_trace(path)) {
			*left_out = true;
			continue;
		}
		any = true;
		if (is_new(seen, path))
			add(to, xstrdup(path));
	}
	clear(&found);
	return any;
}

static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == path ? xstrdup("/") : slash ? xprintf("%.*s", (int)(slash - path), path)
		: xstrdup(".");
}

/* The folder whose traces these words are, all of them; NULL: they are something else. */
static char *whole_folder(char **words, int count)
{
	struct word_list all = {0};
	char *folder;
	bool whole = count >= FOLDED_FROM && (unsigned)count < LIMIT_INPUTS;

	if (!whole)
		return NULL;
	folder = folder_of(words[0]);
	add_folder(&all, folder, (size_t)count + 1);    /* that it has more is enough */
	sort(&all, 0);
	whole = all.count == (size_t)count;
	for (size_t i = 0; whole && i < all.count; i++)
		whole = same_file(all.at[i], words[i]);
	clear(&all);
	if (whole)
		return folder;
	free(folder);
	return NULL;
}

void input_words_expand(struct options *o, int from, bool apart)
{
	static struct word_list to;     /* these live as long as the program */
	static int typed_of[LIMIT_INPUTS];
	struct seen seen = {0};
	char *folder;

	o->typed_of = typed_of;
	for (int i = from; i < o->word_count && !apart; i++)
		seen_before(&seen, o->words[i]);
	for (int i = 0; i < o->word_count; i++) {
		char *word = o->words[i];
		const bool stands_for = i >= from && (is_folder(word) || is_pattern(word));
		const size_t before = to.count;

		if (apart)
			seen.count = 0;
		if (!stands_for || !add_found(&to, word, &seen, &o->left_out))
			add(&to, word);
		for (size_t k = before; k < to.count; k++)
			typed_of[k] = i;
	}
	free(seen.at);
	o->typed = o->words;
	o->typed_count = o->word_count;
	folder = from < o->word_count ? whole_folder(o->words + from, o->word_count - from) : NULL;
	if (folder) {
		o->words[from] = folder;        /* which stands for them */
		o->typed_count = from + 1;
	}
	o->words = o->expanded = to.at;
	o->word_count = (int)to.count;
}

const char *input_word_trouble(const char *word)
{
	return is_folder(word) ? "no trace (.l1t) can be read in this folder"
		: is_pattern(word) ? "no file matches" : NULL;
}
