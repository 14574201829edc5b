/* The AS path as each kind of neighbour gets it. */
#include "../../t.h"
#include "core/bgp_export_in.h"

/* clang-format off */
#define SEQ(n, ...) 2, n, __VA_ARGS__
#define AS(a) 0, 0, (a) >> 8, (a) & 0xff
/* (65010) 65100 64999 | {64600, 1000} */
static const uint8_t came[] = { 3, 1, AS(65010), SEQ(2, AS(3000), AS(64999)),
	1, 2, AS(64600), AS(1000) };
static const uint8_t all_private[] = { SEQ(1, AS(64999)), 1, 1, AS(64600) };

static const struct row {
	struct bgp_target to;
	const uint8_t *in;
	size_t n_in;
	uint8_t out[64];
	size_t n_out;
} rows[] = {
	{ { .local_as = 7 }, came, sizeof(came), /* inside: as it came */
	    { 3, 1, AS(65010), SEQ(2, AS(3000), AS(64999)), 1, 2, AS(64600),
		AS(1000) }, 26 },
	{ { .external = true, .local_as = 7 }, came, sizeof(came),
	    { SEQ(3, AS(7), AS(3000), AS(64999)), 1, 2, AS(64600), AS(1000) },
	    24 },
	{ { .external = true, .local_as = 7, .remove_private_as = true },
	    came, sizeof(came), { SEQ(2, AS(7), AS(3000)), 1, 1, AS(1000) },
	    16 },
	{ { .external = true, .local_as = 7, .remove_private_as = true },
	    all_private, sizeof(all_private), { SEQ(1, AS(7)) }, 6 },
	{ { .external = true, .local_as = 7, .remote_as = 3000,
	    .as_override = true }, came, sizeof(came),
	    { SEQ(3, AS(7), AS(7), AS(64999)), 1, 2, AS(64600), AS(1000) },
	    24 },
	{ { .external = true, .local_as = 7, .true_as = 8 }, came,
	    sizeof(came), { SEQ(4, AS(7), AS(8), AS(3000), AS(64999)), 1, 2,
		AS(64600), AS(1000) }, 28 },
	/* RFC 5065 4.1: into the sequence of members, or a new one */
	{ { .member = true, .local_as = 7 }, came, sizeof(came),
	    { 3, 2, AS(7), AS(65010), SEQ(2, AS(3000), AS(64999)), 1, 2,
		AS(64600), AS(1000) }, 30 },
	{ { .member = true, .local_as = 7 }, all_private, sizeof(all_private),
	    { 3, 1, AS(7), SEQ(1, AS(64999)), 1, 1, AS(64600) }, 18 },
	{ { .member = true, .local_as = 7 }, NULL, 0, { 3, 1, AS(7) }, 6 },
};
/* clang-format on */

static void
each_kind_of_neighbour_gets_its_own(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct row *row = &rows[i];
		struct bgp_as_path path = { rbuf(row->in, row->n_in), 4 };
		uint8_t room[256];
		struct wbuf w = wbuf(room, sizeof(room));

		path = export_as_path(&row->to, &w, path);
		CHECK(!w.bad && rbuf_left(&path.raw) == row->n_out);
		CHECK(memcmp(path.raw.at, row->out, row->n_out) == 0);
	}
}

static void
a_full_sequence_of_members_gets_another_in_front(void)
{
	uint8_t in[2 + 4 * 255] = { 3, 255 }, room[4096];
	struct bgp_target to = { .member = true, .local_as = 7 };
	struct wbuf w = wbuf(room, sizeof(room));
	struct bgp_as_path path = export_as_path(
	    &to, &w, (struct bgp_as_path){ rbuf(in, sizeof(in)), 4 });

	CHECK(rbuf_left(&path.raw) == sizeof(in) + 6);
	CHECK(path.raw.at[0] == 3 && path.raw.at[1] == 1);
	CHECK(path.raw.at[6] == 3 && path.raw.at[7] == 255);
}

int
main(void)
{
	RUN(each_kind_of_neighbour_gets_its_own);
	RUN(a_full_sequence_of_members_gets_another_in_front);
	return DONE();
}
