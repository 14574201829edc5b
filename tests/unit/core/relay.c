/* Rule 3 of the stream: what waits for a slow reader, and how. */
#include "core/relay.h"

#include "../../t.h"
#include "base/obuf.h"
#include "rec/pass.h"

enum { LIMIT = 48 }; /* fewer bytes than FULL has */

#define FULL                                                                   \
	"{\"type\":\"log\",\"tool\":\"x\",\"level\":\"info\","                 \
	"\"text\":\"the output's buffer is full\"}\n"

#define LSP(fec, label)                                                        \
	"{\"type\":\"lsp\",\"fec\":\"" fec "\",\"paths\":[{\"labels\":[" label \
	"]}]}\n"
#define LSP_DEL(fec) "{\"type\":\"lsp\",\"op\":\"del\",\"fec\":\"" fec "\"}\n"
#define EOR          "{\"type\":\"eor\",\"of\":\"lsp\"}\n"
#define PEER(name)   "{\"type\":\"peer\",\"name\":\"" name "\",\"remote_as\":1}\n"
#define BEGIN        "{\"type\":\"begin\",\"source\":\"site\"}\n"
#define END          "{\"type\":\"end\",\"source\":\"site\"}\n"
#define OTHER        "{\"type\":\"weather\",\"rain\":true}\n"

static void
put(struct relay *q, const char *line, struct obuf *out)
{
	size_t n = strlen(line);
	enum rec_type type;

	CHECK(rec_pass(line, n, &type) == n);
	relay_put(q, line, n, type, out);
}

/* What is in the buffer, which the reader has then taken. */
static const char *
taken(struct obuf *out)
{
	obuf_putc(out, '\0');
	obuf_take(out, obuf_left(out));
	return out->mem;
}

/* What the reader gets in the end of these lines, said while it was slow. */
static char *
relayed(const char *const *lines)
{
	struct relay *q = relay_new(LIMIT);
	struct obuf out = { 0 };
	struct obuf all = { 0 };

	put(q, FULL, &out);
	for (; *lines != NULL; lines++)
		put(q, *lines, &out);
	CHECK_STR(taken(&out), FULL);
	while (!relay_is_empty(q)) {
		relay_move(q, &out);
		obuf_puts(&all, taken(&out));
	}
	obuf_putc(&all, '\0');
	obuf_fini(&out);
	relay_free(q);
	return all.mem;
}

#define LINES(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define CHECK_RELAYED(lines, want)                                             \
	do {                                                                   \
		char *got = relayed(lines);                                    \
                                                                               \
		CHECK_STR(got, want);                                          \
		free(got);                                                     \
	} while (0)

static void
lines_go_straight_through_while_the_reader_keeps_up(void)
{
	struct relay *q = relay_new(LIMIT);
	struct obuf out = { 0 };

	put(q, LSP("10.0.0.0/8", "16"), &out);
	CHECK(relay_is_empty(q));
	CHECK_STR(taken(&out), LSP("10.0.0.0/8", "16"));
	put(q, OTHER, &out);
	put(q, OTHER, &out);
	CHECK(relay_is_empty(q));
	CHECK_STR(taken(&out), OTHER OTHER);
	obuf_fini(&out);
	relay_free(q);
}

static void
a_line_is_moved_whole_as_long_as_there_is_room(void)
{
	struct relay *q = relay_new(LIMIT);
	struct obuf out = { 0 };

	put(q, FULL, &out);
	put(q, FULL, &out);
	put(q, PEER("a"), &out);
	relay_move(q, &out);
	CHECK_STR(taken(&out), FULL);
	relay_move(q, &out);
	CHECK_STR(taken(&out), FULL);
	CHECK(!relay_is_empty(q));
	relay_move(q, &out);
	CHECK_STR(taken(&out), PEER("a"));
	CHECK(relay_is_empty(q));
	obuf_fini(&out);
	relay_free(q);
}

static void
what_comes_later_does_not_overtake_what_waits(void)
{
	struct relay *q = relay_new(LIMIT);
	struct obuf out = { 0 };

	put(q, FULL, &out);
	put(q, OTHER, &out);
	taken(&out);
	put(q, PEER("a"), &out);
	CHECK(obuf_left(&out) == 0);
	relay_move(q, &out);
	CHECK_STR(taken(&out), OTHER PEER("a"));
	obuf_fini(&out);
	relay_free(q);
}

static void
configuration_waits_in_order(void)
{
	CHECK_RELAYED(LINES(BEGIN, PEER("a"), PEER("b"), PEER("a"), END),
	    BEGIN PEER("a") PEER("b") PEER("a") END);
}

