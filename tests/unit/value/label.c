/* MPLS labels: numbers of 20 bits. */
#include "value/label.h"
#include "../../t.h"
#include "base/fault.h"

static void
labels_of_twenty_bits_are_taken(void)
{
	uint32_t label = 77;

	CHECK(label_parse(&label, "0", 1, NULL) && label == 0);
	CHECK(label_parse(&label, "16", 2, NULL) && label == LABEL_FIRST);
	CHECK(label_parse(&label, "1048575", 7, NULL) && label == LABEL_MAX);
}

static void
larger_ones_are_refused_and_it_says_so(void)
{
	static const char text[] = "1048576";
	uint32_t label = 77;
	struct fault f = { 0 };

	CHECK(!label_parse(&label, text, 7, &f));
	CHECK_STR(f.what, "label over 1048575");
	CHECK(f.at == text);
	CHECK(!label_parse(&label, "", 0, NULL));
	CHECK(!label_parse(&label, "017", 3, NULL));
	CHECK(!label_parse(&label, "4294967312", 10, NULL));
	CHECK(label == 77);
}

int
main(void)
{
	RUN(labels_of_twenty_bits_are_taken);
	RUN(larger_ones_are_refused_and_it_says_so);
	return DONE();
}
