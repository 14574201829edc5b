/* LDP as metrics. */
#include "core/ldp_metrics.h"
#include "base/obuf.h"
#include "rec/rec.h"

#include "../../t.h"

static void
neighbours_have_a_name_and_the_daemon_has_none(void)
{
	struct rec one = { .type = REC_ADJACENCY },
		   all = { .type = REC_ROUTER_STATE };
	struct rec *both[] = { &all, &one };
	struct obuf o = { 0 };

	PUT(&one.adjacency, adjacency, name, "192.0.2.2:0");
	PUT(&one.adjacency, adjacency, state, "operational");
	PUT(&one.adjacency, adjacency, received, 7);
	PUT(&all.router_state, router_state, fecs, 12);
	ldp_metrics_write(&o, both, 2);
	obuf_putc(&o, '\0');
	CHECK(strstr(obuf_at(&o),
		  "\nldp_session_up{neighbor=\"192.0.2.2:0\"} 1\n") != NULL);
	CHECK(
	    strstr(obuf_at(&o),
		"\nldp_labels_received{neighbor=\"192.0.2.2:0\"} 7\n") != NULL);
	CHECK(strstr(obuf_at(&o), "\nldp_fecs 12\n") != NULL);
	CHECK(strstr(obuf_at(&o), "# TYPE ldp_fecs gauge\n") != NULL);
	CHECK(strstr(obuf_at(&o), "ldp_fecs{") == NULL);
	obuf_fini(&o);
}

static void
a_session_that_is_not_operational_is_down(void)
{
	struct rec one = { .type = REC_ADJACENCY };
	struct rec *at = &one;
	struct obuf o = { 0 };

	PUT(&one.adjacency, adjacency, name, "192.0.2.2:0");
	PUT(&one.adjacency, adjacency, state, "opensent");
	ldp_metrics_write(&o, &at, 1);
	obuf_putc(&o, '\0');
	CHECK(strstr(obuf_at(&o),
		  "\nldp_session_up{neighbor=\"192.0.2.2:0\"} 0\n") != NULL);
	obuf_fini(&o);
}

int
main(void)
{
	RUN(neighbours_have_a_name_and_the_daemon_has_none);
	RUN(a_session_that_is_not_operational_is_down);
	return DONE();
}
