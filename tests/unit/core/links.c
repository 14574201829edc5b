/* Links and their addresses, as events and dumps tell of them. */
#include "core/links.h"

#include "../../t.h"
#include "base/arena.h"
#include "base/obuf.h"

static struct rtnl_link
link_of(uint32_t index, const char *name, bool up)
{
	struct rtnl_link link = { .index = index, .up = up, .mtu = 1500 };

	snprintf(link.name, sizeof(link.name), "%s", name);
	return link;
}

static struct rtnl_addr
addr_of(uint32_t index, const char *text)
{
	struct rtnl_addr a = { .interface = index };

	CHECK(prefix_parse_host(&a.prefix, text, strlen(text), NULL));
	return a;
}

static struct links_entry *
set(struct links *links, uint32_t index, const char *name, bool up)
{
	struct rtnl_link link = link_of(index, name, up);

	return links_set(links, &link);
}

static struct links_entry *
set_addr(struct links *links, uint32_t index, const char *text, bool deleted)
{
	struct rtnl_addr a = addr_of(index, text);

	return links_set_addr(links, &a, deleted);
}

/* The record of a link as JSON, in `line`. */
static const char *
json(const struct links *links, uint32_t index)
{
	static char line[400];
	struct arena arena = { 0 };
	struct obuf out = { 0 };
	struct rec r;

	links_record(links, links_find(links, index), &r, &arena);
	rec_write(&out, &r);
	snprintf(line, sizeof(line), "%.*s", (int)obuf_left(&out) - 1,
	    obuf_at(&out));
	obuf_fini(&out);
	arena_fini(&arena);
	return line;
}

static void
a_link_is_found_by_index_and_by_name(void)
{
	struct links links = { 0 };

	CHECK(set(&links, 2, "eth0", true) != NULL);
	CHECK(set(&links, 7, "eth1", false) != NULL);
	CHECK(links.n == 2);
	CHECK(links_find(&links, 7) == links_named(&links, "eth1"));
	CHECK(links_find(&links, 2) == links_named(&links, "eth0"));
	CHECK(links_find(&links, 3) == NULL);
	CHECK(links_named(&links, "eth2") == NULL);
	links_fini(&links);
	CHECK(links_find(&links, 2) == NULL);
}

static void
only_what_a_record_says_is_a_change(void)
{
	struct links links = { 0 };
	struct rtnl_link link = link_of(2, "eth0", true);

	CHECK(links_set(&links, &link) != NULL);
	CHECK(links_set(&links, &link) == NULL);
	link.admin_up = !link.admin_up; /* no record speaks of it */
	CHECK(links_set(&links, &link) == NULL);
	link.mtu = 9000;
	CHECK(links_set(&links, &link) != NULL);
	link.up = false;
	CHECK(links_set(&links, &link) != NULL);
	link.master = 5;
	CHECK(links_set(&links, &link) != NULL);
	strcpy(link.master_kind, "vrf");
	CHECK(links_set(&links, &link) != NULL);
	strcpy(link.name, "wan");
	CHECK(links_set(&links, &link) == links_named(&links, "wan"));
	CHECK(links.n == 1 && links_named(&links, "eth0") == NULL);
	links_fini(&links);
}

static void
addresses_come_and_go_with_a_change_each(void)
{
	struct links links = { 0 };

	set(&links, 2, "eth0", true);
	CHECK(set_addr(&links, 2, "10.0.0.1/24", false) != NULL);
	CHECK(set_addr(&links, 2, "10.0.0.1/24", false) == NULL);
	CHECK(set_addr(&links, 2, "10.0.0.1/25", false) != NULL);
	CHECK(set_addr(&links, 2, "fd00::1/64", false) != NULL);
	CHECK(set_addr(&links, 2, "10.0.0.2/24", true) == NULL);
	CHECK(set_addr(&links, 3, "10.0.0.2/24", false) == NULL);
	CHECK(set_addr(&links, 2, "10.0.0.1/24", true) != NULL);
	CHECK(set_addr(&links, 2, "10.0.0.1/24", true) == NULL);
	CHECK_STR(json(&links, 2),
	    "{\"type\":\"interface_state\",\"name\":\"eth0\",\"up\":true,"
	    "\"ifindex\":2,\"mtu\":1500,"
	    "\"addresses\":[\"10.0.0.1/25\",\"fd00::1/64\"]}");
	links_fini(&links);
}

