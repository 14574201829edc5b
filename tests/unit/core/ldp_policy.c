/* Lists of networks in a router record, and what they do to labels. */
#include "core/ldp_policy.h"
#include "base/arena.h"

#include "ldp_world.h"

/* A world with the `ldp` of a router. */
static struct ldp_policy *
begin(struct world *w, const char *ldp)
{
	char text[512];
	struct arena arena = { 0 };
	struct ldp_lib_config c = { 0 };
	struct ldp_policy *p;
	struct rec_fault f;
	struct rec r;

	snprintf(text, sizeof(text),
	    "{\"type\":\"router\",\"as\":1,\"router_id\":\"1.1.1.1\","
	    "\"ldp\":%s}",
	    ldp);
	CHECK(rec_read(&r, text, strlen(text), REC_STRICT, &arena, &f));
	p = ldp_policy_new(&r.router.ldp, &c);
	arena_fini(&arena);
	w_begin(w, c);
	return p;
}

static void
end(struct world *w, struct ldp_policy *p)
{
	w_end(w);
	ldp_policy_free(p);
}

static void
fecs_say_which_networks_get_labels(void)
{
	struct ldp_policy *p;
	struct world w;
	uint32_t n;

	p = begin(&w, "{\"fecs\":[\"192.0.2.0/24 ge 32\"]}");
	w_route(&w, "192.0.2.1/32", "@lo");
	w_route(&w, "10.0.12.0/24", "@eth1");
	n = w_up(&w, (struct ldp_lib_session){ .lsr = 2 });
	CHECK_STR(w_told(&w, n), "map 192.0.2.1/32 3\n");
	end(&w, p);
}

static void
egress_networks_end_here(void)
{
	struct ldp_policy *p;
	struct world w;
	uint32_t n;

	p = begin(&w, "{\"egress\":[\"10.9.0.0/16\"]}");
	w_route(&w, "10.9.0.0/16", "10.0.12.2@eth1");
	w_route(&w, "10.8.0.0/16", "10.0.12.2@eth1");
	n = w_up(&w, (struct ldp_lib_session){ .lsr = 2 });
	CHECK_STR(w_told(&w, n), "map 10.9.0.0/16 3\nmap 10.8.0.0/16 16\n");
	end(&w, p);
}

static void
a_neighbour_of_its_own_has_lists_of_its_own(void)
{
	struct ldp_policy *p;
	struct world w;
	uint32_t two, three;

	p = begin(&w, "{\"advertise\":[\"10.1.0.0/16\"],"
		      "\"neighbors\":[{\"router_id\":\"0.0.0.3\","
		      "\"advertise\":[\"10.0.0.0/8 le 32\"]}]}");
	w_route(&w, "10.1.0.0/16", "@eth1");
	w_route(&w, "10.2.0.0/16", "@eth2");
	two = w_up(&w, (struct ldp_lib_session){ .lsr = 2 });
	three = w_up(&w, (struct ldp_lib_session){ .lsr = 3 });
	CHECK_STR(w_told(&w, two), "map 10.1.0.0/16 3\n");
	CHECK_STR(w_told(&w, three), "map 10.1.0.0/16 10.2.0.0/16 3\n");
	end(&w, p);
}

static void
what_is_not_accepted_is_kept_and_not_used(void)
{
	struct ldp_lib_config all = { .lsr = OUR_LSR };
	struct ldp_policy *p;
	struct ldp_lib_fec f;
	struct world w;
	uint32_t n, at;

	p = begin(&w, "{\"accept\":[\"192.0.2.0/24 le 32\"]}");
	w_route(&w, "10.9.0.0/16", "10.0.12.2@eth1");
	n = w_up(&w, (struct ldp_lib_session){ .lsr = 2 });
	w_hear(&w, n, "address 10.0.12.2");
	w_hear(&w, n, "map 10.9.0.0/16 200");
	CHECK_STR(w_records(&w, "lsp"), "");
	f.prefix = w_prefix("10.9.0.0/16");
	CHECK(ldp_lib_find_fec(w.lib, &f.prefix, &at, &f));
	CHECK(f.why == LDP_LIB_NOT_ACCEPTED);
	/* another configuration takes it without asking again */
	ldp_lib_configure(w.lib, w.now, &all);
	CHECK_STR(
	    w_records(&w, "lsp"), "+lsp 10.9.0.0/16 10.0.12.2@eth1/200\n");
	end(&w, p);
}

static void
another_configuration_tells_only_what_differs(void)
{
	struct ldp_lib_config all = { .lsr = OUR_LSR };
	struct ldp_policy *p;
	struct world w;
	uint32_t n;

	p = begin(&w, "{\"fecs\":[\"10.1.0.0/16\"]}");
	w_route(&w, "10.1.0.0/16", "@eth1");
	w_route(&w, "10.2.0.0/16", "@eth2");
	n = w_up(&w, (struct ldp_lib_session){ .lsr = 2 });
	CHECK_STR(w_told(&w, n), "map 10.1.0.0/16 3\n");
	ldp_lib_configure(w.lib, w.now, &all);
	CHECK_STR(w_told(&w, n), "map 10.2.0.0/16 3\n");
	all.explicit_null = true;
	ldp_lib_configure(w.lib, w.now, &all);
	CHECK_STR(w_told(&w, n), "withdraw 10.1.0.0/16 3\n"
				 "map 10.1.0.0/16 0\n"
				 "withdraw 10.2.0.0/16 3\n"
				 "map 10.2.0.0/16 0\n");
	end(&w, p);
}

int
main(void)
{
	RUN(fecs_say_which_networks_get_labels);
	RUN(egress_networks_end_here);
	RUN(a_neighbour_of_its_own_has_lists_of_its_own);
	RUN(what_is_not_accepted_is_kept_and_not_used);
	RUN(another_configuration_tells_only_what_differs);
	return DONE();
}
