/* Records as a table, compared whole. */
#include "cli/view.h"

#include "../../t.h"

static const char *const columns[] = { "prefix", "paths", "local_pref",
	"as_path", "reason", NULL };

static char *
printed(struct view *v)
{
	char *text = NULL;
	size_t n;
	FILE *f = open_memstream(&text, &n);

	view_print(v, f);
	fclose(f);
	view_free(v);
	return text;
}

static void
add_route(struct view *v, uint32_t net, uint32_t local_pref, const char *reason)
{
	struct rec r = { .type = REC_ROUTE };
	uint32_t labels[] = { 20, 30 }, asns[] = { 64512, 65001 };
	struct rec_path path = { 0 };
	struct rec_segment segment = { AS_SEQUENCE, 2, asns };

	PUT(&path, path, next_hop, addr_ip4(0xc0000202));
	PUT(&path, path, interface, "eth0");
	PUT(&path, path, labels, (rec_numbers){ 2, labels });
	PUT(&r.route, route, prefix, (struct prefix){ addr_ip4(net), 24 });
	MARK(&r.route, route, paths);
	r.route.paths.n = 1;
	r.route.paths.at = &path;
	if (local_pref != 0)
		PUT(&r.route, route, local_pref, local_pref);
	PUT(&r.route, route, as_path, (rec_as_path){ 1, &segment });
	PUT(&r.route, route, reason, reason);
	view_add(v, &r);
}

static void
columns_are_aligned_and_numbers_to_the_right(void)
{
	struct view *v = view_new(REC_ROUTE, columns, 0);
	char *text;

	add_route(v, 0x0a000000, 100, "only_path");
	add_route(v, 0xac100000, 20, "local_pref");
	add_route(v, 0xac100100, 0, "med");
	text = printed(v);
	CHECK_STR(text,
	    "prefix        paths                local_pref as_path     reason\n"
	    "10.0.0.0/24   192.0.2.2 eth0 20 30        100 64512 65001 "
	    "only_path\n"
	    "172.16.0.0/24 192.0.2.2 eth0 20 30         20 64512 65001 "
	    "local_pref\n"
	    "172.16.1.0/24 192.0.2.2 eth0 20 30            64512 65001 "
	    "med\n");
	free(text);
}

static void
no_rows_print_nothing(void)
{
	char *text = printed(view_new(REC_ROUTE, columns, 80));

	CHECK_STR(text, "");
	free(text);
}

static void
other_types_are_left_out(void)
{
	struct view *v = view_new(REC_ROUTE, columns, 80);
	struct rec r = { .type = REC_EOR };
	char *text;

	view_add(v, &r);
	text = printed(v);
	CHECK_STR(text, "");
	free(text);
}

static void
a_narrow_terminal_wraps_and_loses_nothing(void)
{
	struct view *v = view_new(REC_ROUTE, columns, 40);
	char *text;

	add_route(v, 0x0a000000, 100, "only_path");
	text = printed(v);
	for (char *line = strtok(text, "\n"); line != NULL;
	     line = strtok(NULL, "\n"))
		CHECK(strlen(line) <= 40);
	free(text);
}

int
main(void)
{
	RUN(columns_are_aligned_and_numbers_to_the_right);
	RUN(no_rows_print_nothing);
	RUN(other_types_are_left_out);
	RUN(a_narrow_terminal_wraps_and_loses_nothing);
	return DONE();
}
