/* Messages in bytes that begin anywhere. */
#include "message/bgp_cut.h"

#include "../../t.h"

#define KEEPALIVE                                                              \
	"\377\377\377\377\377\377\377\377\377\377\377\377\377\377"             \
	"\377\377\0\023\004"
#define MARKER                                                                 \
	"\377\377\377\377\377\377\377\377\377\377\377\377\377\377"             \
	"\377\377"

/* What is found, a letter each: m(essage), f(aulty), j(unk), +(more needed). */
static void
found(const char *bytes, size_t n, bool in_step, const char *want)
{
	struct bgp_cutter c = { .in_step = in_step };
	char got[32];
	size_t used = 0, k = 0, len;
	struct fault f;

	while (k < sizeof(got) - 1) {
		enum bgp_cut cut =
		    bgp_cut_next(&c, rbuf(bytes + used, n - used), &len, &f);

		if (cut == BGP_CUT_MORE)
			break;
		got[k++] = cut == BGP_CUT_JUNK ? 'j'
			   : f.what != NULL    ? 'f'
					       : 'm';
		CHECK(len > 0 && len <= n - used);
		used += len;
	}
	if (used < n)
		got[k++] = '+';
	got[k] = '\0';
	CHECK_STR(got, want);
}

#define FOUND(bytes, in_step, want)                                            \
	found((bytes), sizeof(bytes) - 1, (in_step), (want))

static void
messages_follow_each_other(void)
{
	FOUND(KEEPALIVE KEEPALIVE, true, "mm");
	FOUND(KEEPALIVE KEEPALIVE, false, "mm");
	FOUND(KEEPALIVE MARKER "\0", true, "m+");
}

static void
what_precedes_the_first_marker_is_junk(void)
{
	FOUND("the end of something" KEEPALIVE, false, "jm");
	/* ones in front of the marker are not part of it */
	FOUND("x\377\377\377" KEEPALIVE, false, "jm");
	FOUND("nothing of the kind, however long", false, "j+");
}

static void
a_broken_marker_is_junk_up_to_the_next(void)
{
	FOUND(KEEPALIVE "junk" KEEPALIVE, true, "mjm");
	/* shorter than its own header */
	FOUND(MARKER "\0\022\004" KEEPALIVE, true, "jm");
}

static void
a_faulty_header_with_a_length_is_a_message(void)
{
	FOUND(MARKER "\0\024\011x" KEEPALIVE, true, "fm"); /* type 9 */
	FOUND(MARKER "\0\023\002" KEEPALIVE, false, "fm"); /* short UPDATE */
}

int
main(void)
{
	RUN(messages_follow_each_other);
	RUN(what_precedes_the_first_marker_is_junk);
	RUN(a_broken_marker_is_junk_up_to_the_next);
	RUN(a_faulty_header_with_a_length_is_a_message);
	return DONE();
}
