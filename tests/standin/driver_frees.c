/*
 * The driver's scenarios of buffers that are freed.
 *
 * Must not know: any recorder.
 */
#include "driver_uses.h"
#include "scenarios.h"

bool play_frees(const struct standin *calls, const char *name);

static const struct standin *s;
static struct mesh *mesh;

static struct owner tensor(void)
{
	return (struct owner){.buffer = s->alloc(mesh, 65536, 2048, 1, 0)};
}

static void free_tensor(void *buffer)
{
	s->free(buffer);
}

/* In this order: by nobody known, deallocate, op, op (inside an enqueue), op, device close. */
static void frees(void)
{
	struct owner t;

	mesh = open_mesh();
	s->free(tensor().buffer);
	t = tensor();
	s->deallocate(&t, false);
	t = tensor();
	s->operation_deallocates(&t, false);
	s->enqueue_calling(mesh, free_tensor, tensor().buffer);
	t = tensor();
	t.shared = true;
	s->operation_deallocates(&t, true);
	tensor();
	s->close(mesh);
}

/* Only what the program keeps although it is shared is worth a word. */
static void keeps(void)
{
	struct owner host = {.on_host = true}, shared, gone = {NULL, false, false};

	mesh = open_mesh();
	shared = tensor();
	shared.shared = true;
	s->deallocate(&host, true);
	s->deallocate(&gone, true);
	s->operation_deallocates(&shared, false);
	s->deallocate(&shared, false);
	s->deallocate(&shared, true);
	s->deallocate(&shared, true);
	s->close(mesh);
}

static void asks(void)
{
	mesh = open_mesh();
	s->ask_free(mesh);
	s->operation_asks_free(mesh);
	s->close(mesh);
}

static void dump(void *prefix)
{
	s->dump_memory(mesh, prefix);
}

static void dumps(void)
{
	static char good[] = "after_", none[] = "";
	char text[100];

	mesh = open_mesh();
	tensor();
	dump(good);
	must(standin_catch(dump, none, text, sizeof(text)), "thrown");
	s->close(mesh);
}

bool play_frees(const struct standin *calls, const char *name)
{
	static const struct scenario scenarios[] = {{"frees", frees}, {"keeps", keeps},
		{"asks", asks}, {"dumps", dumps}};

	s = calls;
	return play_one(scenarios, COUNT(scenarios), name);
}
