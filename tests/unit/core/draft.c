/* Rule 7 of the stream: a named file is taken whole or not at all. */
#include "core/draft.h"

#include "../../t.h"
#include "base/arena.h"
#include "core/store.h"

static struct rec
read_record(struct arena *arena, const char *json)
{
	struct rec_fault fault = { 0 };
	struct rec r;

	if (!rec_read(&r, json, strlen(json), 0, arena, &fault)) {
		printf("# %s: %s: %s\n", json, fault.key, fault.text);
		abort();
	}
	return r;
}

#define PEER(name)  "{\"type\":\"peer\",\"name\":\"" name "\",\"remote_as\":1}"
#define BEGIN(name) "{\"type\":\"begin\",\"source\":\"" name "\"}"
#define END(name)   "{\"type\":\"end\",\"source\":\"" name "\"}"
#define ROUTE(prefix)                                                          \
	"{\"type\":\"route\",\"protocol\":\"static\","                         \
	"\"family\":\"ipv4_unicast\",\"prefix\":\"" prefix "\"}"

/* A draft of a file with these lines, the last NULL; how many are refused. */
static struct draft *
draft_of(const char *const *lines, unsigned *refused)
{
	struct draft *d = draft_new("site.json");
	struct arena arena = { 0 };
	struct rec_fault fault;

	*refused = 0;
	for (; *lines != NULL; lines++) {
		struct rec r = read_record(&arena, *lines);

		*refused += !draft_put(d, &r, &fault);
	}
	arena_fini(&arena);
	return d;
}

/* What applying such a file changes; -1: it is not applied. */
static int
apply(struct store *s, const char *const *lines)
{
	unsigned refused;
	struct draft *d = draft_of(lines, &refused);
	bool done = draft_commit(d, s);
	size_t n;

	draft_free(d);
	store_changes(s, &n);
	store_settle(s);
	return done ? (int)n : -1;
}

#define FILE_OF(...) ((const char *const[]){ __VA_ARGS__, NULL })

static unsigned
count(const struct store *s, enum rec_type type)
{
	uint32_t at = 0;
	unsigned n = 0;

	while (store_next(s, type, &at) != NULL)
		n++;
	return n;
}

static void
a_file_without_faults_is_applied(void)
{
	struct store *s = store_new();

	CHECK(apply(s, FILE_OF(PEER("a"), PEER("b"))) == 2);
	CHECK(count(s, REC_PEER) == 2);
	store_free(s);
}

static void
one_fault_and_nothing_of_a_file_is_applied(void)
{
	struct store *s = store_new();

	CHECK(apply(s, FILE_OF(PEER("a"))) == 1);
	CHECK(apply(s, FILE_OF(PEER("b"), PEER("c"), PEER("b"))) == -1);
	CHECK(count(s, REC_PEER) == 1);
	store_free(s);
}

static void
every_fault_in_a_file_is_found(void)
{
	unsigned refused;
	struct draft *d = draft_of(FILE_OF(PEER("a"), PEER("a"), PEER("b"),
				       PEER("a"), PEER("b"), END("x")),
	    &refused);

	CHECK(refused == 4);
	CHECK(!draft_ok(d));
	draft_free(d);
}

static void
a_record_that_could_not_be_read_spoils_the_file(void)
{
	struct store *s = store_new();
	unsigned refused;
	struct draft *d = draft_of(FILE_OF(PEER("a")), &refused);

	CHECK(draft_ok(d));
	draft_refused(d);
	CHECK(!draft_ok(d) && !draft_commit(d, s));
	CHECK(count(s, REC_PEER) == 0);
	draft_free(d);
	store_free(s);
}

static void
a_file_read_again_removes_what_it_no_longer_states(void)
{
	struct store *s = store_new();

	CHECK(apply(s, FILE_OF(PEER("a"), PEER("b"))) == 2);
	CHECK(apply(s, FILE_OF(PEER("b"), PEER("c"))) == 3); /* = + - */
	CHECK(count(s, REC_PEER) == 2);
	store_free(s);
}

static void
live_records_of_a_file_go_with_it(void)
{
	struct store *s = store_new();

	CHECK(
	    apply(s, FILE_OF(ROUTE("10.0.0.0/8"), ROUTE("10.1.0.0/16"))) == 2);
	CHECK(apply(s, FILE_OF(ROUTE("10.1.0.0/16"))) == 1);
	CHECK(count(s, REC_ROUTE) == 1);
	store_expire(s);
	store_work(s, 100);
	CHECK(count(s, REC_ROUTE) == 1); /* what it states is never stale */
	store_free(s);
}

static void
statements_in_a_file_are_of_their_sources(void)
{
	struct store *s = store_new();

	CHECK(apply(s, FILE_OF(PEER("a"), BEGIN("aws"), PEER("b"), END("aws"),
			   PEER("c"))) == 3);
	CHECK(apply(s, FILE_OF(PEER("a"), BEGIN("aws"), END("aws"))) == 3);
	CHECK(count(s, REC_PEER) == 1);
	CHECK(apply(s, FILE_OF(PEER("a"), BEGIN("aws"), PEER("b"),
			   END("aws"))) == 2);
	CHECK(apply(s, FILE_OF(PEER("a"))) == 1);
	CHECK(count(s, REC_PEER) == 2); /* aws has not said otherwise */
	store_free(s);
}

static void
a_statement_of_the_file_itself_says_nothing_new(void)
{
	struct store *s = store_new();

	CHECK(apply(s, FILE_OF(PEER("a"), BEGIN("site.json"), PEER("b"),
			   END("site.json"), PEER("c"))) == 3);
	CHECK(count(s, REC_PEER) == 3);
	CHECK(apply(s, FILE_OF(PEER("a"), BEGIN("site.json"), PEER("a"),
			   END("site.json"))) == -1);
	store_free(s);
}

int
main(void)
{
	RUN(a_file_without_faults_is_applied);
	RUN(one_fault_and_nothing_of_a_file_is_applied);
	RUN(every_fault_in_a_file_is_found);
	RUN(a_record_that_could_not_be_read_spoils_the_file);
	RUN(a_file_read_again_removes_what_it_no_longer_states);
	RUN(live_records_of_a_file_go_with_it);
	RUN(statements_in_a_file_are_of_their_sources);
	RUN(a_statement_of_the_file_itself_says_nothing_new);
	return DONE();
}
