/* Filters of packets, and what an interface that is not there says. */
#include "edge/pcap.h"

#include "../../t.h"

/* IPv4 192.0.2.1 -> 192.0.2.2, TCP 179 -> 41022. */
static const uint8_t packet[] = { 0x45, 0, 0, 40, 0, 0, 0, 0, 64, 6, 0, 0, 192,
	0, 2, 1, 192, 0, 2, 2, 0, 179, 0xa0, 0x3e, 0, 0, 0, 0, 0, 0, 0, 0, 0x50,
	0x10, 0, 0, 0, 0, 0, 0 };

static bool
matches(const char *expression)
{
	char why[256];
	struct capture_filter *f =
	    capture_filter_new(expression, 101, why, sizeof(why));
	bool does;

	CHECK(f != NULL);
	does = capture_filter_match(f, packet, sizeof(packet), sizeof(packet));
	capture_filter_free(f);
	return does;
}

static void
a_filter_lets_through_what_it_names(void)
{
	CHECK(matches("tcp port 179"));
	CHECK(matches("src host 192.0.2.1 and tcp"));
	CHECK(!matches("dst host 192.0.2.1"));
	CHECK(!matches("udp"));
	CHECK(matches(""));
}

static void
a_filter_that_is_none_says_why(void)
{
	char why[256] = "";

	CHECK(capture_filter_new("prot 179", 1, why, sizeof(why)) == NULL);
	CHECK(why[0] != '\0');
}

static void
an_interface_that_is_not_there_says_why(void)
{
	char why[256] = "";

	CHECK(capture_open("no-such-one", "", 100, why, sizeof(why)) == NULL);
	CHECK(why[0] != '\0');
}

int
main(void)
{
	RUN(a_filter_lets_through_what_it_names);
	RUN(a_filter_that_is_none_says_why);
	RUN(an_interface_that_is_not_there_says_why);
	return DONE();
}
