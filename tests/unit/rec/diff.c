/* Desired minus actual, as steps in a stable order. */
#include "rec/diff.h"

#include "../../t.h"
#include "base/arena.h"
#include "base/obuf.h"

enum { MOST = 8 };

/* Records made from lines. */
struct set {
	struct rec at[MOST], *of[MOST];
	size_t n;
};

static struct arena arena;

static void
read_all(struct set *s, const char *const *lines)
{
	struct rec_fault fault = { 0 };

	for (s->n = 0; lines[s->n] != NULL; s->n++) {
		s->of[s->n] = &s->at[s->n];
		if (!rec_read(s->of[s->n], lines[s->n], strlen(lines[s->n]), 0,
			&arena, &fault)) {
			printf("# %s: %s\n", lines[s->n], fault.text);
			abort();
		}
	}
}

#define SET(...)        ((const char *const[]){ __VA_ARGS__, NULL })
#define NOTHING         ((const char *const[]){ NULL })
#define ETH(name, rest) "{\"type\":\"interface\",\"name\":\"" name "\"" rest "}"

/* The steps, as "+a ~b -c". */
static const char *
steps(const char *const *desired, const char *const *actual, unsigned flags,
    char to[64])
{
	struct set want, have;
	struct rec_diff d = { 0 };
	char *at = to;

	read_all(&want, desired);
	read_all(&have, actual);
	rec_diff(&d, want.of, want.n, have.of, have.n, flags);
	*at = '\0';
	for (size_t i = 0; i < d.n; i++) {
		const struct rec_change *c = &d.at[i];
		const struct rec *r = c->to != NULL ? c->to : c->from;

		at += sprintf(at, "%s%c%s", i > 0 ? " " : "", "+~-"[c->action],
		    r -> interface.name);
	}
	rec_diff_fini(&d);
	return to;
}

static void
equal_sets_need_no_step(void)
{
	char text[64];

	CHECK_STR(steps(NOTHING, NOTHING, 0, text), "");
	CHECK_STR(steps(SET(ETH("a", ""), ETH("b", ",\"mtu\":1500")),
		      SET(ETH("b", ",\"mtu\":1500"), ETH("a", "")), 0, text),
	    "");
}

static void
what_is_missing_is_added_and_what_is_too_much_deleted(void)
{
	char text[64];

	CHECK_STR(
	    steps(SET(ETH("a", ""), ETH("b", "")), NOTHING, 0, text), "+a +b");
	CHECK_STR(
	    steps(NOTHING, SET(ETH("a", ""), ETH("b", "")), 0, text), "-b -a");
	CHECK_STR(
	    steps(SET(ETH("a", "")), SET(ETH("b", "")), 0, text), "+a -b");
}

static void
steps_follow_the_desired_order_and_undo_the_actual_one(void)
{
	char text[64];

	CHECK_STR(
	    steps(SET(ETH("z", ""), ETH("c", ",\"mtu\":1500"), ETH("a", "")),
		SET(ETH("x", ""), ETH("c", ""), ETH("y", "")), 0, text),
	    "+z ~c +a -y -x");
}

static void
a_field_that_differs_is_a_change(void)
{
	char text[64];

	CHECK_STR(steps(SET(ETH("a", ",\"mtu\":1500")),
		      SET(ETH("a", ",\"mtu\":9000")), 0, text),
	    "~a");
	CHECK_STR(
	    steps(SET(ETH("a", "")), SET(ETH("a", ",\"mtu\":9000")), 0, text),
	    "~a");
}

static void
what_is_not_stated_is_not_compared_when_asked(void)
{
	char text[64];

	CHECK_STR(steps(SET(ETH("a", "")), SET(ETH("a", ",\"mtu\":9000")),
		      REC_DIFF_STATED, text),
	    "");
	CHECK_STR(steps(SET(ETH("a", ",\"mpls\":true")),
		      SET(ETH("a", ",\"mtu\":9000,\"mpls\":true")),
		      REC_DIFF_STATED, text),
	    "");
	CHECK_STR(steps(SET(ETH("a", ",\"mpls\":true")), SET(ETH("a", "")),
		      REC_DIFF_STATED, text),
	    "~a");
}

static void
of_records_with_one_key_the_last_counts(void)
{
	char text[64];

	CHECK_STR(steps(SET(ETH("a", ",\"mtu\":1500"), ETH("b", ""),
			    ETH("a", ",\"mtu\":9000")),
		      SET(ETH("a", ",\"mtu\":9000")), 0, text),
	    "+b");
	CHECK_STR(
	    steps(NOTHING, SET(ETH("a", ""), ETH("a", "")), 0, text), "-a");
}

static void
a_change_becomes_a_step_record(void)
{
	struct set from, to;
	struct rec_change c = { .action = REC_CHANGE };
	struct obuf o = { 0 };
	struct rec step;

	read_all(&from, SET(ETH("a", ",\"mtu\":1500")));
	read_all(&to, SET(ETH("a", ",\"mtu\":9000")));
	c.from = from.of[0];
	c.to = to.of[0];
	rec_change_step(&step, &c, &arena);
	CHECK(step.type == REC_STEP && !HAS(&step.step, step, done));
	CHECK_STR(step.step.action, "change");
	CHECK_STR(step.step.of, "interface");
	CHECK_STR(step.step.from, ETH("a", ",\"mtu\":1500"));
	CHECK_STR(step.step.to, ETH("a", ",\"mtu\":9000"));
	CHECK(strstr(step.step.name, "a") != NULL);
	rec_write(&o, &step);
	CHECK(obuf_left(&o) > 0);
	obuf_fini(&o);
	c = (struct rec_change){ REC_DELETE, from.of[0], NULL };
	rec_change_step(&step, &c, &arena);
	CHECK_STR(step.step.action, "delete");
	CHECK(HAS(&step.step, step, from) && !HAS(&step.step, step, to));
}

int
main(void)
{
	RUN(equal_sets_need_no_step);
	RUN(what_is_missing_is_added_and_what_is_too_much_deleted);
	RUN(steps_follow_the_desired_order_and_undo_the_actual_one);
	RUN(a_field_that_differs_is_a_change);
	RUN(what_is_not_stated_is_not_compared_when_asked);
	RUN(of_records_with_one_key_the_last_counts);
	RUN(a_change_becomes_a_step_record);
	arena_fini(&arena);
	return DONE();
}
