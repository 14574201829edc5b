/* A session with a cache, told as a story: who says what, and what follows. */
#include "core/rtr.h"
#include "base/text.h"

#include "../../t.h"

#define NOTIFY   "0100abcd0000000c00000008"
#define RESPONSE "0103abcd00000008"
#define PREFIX                                                                 \
	"0104000000000014011819"                                               \
	"00c00002000000fbf4"
#define WITHDRAW                                                               \
	"0104000000000014001819"                                               \
	"00c00002000000fbf4"
#define OTHER                                                                  \
	"0104000000000014010810"                                               \
	"000a0000000000fbf5"
#define END7                                                                   \
	"0107abcd00000018000000070000"                                         \
	"0e100000003c00001c20"
#define END8                                                                   \
	"0107abcd00000018000000080000"                                         \
	"0e100000003c00001c20"
#define RESET   "0108000000000008"
#define ASK_ALL "0102000000000008"
#define ASK_7   "0101abcd0000000c00000007"

struct story {
	struct rtr rtr;
	mono now;
	struct rtr_out out;
	bool changed;
};

static bool
sent(const struct story *s, const char *hex)
{
	char text[2 * sizeof(s->out.bytes) + 1];

	text_put_hex(text, s->out.bytes, s->out.n);
	return strcmp(text, hex) == 0;
}

/* Sends the PDUs; what the last one led to is in `out`. */
static void
hear(struct story *s, const char *hex)
{
	uint8_t bytes[512];
	size_t n = strlen(hex) / 2, at = 0, took;

	CHECK(text_unhex(hex, 2 * n, bytes, NULL));
	s->changed = false;
	do {
		took = rtr_input(
		    &s->rtr, s->now, rbuf(bytes + at, n - at), &s->out);
		s->changed |= s->out.changed;
		at += took;
	} while (took > 0 && at < n && !s->out.close);
}

static void
pass(struct story *s, int64_t seconds)
{
	s->now = mono_add(s->now, MONO_S(seconds));
	rtr_tick(&s->rtr, s->now, &s->out);
}

static struct story
begun(void)
{
	struct story s = { .now = { 1000000 } };

	rtr_init(&s.rtr, s.now);
	rtr_tick(&s.rtr, s.now, &s.out);
	CHECK(s.out.dial);
	rtr_connected(&s.rtr, s.now, &s.out);
	CHECK(sent(&s, ASK_ALL));
	return s;
}

static struct story
in_sync(void)
{
	struct story s = begun();

	hear(&s, RESPONSE PREFIX END7);
	CHECK(s.rtr.state == RTR_IN_SYNC && s.changed);
	CHECK(rpki_count(s.rtr.table) == 1);
	return s;
}

static void
all_is_asked_for_and_counts_at_its_end(void)
{
	struct story s = begun();

	hear(&s, RESPONSE PREFIX OTHER);
	CHECK(rpki_count(s.rtr.table) == 0 && !s.changed);
	hear(&s, END7);
	CHECK(rpki_count(s.rtr.table) == 2 && s.changed);
	rtr_fini(&s.rtr);
}

static void
bytes_may_come_one_by_one(void)
{
	static const char all[] = RESPONSE PREFIX END7;
	struct story s = begun();
	uint8_t bytes[sizeof(all) / 2];
	size_t at = 0;

	CHECK(text_unhex(all, 2 * sizeof(bytes), bytes, NULL));
	for (size_t n = 0; n <= sizeof(bytes); n++)
		at +=
		    rtr_input(&s.rtr, s.now, rbuf(bytes + at, n - at), &s.out);
	CHECK(at == sizeof(bytes) && s.rtr.state == RTR_IN_SYNC);
	rtr_fini(&s.rtr);
}

static void
a_notice_asks_for_what_has_changed(void)
{
	struct story s = in_sync();

	hear(&s, NOTIFY);
	CHECK(sent(&s, ASK_7));
	hear(&s, RESPONSE WITHDRAW OTHER END8);
	CHECK(s.changed && rpki_count(s.rtr.table) == 1);
	hear(&s, NOTIFY);
	CHECK(s.out.n == 0); /* we have it already */
	rtr_fini(&s.rtr);
}

static void
the_refresh_interval_asks_as_well(void)
{
	struct story s = in_sync();

	pass(&s, 3599);
	CHECK(s.out.n == 0);
	pass(&s, 1);
	CHECK(sent(&s, ASK_7));
	hear(&s, RESPONSE END7);
	CHECK(!s.changed && rpki_count(s.rtr.table) == 1);
	rtr_fini(&s.rtr);
}

static void
a_cache_that_cannot_say_what_changed_is_asked_for_all(void)
{
	struct story s = in_sync();

	hear(&s, NOTIFY);
	hear(&s, RESET);
	CHECK(sent(&s, ASK_ALL));
	hear(&s, RESPONSE OTHER END8);
	CHECK(s.changed && rpki_count(s.rtr.table) == 1);
	rtr_fini(&s.rtr);
}