static void
live_records_wait_as_the_latest_state_of_each_key(void)
{
	CHECK_RELAYED(LINES(LSP("10.0.0.0/8", "16"), LSP("10.1.0.0/16", "17"),
			  LSP("10.0.0.0/8", "18"), LSP("10.0.0.0/8", "19")),
	    LSP("10.1.0.0/16", "17") LSP("10.0.0.0/8", "19"));
}

static void
a_deletion_is_the_latest_state_too(void)
{
	CHECK_RELAYED(LINES(LSP("10.0.0.0/8", "16"), LSP_DEL("10.0.0.0/8")),
	    LSP_DEL("10.0.0.0/8"));
	CHECK_RELAYED(LINES(LSP_DEL("10.0.0.0/8"), LSP("10.0.0.0/8", "16")),
	    LSP("10.0.0.0/8", "16"));
}

static void
a_newer_state_keeps_its_order_among_configuration(void)
{
	CHECK_RELAYED(LINES(LSP("10.0.0.0/8", "16"), PEER("a"),
			  LSP("10.0.0.0/8", "17"), PEER("b")),
	    PEER("a") LSP("10.0.0.0/8", "17") PEER("b"));
}

static void
an_eor_never_overtakes_what_it_covers(void)
{
	CHECK_RELAYED(LINES(LSP("10.0.0.0/8", "16"), LSP("10.1.0.0/16", "17"),
			  EOR, LSP("10.0.0.0/8", "18"), LSP("10.0.0.0/8", "19"),
			  LSP("10.2.0.0/16", "20"), LSP("10.2.0.0/16", "21")),
	    LSP("10.0.0.0/8", "19") LSP("10.1.0.0/16", "17")
		EOR LSP("10.2.0.0/16", "21"));
}

static void
all_others_wait_in_order_and_are_never_dropped(void)
{
	CHECK_RELAYED(
	    LINES(OTHER, PEER("a"), OTHER, OTHER), OTHER PEER("a") OTHER OTHER);
}

static void
a_live_record_that_cannot_be_read_waits_as_others_do(void)
{
	static const char odd[] = "{\"type\":\"lsp\",\"fec\":7}\n";

	CHECK_RELAYED(LINES(odd, odd), "{\"type\":\"lsp\",\"fec\":7}\n"
				       "{\"type\":\"lsp\",\"fec\":7}\n");
}

static void
unknown_keys_are_kept_in_what_waits(void)
{
	static const char line[] =
	    "{\"type\":\"lsp\",\"fec\":\"10.0.0.0/8\",\"colour\":1e2,"
	    "\"paths\":[{\"shape\":[0.10]}]}\n";

	CHECK_RELAYED(LINES(LSP("10.0.0.0/8", "16"), line, PEER("a")),
	    "{\"type\":\"lsp\",\"fec\":\"10.0.0.0/8\",\"colour\":1e2,"
	    "\"paths\":[{\"shape\":[0.10]}]}\n" PEER("a"));
}

static void
others_fill_16_mib_and_no_more_is_read_until_there_is_room(void)
{
	struct relay *q = relay_new(LIMIT);
	struct obuf out = { 0 };
	size_t waiting = 0;

	put(q, FULL, &out);
	put(q, PEER("a"), &out);
	for (; waiting < RELAY_OTHERS; waiting += strlen(OTHER)) {
		CHECK(!relay_full(q));
		put(q, OTHER, &out);
	}
	CHECK(relay_full(q));
	taken(&out);
	relay_move(q, &out); /* PEER and one of them */
	taken(&out);
	CHECK(!relay_full(q));
	obuf_fini(&out);
	relay_free(q);
}

static void
keys_are_forgotten_when_their_lines_have_gone(void)
{
	struct relay *q = relay_new(LIMIT);
	struct obuf out = { 0 };

	for (int i = 0; i < 3; i++) {
		put(q, FULL, &out);
		put(q, LSP("10.0.0.0/8", "16"), &out);
		put(q, EOR, &out);
		CHECK_STR(taken(&out), FULL);
		relay_move(q, &out);
		CHECK_STR(taken(&out), LSP("10.0.0.0/8", "16"));
		put(q, LSP("10.0.0.0/8", "17"), &out);
		relay_move(q, &out);
		CHECK_STR(taken(&out), EOR LSP("10.0.0.0/8", "17"));
		CHECK(relay_is_empty(q));
	}
	obuf_fini(&out);
	relay_free(q);
}

static void
what_waits_when_the_relay_ends_is_freed(void)
{
	struct relay *q = relay_new(LIMIT);
	struct obuf out = { 0 };

	put(q, FULL, &out);
	put(q, LSP("10.0.0.0/8", "16"), &out);
	put(q, OTHER, &out);
	CHECK(!relay_is_empty(q));
	obuf_fini(&out);
	relay_free(q); /* and the sanitizer sees the rest */
}

