/*
 * Python's pickle: see pickle_writer.h. The bytes are those of pickletools' description of protocol 4.
 *
 * Must not know: what the values are about.
 */
#include <stdlib.h>
#include <string.h>
#include "grown_array.h"
#include "pickle_writer.h"

enum { PROTOCOL = 4, APPENDED_AT_ONCE = 1000, BYTES_OF_NUMBER = 8 };
enum { PROTO = 0x80, STOP = '.', MARK = '(', EMPTY_LIST = ']', APPENDS = 'e', EMPTY_DICT = '}',
	SETITEMS = 'u', BININT = 'J', LONG1 = 0x8a, BINUNICODE = 'X', MEMOIZE = 0x94, BINGET = 'h',
	LONG_BINGET = 'j' };
static const size_t DICT = SIZE_MAX;

/* Little-endian. */
static void put_bytes(struct pickle *p, uint64_t value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		putc((int)(value >> 8 * i & 0xff), p->out);
}

/* Call it before each value. */
static void next_value(struct pickle *p)
{
	size_t *values = p->depth ? &p->in_list[p->depth - 1] : NULL;

	if (!values || *values == DICT)
		return;
	if (*values == APPENDED_AT_ONCE) {
		putc(APPENDS, p->out);
		putc(MARK, p->out);
		*values = 0;
	}
	++*values;
}

static uint64_t name_last(struct pickle *p)
{
	putc(MEMOIZE, p->out);
	return p->memo++;
}

void pickle_begin(struct pickle *p, FILE *out)
{
	*p = (struct pickle){.out = out};
	putc(PROTO, out);
	putc(PROTOCOL, out);
}

void pickle_end(struct pickle *p)
{
	putc(STOP, p->out);
	text_numbers_free(&p->texts);
	free(p->text_memo);
	free(p->in_list);
}

void pickle_number(struct pickle *p, int64_t value)
{
	next_value(p);
	if (value >= INT32_MIN && value <= INT32_MAX) {
		putc(BININT, p->out);
		put_bytes(p, (uint64_t)value, sizeof(int32_t));
		return;
	}
	putc(LONG1, p->out);
	putc(BYTES_OF_NUMBER, p->out);
	put_bytes(p, (uint64_t)value, BYTES_OF_NUMBER);
}

static void put_again(struct pickle *p, uint64_t name)
{
	if (name <= UINT8_MAX) {
		putc(BINGET, p->out);
		put_bytes(p, name, 1);
		return;
	}
	putc(LONG_BINGET, p->out);
	put_bytes(p, name, sizeof(uint32_t));
}

void pickle_again(struct pickle *p, uint64_t name)
{
	next_value(p);
	put_again(p, name);
}

void pickle_text(struct pickle *p, const char *text)
{
	const size_t bytes = strlen(text);
	const uint64_t number = text_number(&p->texts, text, bytes);

	next_value(p);
	if (number <= p->text_count) {
		put_again(p, p->text_memo[number - 1]);
		return;
	}
	putc(BINUNICODE, p->out);
	put_bytes(p, bytes, sizeof(uint32_t));
	fwrite(text, 1, bytes, p->out);
	GROW(p->text_memo, p->text_count, p->text_capacity);
	p->text_memo[p->text_count++] = name_last(p);
}

static void begin(struct pickle *p, int opcode, size_t values)
{
	next_value(p);
	putc(opcode, p->out);
	putc(MARK, p->out);
	GROW(p->in_list, p->depth, p->depth_capacity);
	p->in_list[p->depth++] = values;
}

void pickle_list(struct pickle *p)
{
	begin(p, EMPTY_LIST, 0);
}

void pickle_dict(struct pickle *p)
{
	begin(p, EMPTY_DICT, DICT);
}

void pickle_close(struct pickle *p)
{
	putc(p->in_list[--p->depth] == DICT ? SETITEMS : APPENDS, p->out);
}

uint64_t pickle_close_named(struct pickle *p)
{
	pickle_close(p);
	return name_last(p);
}