static void
what_a_lost_cache_said_stays_until_it_expires(void)
{
	struct story s = in_sync();

	rtr_lost(&s.rtr, s.now, "the cache closed the connection", &s.out);
	CHECK(s.out.close && rpki_count(s.rtr.table) == 1);
	pass(&s, 60);
	CHECK(s.out.dial);
	rtr_lost(&s.rtr, s.now, "no", &s.out);
	for (unsigned i = 0; i < 119; i++) {
		CHECK(rpki_count(s.rtr.table) == 1);
		pass(&s, 60);
		rtr_lost(&s.rtr, s.now, "no", &s.out);
	}
	CHECK(rpki_count(s.rtr.table) == 0);
	rtr_fini(&s.rtr);
}

static void
one_that_comes_back_is_asked_for_changes(void)
{
	struct story s = in_sync();

	rtr_lost(&s.rtr, s.now, "no", &s.out);
	pass(&s, 60);
	rtr_connected(&s.rtr, s.now, &s.out);
	CHECK(sent(&s, ASK_7));
	rtr_fini(&s.rtr);
}

static void
an_answer_cut_off_changes_nothing(void)
{
	struct story s = in_sync();

	hear(&s, NOTIFY);
	hear(&s, RESPONSE WITHDRAW);
	rtr_lost(&s.rtr, s.now, "no", &s.out);
	CHECK(rpki_count(s.rtr.table) == 1);
	pass(&s, 60);
	rtr_connected(&s.rtr, s.now, &s.out);
	hear(&s, RESPONSE WITHDRAW END8);
	CHECK(rpki_count(s.rtr.table) == 0);
	rtr_fini(&s.rtr);
}

static void
an_older_cache_is_spoken_to_in_its_version(void)
{
	struct story s = begun();

	hear(&s, "000a0004000000100000000000000000");
	CHECK(s.out.close && s.rtr.version == 0);
	pass(&s, 0);
	CHECK(s.out.dial);
	rtr_connected(&s.rtr, s.now, &s.out);
	CHECK(sent(&s, "0002000000000008"));
	hear(&s, "0003abcd00000008"
		 "0004000000000014011819"
		 "00c00002000000fbf4"
		 "0007abcd0000000c00000007");
	CHECK(s.rtr.state == RTR_IN_SYNC && s.rtr.refresh == 3600);
	rtr_fini(&s.rtr);
}

static void
what_does_not_belong_there_ends_the_session(void)
{
	static const struct {
		const char *hex;
		uint8_t code;
	} rows[] = {
		{ PREFIX, RTR_CORRUPT },
		{ END7, RTR_CORRUPT },
		{ RESPONSE PREFIX PREFIX END7, RTR_DUPLICATE },
		{ RESPONSE WITHDRAW END7, RTR_WITHDRAWAL_UNKNOWN },
		{ ASK_ALL, RTR_INVALID_REQUEST },
		{ "0105000000000008", RTR_UNSUPPORTED_TYPE },
		{ RESPONSE "0004000000000014011819"
			   "00c00002000000fbf4",
		    RTR_UNEXPECTED_VERSION },
		{ "0103abcd00000007", RTR_CORRUPT },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct story s = begun();

		hear(&s, rows[i].hex);
		CHECK(s.out.close && s.rtr.state == RTR_WAITING);
		CHECK(s.out.n >= 16 && s.out.bytes[1] == RTR_ERROR);
		CHECK(s.out.bytes[3] == rows[i].code);
		CHECK(!s.rtr.has_serial && s.rtr.why != NULL);
		rtr_fini(&s.rtr);
	}
}

static void
one_that_falls_silent_is_given_up(void)
{
	struct story s = begun();

	pass(&s, 60);
	CHECK(s.out.close && s.rtr.state == RTR_WAITING);
	CHECK_STR(s.rtr.why, "the cache does not answer");
	rtr_fini(&s.rtr);
}

int
main(void)
{
	RUN(all_is_asked_for_and_counts_at_its_end);
	RUN(bytes_may_come_one_by_one);
	RUN(a_notice_asks_for_what_has_changed);
	RUN(the_refresh_interval_asks_as_well);
	RUN(a_cache_that_cannot_say_what_changed_is_asked_for_all);
	RUN(what_a_lost_cache_said_stays_until_it_expires);
	RUN(one_that_comes_back_is_asked_for_changes);
	RUN(an_answer_cut_off_changes_nothing);
	RUN(an_older_cache_is_spoken_to_in_its_version);
	RUN(what_does_not_belong_there_ends_the_session);
	RUN(one_that_falls_silent_is_given_up);
	return DONE();
}
