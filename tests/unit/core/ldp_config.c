/* What may not stand in the `ldp` of a router record. */
#include "core/ldp_config.h"
#include "rec/rec.h"

#include "../../t.h"

static struct addr
ip4(uint32_t n)
{
	return addr_ip4(n);
}

/* A router with that `ldp`; what is wrong with it, as "key: text", or "". */
static const char *
verdict(const struct rec_ldp_router *ldp)
{
	static char text[400];
	struct rec_router r = { 0 };
	struct rec_fault f = { 0 };

	PUT(&r, router, router_id, ip4(0xc0000201));
	PUT(&r, router, ldp, *ldp);
	text[0] = '\0';
	if (!ldp_config_check(&r, &f))
		snprintf(text, sizeof(text), "%s: %s", f.key, f.text);
	return text;
}

static void
the_identifier_is_an_ipv4_address(void)
{
	struct rec_router r = { 0 };
	struct rec_fault f = { 0 };

	r.router_id = addr_from(ADDR_IP6, (uint8_t[16]){ [15] = 1 });
	CHECK(!ldp_config_check(&r, &f));
	CHECK_STR(f.key, "router_id");
	r.router_id = ip4(0xc0000201);
	CHECK(ldp_config_check(&r, &f));
}

static void
there_is_one_transport_address_of_each_version_for_all_to_reach(void)
{
	struct addr two[] = { ip4(0xc0000201), ip4(0xc0000202) };
	struct addr both[] = { ip4(0xc0000201),
		addr_from(ADDR_IP6, (uint8_t[16]){ 0x20, 1, [15] = 1 }) };
	struct addr loopback = ip4(0x7f000001);
	struct addr local =
	    addr_from(ADDR_IP6, (uint8_t[16]){ 0xfe, 0x80, [15] = 1 });
	struct rec_ldp_router ldp = { .transport = { 2, both } };

	CHECK_STR(verdict(&ldp), "");
	ldp.transport.at = two;
	CHECK_STR(
	    verdict(&ldp), "ldp.transport[1]: is the second of its IP version");
	ldp.transport.n = 1;
	ldp.transport.at = &loopback;
	CHECK_STR(verdict(&ldp), "ldp.transport[0]: is no address that "
				 "neighbours can connect to");
	ldp.transport.at = &local;
	CHECK_STR(verdict(&ldp), "ldp.transport[0]: is no address that "
				 "neighbours can connect to");
}

static void
targets_are_routers_elsewhere(void)
{
	struct addr at[] = { ip4(0xc0000202), ip4(0xe0000002) };
	struct rec_ldp_router ldp = { .targeted = { 1, at } };

	CHECK_STR(verdict(&ldp), "");
	ldp.targeted.n = 2;
	CHECK_STR(verdict(&ldp),
	    "ldp.targeted[1]: is no address of a router elsewhere");
}

static void
a_neighbour_stands_there_once(void)
{
	struct rec_ldp_neighbor at[2] = { 0 };
	struct rec_ldp_router ldp = { .neighbors = { 2, at } };

	at[0].router_id = ip4(1);
	at[1].router_id = ip4(2);
	CHECK_STR(verdict(&ldp), "");
	at[1].router_id = ip4(1);
	CHECK_STR(verdict(&ldp),
	    "ldp.neighbors[1]: that router_id stands there twice");
	at[1].router_id.ip = ADDR_IP6;
	CHECK_STR(verdict(&ldp),
	    "ldp.neighbors[1]: router_id is not an IPv4 address");
}

int
main(void)
{
	RUN(the_identifier_is_an_ipv4_address);
	RUN(there_is_one_transport_address_of_each_version_for_all_to_reach);
	RUN(targets_are_routers_elsewhere);
	RUN(a_neighbour_stands_there_once);
	return DONE();
}
