/*
 * A tensor's words (FORMAT.md) as texts: "[1, 8, 128, 64]", "bfloat16", "tile", "l1 block sharded
 * 4x8, shard [128, 64]", and in short "[1, 8, 128, 64] bf16 tile, block sharded 4x8".
 *
 * Must not know: buffers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "buffer_words.h"
#include "id_map.h"
#include "load_tensors.h"
#include "row_writer.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { SHAPE_BYTES = L1T_RANK_MAX * 12 + 4, GRID_BYTES = 40, TEXT_BYTES = 2 * SHAPE_BYTES + 200 };

struct tensors {
	uint64_t run;
	struct table grids;             /* char *: the shape of each core range set */
	struct row_writer row;
};

struct tensors *tensors_new(sqlite3 *db)
{
	struct tensors *t = xcalloc(1, sizeof(*t));

	t->row = row_writer_if_new(db, "tensor");
	return t;
}

void tensors_free(struct tensors *t)
{
	table_free_values(&t->grids);
	row_writer_free(&t->row);
	free(t);
}

void tensors_begin(struct tensors *t, uint64_t run)
{
	table_free_values(&t->grids);
	t->run = run;
}

/* ---- the cores of shards ---- */

/* "4x8": columns and rows of a rectangle; of other sets "5 cores". */
static void on_cores(struct tensors *t, const struct l1t_record *r)
{
	enum { X0, Y0, X1, Y1, WORDS };
	uint16_t c[WORDS], all[WORDS] = {UINT16_MAX, UINT16_MAX, 0, 0};
	uint64_t count = 0, columns, rows;
	char text[GRID_BYTES];

	for (uint32_t at = 0; at + sizeof(c) <= r->blob_bytes && work_spend(5); at += sizeof(c)) {
		memcpy(c, r->blob + at, sizeof(c));
		if (c[X0] > c[X1] || c[Y0] > c[Y1])
			return;
		count += (uint64_t)(c[X1] - c[X0] + 1) * (uint64_t)(c[Y1] - c[Y0] + 1);
		for (int i = 0; i < X1; i++) {
			all[i] = c[i] < all[i] ? c[i] : all[i];
			all[i + X1] = c[i + X1] > all[i + X1] ? c[i + X1] : all[i + X1];
		}
	}
	if (!count || table_get(&t->grids, r->define.id))
		return;
	columns = (uint64_t)(all[X1] - all[X0] + 1);
	rows = (uint64_t)(all[Y1] - all[Y0] + 1);
	if (count == columns * rows)
		snprintf(text, sizeof(text), "%llux%llu", (unsigned long long)columns,
			(unsigned long long)rows);
	else
		snprintf(text, sizeof(text), "%llu cores", (unsigned long long)count);
	table_put(&t->grids, r->define.id, xstrdup(text));
}

/* ---- words ---- */

struct words {
	const uint8_t *at;
	uint32_t count, next;
};

static uint32_t word(struct words *w)
{
	uint32_t value = L1T_TENSOR_UNKNOWN;

	if (w->next < w->count)
		memcpy(&value, w->at + w->next++ * sizeof(value), sizeof(value));
	return value;
}

/* A list of dimensions, as Python prints it. False: not known. */
static bool shape(struct words *w, char out[SHAPE_BYTES])
{
	uint32_t rank = word(w);
	size_t n = 1;

	if (rank == L1T_TENSOR_UNKNOWN)
		return false;
	if (rank > L1T_RANK_MAX || rank > w->count - w->next) {
		w->next = w->count;
		return false;
	}
	out[0] = '[';
	for (uint32_t i = 0; i < rank; i++)
		n += (size_t)snprintf(out + n, SHAPE_BYTES - n, "%s%u", i ? ", " : "", word(w));
	memcpy(out + n, "]", 2);
	return true;
}

static const char *word_of(const char *const *words, uint32_t count, uint32_t number)
{
	return number < count ? words[number] : NULL;
}

#define WORD_OF(words, number) word_of(words, sizeof(words) / sizeof(*(words)), number)

/* Adds `text` after `before`, if it is known. */
static void add(char *out, const char *before, const char *text)
{
	size_t n = strlen(out);

	if (text)
		snprintf(out + n, TEXT_BYTES - n, "%s%s", n ? before : "", text);
}

static const char *const dtypes[] = {"bfloat16", "float32", "uint32", "bfloat8_b", "bfloat4_b",
	"uint8", "uint16", "int32", "fp8_e4m3", "int8"};
static const char *const short_dtypes[] = {"bf16", "f32", "u32", "bfp8", "bfp4", "u8", "u16", "i32",
	"fp8", "i8"};

static void on_tensor(struct tensors *t, const struct l1t_record *r)
{
	static const char *const pages[] = {"row major", "tile"};
	static const char *const orders[] = {"row major", "column major"};
	struct words w = {r->blob, r->blob_bytes / sizeof(uint32_t), 0};
	uint32_t dtype = word(&w), page = word(&w), layout = word(&w), memory = word(&w),
		order = word(&w), cores = word(&w);
	char shapes[3][SHAPE_BYTES], config[TEXT_BYTES] = "", all[TEXT_BYTES] = "";
	bool has[3];
	const char *grid = table_get(&t->grids, cores), *how = buffer_layout(layout);

	for (int i = 0; i < 3; i++)
		has[i] = shape(&w, shapes[i]);
	work_spend(500);
	add(config, " ", buffer_kind(memory));
	add(config, " ", how);
	add(config, " ", grid);
	add(config, ", shard ", has[2] ? shapes[2] : NULL);
	add(config, ", ", order == 1 ? "column major" : NULL);
	add(all, " ", has[0] ? shapes[0] : NULL);
	add(all, " ", WORD_OF(short_dtypes, dtype));
	add(all, " ", WORD_OF(pages, page));
	if (layout && how) {
		add(all, ", ", how);
		add(all, " ", grid);
	}
	WRITE_ROW(&t->row, NUMBER(run, t->run), NUMBER(id, r->define.id),
		TEXT(tensor, *all ? all : NULL), TEXT(shape, has[0] ? shapes[0] : NULL),
		TEXT(padded_shape, has[1] ? shapes[1] : NULL), TEXT(dtype, WORD_OF(dtypes, dtype)),
		TEXT(page_layout, WORD_OF(pages, page)), TEXT(memory, *config ? config : NULL),
		TEXT(shard_shape, has[2] ? shapes[2] : NULL), TEXT(shard_order, WORD_OF(orders, order)),
		ID(shard_cores, cores == L1T_TENSOR_UNKNOWN ? 0 : cores));
}

void tensors_record(struct tensors *t, const struct l1t_record *r)
{
	if (r->kind == L1T_CORES)
		on_cores(t, r);
	else if (r->kind == L1T_TENSOR)
		on_tensor(t, r);
}
