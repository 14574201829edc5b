/* Metrics in the text form of Prometheus. */
#include "core/metrics.h"
#include "base/obuf.h"

#include "../../t.h"

static void
labels_are_escaped_and_those_without_a_value_left_out(void)
{
	const struct metric_label labels[] = {
		{ "vrf", NULL },
		{ "peer", "a\"b\\c\nd" },
		{ "family", "x" },
		{ 0 },
	};
	struct obuf o = { 0 };

	metrics_family(&o, "m", METRIC_GAUGE, "What it is.");
	metrics_sample(&o, "m", labels, UINT64_MAX);
	metrics_sample(&o, "m", labels + 3, 0);
	metrics_seconds(&o, "m", labels + 3, 1500001);
	obuf_putc(&o, '\0');
	CHECK_STR(obuf_at(&o),
	    "# HELP m What it is.\n"
	    "# TYPE m gauge\n"
	    "m{peer=\"a\\\"b\\\\c\\nd\",family=\"x\"} 18446744073709551615\n"
	    "m 0\n"
	    "m 1.500001\n");
	obuf_fini(&o);
}

int
main(void)
{
	RUN(labels_are_escaped_and_those_without_a_value_left_out);
	return DONE();
}