static void
a_link_that_is_deleted_takes_its_addresses_along(void)
{
	struct links links = { 0 };

	set(&links, 2, "eth0", true);
	set(&links, 3, "eth1", true);
	set(&links, 4, "eth2", true);
	set_addr(&links, 2, "10.0.0.1/24", false);
	set_addr(&links, 4, "10.0.4.1/24", false);
	CHECK(links_del(&links, 2));
	CHECK(!links_del(&links, 2));
	CHECK(links.n == 2 && links_find(&links, 2) == NULL);
	CHECK(links_find(&links, 4)->n_addrs == 1);
	CHECK(links_find(&links, 3)->n_addrs == 0);
	set(&links, 2, "eth0", true); /* the same index, another link */
	CHECK(links_find(&links, 2)->n_addrs == 0);
	links_fini(&links);
}

static void
a_sweep_tells_what_a_dump_did_not_repeat(void)
{
	struct links links = { 0 };
	struct links_entry *e;
	bool gone;

	set(&links, 2, "eth0", true);
	set(&links, 3, "eth1", true);
	set(&links, 4, "eth2", true);
	set_addr(&links, 2, "10.0.0.1/24", false);
	set_addr(&links, 2, "10.0.0.2/24", false);
	set_addr(&links, 4, "10.0.4.1/24", false);
	links_mark(&links);
	CHECK(set(&links, 2, "eth0", true) == NULL);
	CHECK(set(&links, 4, "eth2", true) == NULL);
	CHECK(set_addr(&links, 2, "10.0.0.2/24", false) == NULL);
	CHECK(set_addr(&links, 4, "10.0.4.1/24", false) == NULL);

	e = links_sweep(&links, &gone);
	CHECK(e == links_find(&links, 2) && !gone && e->n_addrs == 1);
	e = links_sweep(&links, &gone);
	CHECK(e == links_find(&links, 3) && gone);
	CHECK(links_del(&links, 3));
	CHECK(links_sweep(&links, &gone) == NULL);
	CHECK(links.n == 2);
	links_fini(&links);
}

static void
what_an_event_says_amid_a_dump_is_not_swept(void)
{
	struct links links = { 0 };
	bool gone;

	set(&links, 2, "eth0", true);
	links_mark(&links);
	set(&links, 2, "eth0", true);
	set(&links, 9, "new", true);
	set_addr(&links, 9, "10.9.0.1/24", false);
	CHECK(links_sweep(&links, &gone) == NULL);
	CHECK(links_find(&links, 9)->n_addrs == 1);
	links_fini(&links);
}

static void
a_record_names_the_vrf_and_no_other_master(void)
{
	struct links links = { 0 };
	struct rtnl_link link = link_of(2, "eth0", false);

	link.master = 5;
	strcpy(link.master_kind, "vrf");
	links_set(&links, &link);
	CHECK(strstr(json(&links, 2), "\"vrf\"") == NULL);
	set(&links, 5, "red", true);
	CHECK_STR(json(&links, 2),
	    "{\"type\":\"interface_state\",\"name\":\"eth0\",\"up\":false,"
	    "\"ifindex\":2,\"mtu\":1500,\"addresses\":[],\"vrf\":\"red\"}");
	strcpy(link.master_kind, "bridge");
	links_set(&links, &link);
	CHECK(strstr(json(&links, 2), "red") == NULL);
	links_fini(&links);
}

int
main(void)
{
	RUN(a_link_is_found_by_index_and_by_name);
	RUN(only_what_a_record_says_is_a_change);
	RUN(addresses_come_and_go_with_a_change_each);
	RUN(a_link_that_is_deleted_takes_its_addresses_along);
	RUN(a_sweep_tells_what_a_dump_did_not_repeat);
	RUN(what_an_event_says_amid_a_dump_is_not_swept);
	RUN(a_record_names_the_vrf_and_no_other_master);
	return DONE();
}
