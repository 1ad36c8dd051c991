/*
 * Writes and reads the bytes of file and block headers, and refuses a block that says it is larger
 * or holds more records than any may.
 *
 * Must not know: what lies between them.
 */
#include "l1t_wire.h"

enum { CHECK_AT = 60 };

/* In the word that has the number of records: the content is of version 2. */
#define VERSION_2 0x80000000u

static void seal(uint8_t *header)
{
	l1t_put32(header + CHECK_AT, l1t_check32(header, CHECK_AT));
}

static int sealed(const uint8_t *header)
{
	return l1t_get32(header + CHECK_AT) == l1t_check32(header, CHECK_AT);
}

void l1t_write_file_header(uint8_t out[L1T_FILE_HEADER_BYTES], const struct l1t_file_header *h)
{
	memset(out, 0, L1T_FILE_HEADER_BYTES);
	memcpy(out, L1T_FILE_MAGIC, 8);
	l1t_put32(out + 8, h->version);
	l1t_put32(out + 12, L1T_FILE_HEADER_BYTES);
	l1t_put64(out + 16, h->session);
	l1t_put64(out + 24, h->wall_ns);
	l1t_put64(out + 32, h->pid);
	seal(out);
}

enum l1t_header_result l1t_read_file_header(struct l1t_file_header *h,
	const uint8_t in[L1T_FILE_HEADER_BYTES])
{
	h->version = l1t_get32(in + 8);
	h->session = l1t_get64(in + 16);
	h->wall_ns = l1t_get64(in + 24);
	h->pid = l1t_get64(in + 32);
	if (!sealed(in))
		return memcmp(in, L1T_FILE_MAGIC, 8) ? L1T_HEADER_FOREIGN : L1T_HEADER_DAMAGED;
	if (memcmp(in, L1T_FILE_MAGIC, 8))
		return L1T_HEADER_FOREIGN;
	return h->version > L1T_VERSION ? L1T_HEADER_NEWER : L1T_HEADER_OK;
}

void l1t_write_block_header(uint8_t out[L1T_BLOCK_HEADER_BYTES], const struct l1t_block_header *h)
{
	memcpy(out, L1T_BLOCK_SYNC, 8);
	l1t_put32(out + 8, h->frame_bytes);
	l1t_put32(out + 12, h->raw_bytes);
	l1t_put64(out + 16, h->number);
	l1t_put64(out + 24, h->session);
	l1t_put64(out + 32, (uint64_t)h->first_ns);
	l1t_put64(out + 40, (uint64_t)h->last_ns);
	l1t_put64(out + 48, (uint64_t)h->mark_ns);
	l1t_put32(out + 56, h->records | (h->version == 2 ? VERSION_2 : 0));
	seal(out);
}

enum l1t_header_result l1t_read_block_header(struct l1t_block_header *h,
	const uint8_t in[L1T_BLOCK_HEADER_BYTES])
{
	h->frame_bytes = l1t_get32(in + 8);
	h->raw_bytes = l1t_get32(in + 12);
	h->number = l1t_get64(in + 16);
	h->session = l1t_get64(in + 24);
	h->first_ns = (int64_t)l1t_get64(in + 32);
	h->last_ns = (int64_t)l1t_get64(in + 40);
	h->mark_ns = (int64_t)l1t_get64(in + 48);
	h->records = l1t_get32(in + 56);
	h->version = h->records & VERSION_2 ? 2 : 1;
	h->records &= ~VERSION_2;
	if (memcmp(in, L1T_BLOCK_SYNC, 8))
		return L1T_HEADER_FOREIGN;
	if (!sealed(in) || h->raw_bytes > L1T_BLOCK_RAW_MAX || h->records > L1T_BLOCK_RECORDS_MAX)
		return L1T_HEADER_DAMAGED;
	return L1T_HEADER_OK;
}
