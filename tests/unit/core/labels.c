/* Labels by key: kept, rested, and read again from their file. */
#include "core/labels.h"
#include "base/fault.h"
#include "base/obuf.h"

#include "../../t.h"

static const mono start = { MONO_S(100) };

static mono
later(int seconds)
{
	return mono_add(start, MONO_S(seconds));
}

static void
a_key_has_one_label_and_keeps_it(void)
{
	struct labels *l = labels_new(16, 20, MONO_S(60));

	CHECK(labels_take(l, start, "a") == 16);
	CHECK(labels_take(l, start, "b") == 17);
	CHECK(labels_take(l, start, "a") == 16);
	CHECK(labels_used(l) == 2);
	labels_drop(l, start, 16);
	CHECK(labels_take(l, start, "c") == 18);
	CHECK(labels_take(l, start, "a") == 16);
	labels_free(l);
}

static void
a_dropped_label_rests_before_another_key_has_it(void)
{
	struct labels *l = labels_new(16, 17, MONO_S(60));

	labels_take(l, start, "a");
	labels_take(l, start, "b");
	CHECK(labels_take(l, start, "c") == LABEL_NONE);
	CHECK(labels_deadline(l).us == MONO_NEVER.us);
	labels_drop(l, start, 16);
	CHECK(labels_deadline(l).us == later(60).us);
	CHECK(labels_take(l, later(59), "c") == LABEL_NONE);
	CHECK(labels_take(l, later(60), "c") == 16);
	CHECK(labels_take(l, later(60), "a") == LABEL_NONE);
	labels_free(l);
}

static void
one_taken_again_and_dropped_rests_anew(void)
{
	struct labels *l = labels_new(16, 16, MONO_S(60));

	labels_take(l, start, "a");
	labels_drop(l, start, 16);
	labels_take(l, later(30), "a");
	CHECK(labels_take(l, later(70), "b") == LABEL_NONE);
	labels_drop(l, later(80), 16);
	CHECK(labels_take(l, later(90), "b") == LABEL_NONE);
	CHECK(labels_take(l, later(140), "b") == 16);
	labels_free(l);
}

static void
flapping_does_not_grow_the_order_of_rest(void)
{
	struct labels *l = labels_new(16, 100, MONO_S(60));
	size_t before;

	for (int i = 0; i < 100; i++) {
		labels_take(l, later(i), "a");
		labels_drop(l, later(i), 16);
	}
	before = labels_memory(l);
	for (int i = 0; i < 10000; i++) {
		labels_take(l, later(i), "a");
		labels_drop(l, later(i), 16);
	}
	CHECK(labels_memory(l) == before);
	labels_free(l);
}

/* What a run wrote, as a text. */
static const char *
written(struct labels *l, struct obuf *o, bool whole)
{
	o->used = 0;
	labels_write(l, o, whole);
	obuf_putc(o, '\0');
	return obuf_at(o);
}

static void
a_file_gives_the_same_labels_again(void)
{
	struct labels *l = labels_new(16, 100, MONO_S(60));
	struct obuf o = { 0 };

	labels_take(l, start, "10.0.0.0/24");
	labels_take(l, start, "2001:db8::/32");
	CHECK(labels_unsaved(l));
	CHECK_STR(written(l, &o, false), "16 10.0.0.0/24\n17 2001:db8::/32\n");
	CHECK(!labels_unsaved(l));
	CHECK_STR(written(l, &o, false), "");
	CHECK_STR(written(l, &o, true), "16 10.0.0.0/24\n17 2001:db8::/32\n");
	CHECK(labels_lines(l) == 2);
	labels_free(l);

	l = labels_new(16, 100, MONO_S(60));
	CHECK(labels_load(l, obuf_at(&o), strlen(obuf_at(&o)), NULL));
	CHECK(labels_take(l, start, "new") == 18);
	CHECK(labels_take(l, start, "2001:db8::/32") == 17);
	CHECK(labels_used(l) == 2);
	labels_free(l);
	obuf_fini(&o);
}

static void
the_last_line_of_a_label_counts(void)
{
	static const char text[] = "16 a\n17 b\n16 c\n18 a\n9 low\n19 torn";
	struct labels *l = labels_new(16, 100, MONO_S(60));
	struct obuf o = { 0 };

	CHECK(labels_load(l, text, strlen(text), NULL));
	CHECK_STR(written(l, &o, true), "16 c\n17 b\n18 a\n");
	CHECK(labels_take(l, start, "a") == 18);
	labels_free(l);
	obuf_fini(&o);
}

static void
what_nobody_took_again_rests_when_the_restart_is_over(void)
{
	struct labels *l = labels_new(16, 17, MONO_S(60));

	CHECK(labels_load(l, "16 a\n17 b\n", 10, NULL));
	CHECK(labels_take(l, start, "a") == 16);
	CHECK(labels_take(l, later(500), "c") == LABEL_NONE);
	labels_forget(l, later(500));
	CHECK(labels_take(l, later(559), "c") == LABEL_NONE);
	CHECK(labels_take(l, later(560), "c") == 17);
	CHECK(labels_take(l, later(560), "b") == LABEL_NONE);
	labels_free(l);
}

static void
a_line_that_is_none_is_refused_and_said_where(void)
{
	static const char *const bad[] = { "x a\n", "16\n", "16 \n", "\n",
		"99999999 a\n", " 16 a\n" };
	struct fault f;

	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct labels *l = labels_new(16, 100, MONO_S(60));

		CHECK(!labels_load(l, bad[i], strlen(bad[i]), &f));
		CHECK(f.at == bad[i] && f.what != NULL);
		labels_free(l);
	}
}

int
main(void)
{
	RUN(a_key_has_one_label_and_keeps_it);
	RUN(a_dropped_label_rests_before_another_key_has_it);
	RUN(one_taken_again_and_dropped_rests_anew);
	RUN(flapping_does_not_grow_the_order_of_rest);
	RUN(a_file_gives_the_same_labels_again);
	RUN(the_last_line_of_a_label_counts);
	RUN(what_nobody_took_again_rests_when_the_restart_is_over);
	RUN(a_line_that_is_none_is_refused_and_said_where);
	return DONE();
}