/* ---- any story ---- */

enum { KEYS = 5, EORS = 64, STEPS = 400, STORIES = 200 };

/* What was said and what was heard, as numbers that only grow. */
struct story {
	unsigned said[KEYS], heard[KEYS];
	unsigned before_eor[EORS][KEYS]; /* said before each eor */
	unsigned eors, eors_heard, vrfs, vrfs_heard, number;
	uint32_t seed;
};

static uint32_t
draw(struct story *t, uint32_t most)
{
	t->seed ^= t->seed << 13; /* xorshift */
	t->seed ^= t->seed >> 17;
	t->seed ^= t->seed << 5;
	return t->seed % most;
}

static void
say(struct story *t, struct relay *q, struct obuf *out)
{
	unsigned key = draw(t, KEYS), dice = draw(t, 10);
	char line[128];

	if (dice == 0 && t->eors < EORS) {
		memcpy(t->before_eor[t->eors], t->said, sizeof(t->said));
		sprintf(line,
		    "{\"type\":\"eor\",\"of\":\"lsp\",\"vrf\":\"%u\"}\n",
		    t->eors++);
	} else if (dice == 1) {
		sprintf(
		    line, "{\"type\":\"vrf\",\"name\":\"%u\"}\n", t->vrfs++);
	} else {
		t->said[key] = ++t->number;
		sprintf(line, LSP("10.%u.0.0/16", "%u"), key, t->number);
	}
	put(q, line, out);
}

static void
hear_line(struct story *t, const char *line)
{
	unsigned key, number;

	if (sscanf(line, "{\"type\":\"vrf\",\"name\":\"%u\"", &number) == 1) {
		CHECK(number == t->vrfs_heard++);
	} else if (sscanf(line,
		       "{\"type\":\"eor\",\"of\":\"lsp\",\"vrf\":\"%u\"",
		       &number) == 1) {
		CHECK(number == t->eors_heard++);
		for (key = 0; key < KEYS; key++)
			CHECK(t->heard[key] >= t->before_eor[number][key]);
	} else {
		CHECK(sscanf(line,
			  "{\"type\":\"lsp\",\"fec\":\"10.%u.0.0/16\","
			  "\"paths\":[{\"labels\":[%u]",
			  &key, &number) == 2);
		CHECK(number > t->heard[key]);
		t->heard[key] = number;
	}
}

static void
hear(struct story *t, struct obuf *out)
{
	char *line, *end;

	obuf_putc(out, '\0');
	for (line = out->mem + out->from; *line != '\0'; line = end + 1) {
		end = strchr(line, '\n');
		hear_line(t, line);
	}
	obuf_take(out, obuf_left(out));
}

static void
in_any_story_eor_covers_what_was_said_and_the_last_state_arrives(void)
{
	for (uint32_t seed = 1; seed <= STORIES; seed++) {
		struct story t = { .seed = seed * 2654435761u };
		struct relay *q = relay_new(LIMIT);
		struct obuf out = { 0 };

		for (unsigned i = 0; i < STEPS; i++) {
			say(&t, q, &out);
			if (draw(&t, 8) == 0) {
				hear(&t, &out);
				relay_move(q, &out);
			}
		}
		while (obuf_left(&out) > 0 || !relay_is_empty(q)) {
			hear(&t, &out);
			relay_move(q, &out);
		}
		CHECK(memcmp(t.said, t.heard, sizeof(t.said)) == 0);
		CHECK(t.vrfs == t.vrfs_heard && t.eors == t.eors_heard);
		obuf_fini(&out);
		relay_free(q);
	}
}

int
main(void)
{
	RUN(lines_go_straight_through_while_the_reader_keeps_up);
	RUN(a_line_is_moved_whole_as_long_as_there_is_room);
	RUN(what_comes_later_does_not_overtake_what_waits);
	RUN(configuration_waits_in_order);
	RUN(live_records_wait_as_the_latest_state_of_each_key);
	RUN(a_deletion_is_the_latest_state_too);
	RUN(a_newer_state_keeps_its_order_among_configuration);
	RUN(an_eor_never_overtakes_what_it_covers);
	RUN(all_others_wait_in_order_and_are_never_dropped);
	RUN(a_live_record_that_cannot_be_read_waits_as_others_do);
	RUN(unknown_keys_are_kept_in_what_waits);
	RUN(others_fill_16_mib_and_no_more_is_read_until_there_is_room);
	RUN(keys_are_forgotten_when_their_lines_have_gone);
	RUN(what_waits_when_the_relay_ends_is_freed);
	RUN(in_any_story_eor_covers_what_was_said_and_the_last_state_arrives);
	return DONE();
}
