/* Memory: it grows by doubling, and running out of it ends the program. */
#include "base/mem.h"
#include "../../t.h"

#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

static void
nothing_is_still_something_to_free(void)
{
	void *a = mem_alloc(0), *b = mem_zalloc(0), *c = mem_realloc(NULL, 0);

	CHECK(a != NULL && b != NULL && c != NULL);
	free(a);
	free(b);
	free(c);
}

static void
zeroed_memory_is_zero(void)
{
	uint8_t *p = mem_zalloc(1000);

	for (unsigned i = 0; i < 1000; i++)
		CHECK(p[i] == 0);
	free(p);
}

static void
a_copied_string_is_ours(void)
{
	char text[] = "abc", *copy = mem_strdup(text);

	text[0] = 'x';
	CHECK_STR(copy, "abc");
	free(copy);
}

static void
an_array_grows_by_doubling_and_keeps_what_it_held(void)
{
	uint32_t *v = NULL;
	size_t room = 0, moves = 0;

	for (uint32_t i = 0; i < 100000; i++) {
		size_t before = room;

		v = mem_grow(v, &room, i, sizeof(*v));
		moves += room != before;
		CHECK(room > i);
		v[i] = i;
	}
	for (uint32_t i = 0; i < 100000; i++)
		CHECK(v[i] == i);
	CHECK(moves < 20);
	free(v);
}

/* In a child, whose standard error is not ours. */
static int
status_of(void (*run)(void))
{
	pid_t child = fork();
	int status = 0;

	if (child == 0) {
		if (freopen("/dev/null", "w", stderr) == NULL)
			_exit(1);
		run();
		_exit(0);
	}
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
grow_past_all_addresses(void)
{
	size_t room = SIZE_MAX / 2;

	mem_grow(NULL, &room, room, 8);
}

static void
an_array_too_large_for_any_memory_ends_the_program(void)
{
	fflush(stdout);
	CHECK(status_of(grow_past_all_addresses) == EX_OSERR);
}

int
main(void)
{
	RUN(nothing_is_still_something_to_free);
	RUN(zeroed_memory_is_zero);
	RUN(a_copied_string_is_ours);
	RUN(an_array_grows_by_doubling_and_keeps_what_it_held);
	RUN(an_array_too_large_for_any_memory_ends_the_program);
	return DONE();
}
