/* ATTR_SET to records and back. */
#include "message/bgp_attr_set.h"
#include "base/obuf.h"
#include "base/text.h"
#include "wire/bgp.h"

#include "../../t.h"

#define ORIGIN "40010101"
#define PATH   "40020602010000fde9"

static const struct row {
	const char *value, *json; /* json NULL: it stays in hex */
} rows[] = {
	/* clang-format off */
{ "0000fdea" ORIGIN PATH "400504000000c8" "c00804fde90064" "c06301ab",
    "\"attr_set\":{\"origin_as\":65002,\"origin\":\"egp\","
    "\"as_path\":[65001],\"local_pref\":200,\"communities\":[\"65001:100\"],"
    "\"unknown\":[{\"code\":99,\"flags\":192,\"value\":\"ab\"}]}" },
{ "00000000", "\"attr_set\":{\"origin_as\":0}" },
{ "0000fdea" "400304c0000201",
    "\"attr_set\":{\"origin_as\":65002,\"next_hop\":\"192.0.2.1\"}" },
/* a set in a set is not opened */
{ "0000fdea" "c0800400000001",
    "\"attr_set\":{\"origin_as\":65002,\"unknown\":[{\"code\":128,"
    "\"name\":\"attr_set\",\"flags\":192,\"value\":\"00000001\"}]}" },
{ "0000fd", NULL },
{ "0000fdea" PATH ORIGIN, NULL },   /* not in the usual order */
{ "0000fdea" "60010101", NULL },    /* with the Partial bit */
{ "0000fdea" "40010107", NULL },    /* malformed */
{ "0000fdea" "800f0400020100", NULL }, /* MP_UNREACH_NLRI has no place there */
	/* clang-format on */
};

enum { N_ROWS = sizeof(rows) / sizeof(rows[0]), ROOM = 128 };

static bool
comes_back(const uint8_t *value, size_t n, struct obuf *line)
{
	uint8_t *p = t_exact(value, n), out[ROOM];
	struct wbuf w = wbuf(out, sizeof(out));
	struct arena arena = { 0 };
	struct rec r = { .type = REC_MESSAGE }, back;
	struct rec_attributes *a = &r.message.attributes;
	bool has = bgp_attr_set_decode(a, rbuf(p, n), &arena);

	if (has) {
		PUT(&r.message, message, protocol, "bgp");
		PUT(&r.message, message, kind, "update");
		MARK(&r.message, message, attributes);
		rec_write(line, &r);
		CHECK(rec_read(&back, obuf_at(line), obuf_left(line),
		    REC_STRICT, &arena, NULL));
		CHECK(rec_equal(&r, &back));
		CHECK(bgp_attr_set_encode(
		    &w, back.message.attributes.attr_set.at, NULL));
		CHECK(!w.bad && wbuf_used(&w) == n && memcmp(out, p, n) == 0);
	}
	arena_fini(&arena);
	free(p);
	return has;
}

static void
attributes_in_an_attribute_are_told_and_come_back(void)
{
	for (unsigned i = 0; i < N_ROWS; i++) {
		uint8_t value[ROOM];
		size_t n = strlen(rows[i].value) / 2;
		struct obuf line = { 0 };
		bool has;

		CHECK(text_unhex(rows[i].value, 2 * n, value, NULL));
		has = comes_back(value, n, &line);
		CHECK(has == (rows[i].json != NULL));
		obuf_putc(&line, '\0');
		if (has && strstr(obuf_at(&line), rows[i].json) == NULL)
			CHECK_STR(obuf_at(&line), rows[i].json);
		obuf_fini(&line);
	}
}

static void
what_is_cut_or_changed_comes_back_or_is_left_alone(void)
{
	uint8_t value[ROOM];
	size_t n = strlen(rows[0].value) / 2;

	CHECK(text_unhex(rows[0].value, 2 * n, value, NULL));
	for (size_t k = 0; k < n; k++) {
		struct obuf line = { 0 };

		comes_back(value, k, &line);
		obuf_fini(&line);
	}
	for (size_t bit = 0; bit < 8 * n; bit++) {
		struct obuf line = { 0 };

		value[bit / 8] ^= (uint8_t)(1 << bit % 8);
		comes_back(value, n, &line);
		value[bit / 8] ^= (uint8_t)(1 << bit % 8);
		obuf_fini(&line);
	}
}

int
main(void)
{
	RUN(attributes_in_an_attribute_are_told_and_come_back);
	RUN(what_is_cut_or_changed_comes_back_or_is_left_alone);
	return DONE();
}
