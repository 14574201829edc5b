/* What is kept of a neighbour that restarts, and until when. */
#include "core/bgp_restart.h"

#include "../../t.h"

#define V4 FAMILY_IPV4_UNICAST
#define V6 FAMILY_IPV6_UNICAST

static mono
at(int seconds)
{
	return (mono){ MONO_S(seconds) };
}

/* Both families; IPv4 with these BGP_RESTART_ flags, and long-lived so long. */
static struct bgp_agreed
agreed(uint8_t flags, uint16_t restart_time, uint32_t long_lived)
{
	return (struct bgp_agreed){
		.restart_time = restart_time,
		.n_families = 2,
		.families = { V4, V6 },
		.restart = { flags },
		.long_lived = { long_lived },
	};
}

/* The actions as text, a word each. */
static const char *
words(const struct bgp_restart_do *todo)
{
	static const char *const kinds[] = { "drop", "stale", "stale_too",
		"long", "sweep" };
	static char text[256];
	size_t n = 0;

	text[0] = '\0';
	for (unsigned i = 0; i < todo->n; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s%s",
		    i > 0 ? " " : "", kinds[todo->at[i].kind],
		    todo->at[i].family == V4 ? "4" : "6");
	return text;
}

#define DOES(todo, text) CHECK(strcmp(words(&(todo)), (text)) == 0)

static void
what_the_neighbour_keeps_is_stale_until_end_of_rib(void)
{
	struct bgp_agreed a = agreed(BGP_RESTART_KEEPS, 60, 0);
	struct bgp_restart_do todo;
	struct bgp_restart r;

	bgp_restart_init(&r, MONO_S(300));
	bgp_restart_up(&r, at(0), &a, &todo);
	DOES(todo, "");
	bgp_restart_down(&r, at(10), &a, true, &todo);
	DOES(todo, "stale4 drop6");
	CHECK(bgp_restart_deadline(&r).us == at(70).us);
	a.restart[0] |= BGP_RESTART_PRESERVED;
	bgp_restart_up(&r, at(20), &a, &todo);
	DOES(todo, "");
	CHECK(bgp_restart_deadline(&r).us == at(320).us);
	bgp_restart_end_of_rib(&r, V6, &todo);
	DOES(todo, "");
	bgp_restart_end_of_rib(&r, V4, &todo);
	DOES(todo, "sweep4");
	CHECK(bgp_restart_deadline(&r).us == INT64_MAX);
	bgp_restart_end_of_rib(&r, V4, &todo);
	DOES(todo, "");
}

static void
it_goes_at_once_when_the_forwarding_was_not_preserved(void)
{
	struct bgp_agreed a = agreed(BGP_RESTART_KEEPS, 60, 0);
	struct bgp_restart_do todo;
	struct bgp_restart r;

	bgp_restart_init(&r, MONO_S(300));
	bgp_restart_down(&r, at(0), &a, true, &todo);
	bgp_restart_up(&r, at(1), &a, &todo);
	DOES(todo, "sweep4");

	bgp_restart_down(&r, at(2), &a, true, &todo);
	a = agreed(BGP_RESTART_PRESERVED, 60, 0);
	a.n_families = 1;
	a.families[0] = V6; /* IPv4 is not spoken any more */
	bgp_restart_up(&r, at(3), &a, &todo);
	DOES(todo, "sweep4");
}

static void
it_goes_when_the_time_is_over_or_the_end_was_for_good(void)
{
	struct bgp_agreed a = agreed(BGP_RESTART_KEEPS, 60, 0);
	struct bgp_restart_do todo;
	struct bgp_restart r;

	bgp_restart_init(&r, MONO_S(300));
	bgp_restart_down(&r, at(0), &a, true, &todo);
	bgp_restart_tick(&r, at(59), &todo);
	DOES(todo, "");
	bgp_restart_tick(&r, at(60), &todo);
	DOES(todo, "sweep4");

	bgp_restart_down(&r, at(61), &a, false, &todo);
	DOES(todo, "drop4 drop6");

	a = agreed(BGP_RESTART_KEEPS | BGP_RESTART_PRESERVED, 60, 0);
	bgp_restart_down(&r, at(62), &a, true, &todo);
	bgp_restart_up(&r, at(63), &a, &todo);
	bgp_restart_tick(&r, at(363), &todo); /* no End-of-RIB */
	DOES(todo, "sweep4");

	a = agreed(BGP_RESTART_KEEPS, 0, 0);
	bgp_restart_down(&r, at(364), &a, true, &todo);
	DOES(todo, "drop4 drop6");
}

static void
a_second_restart_is_another(void)
{
	struct bgp_agreed a =
	    agreed(BGP_RESTART_KEEPS | BGP_RESTART_PRESERVED, 60, 0);
	struct bgp_restart_do todo;
	struct bgp_restart r;

	bgp_restart_init(&r, MONO_S(300));
	bgp_restart_down(&r, at(0), &a, true, &todo);
	bgp_restart_up(&r, at(10), &a, &todo);
	bgp_restart_down(&r, at(20), &a, true, &todo);
	DOES(todo, "stale4 drop6");
	CHECK(bgp_restart_deadline(&r).us == at(80).us);
}

/* RFC 9494 4.2 */
static void
long_lived_routes_stay_behind_the_restart_time(void)
{
	struct bgp_agreed a =
	    agreed(BGP_RESTART_KEEPS | BGP_RESTART_PRESERVED, 60, 1000);
	struct bgp_restart_do todo;
	struct bgp_restart r;

	bgp_restart_init(&r, MONO_S(300));
	bgp_restart_down(&r, at(0), &a, true, &todo);
	DOES(todo, "stale4 drop6");
	bgp_restart_tick(&r, at(60), &todo);
	DOES(todo, "long4");
	CHECK(bgp_restart_deadline(&r).us == at(1060).us);
	bgp_restart_up(&r, at(900), &a, &todo);
	DOES(todo, "");
	CHECK(bgp_restart_deadline(&r).us == at(1060).us);
	/* down before End-of-RIB: what is long-lived stays, and its time runs
	 */
	bgp_restart_down(&r, at(910), &a, true, &todo);
	DOES(todo, "stale_too4 long4 drop6");
	CHECK(bgp_restart_deadline(&r).us == at(1060).us);
	bgp_restart_tick(&r, at(1060), &todo);
	DOES(todo, "sweep4");

	a.restart_time = 0;
	bgp_restart_down(&r, at(2000), &a, true, &todo);
	DOES(todo, "stale4 long4 drop6");
}

/* RFC 7313 4 */
static void
a_refresh_sweeps_what_it_did_not_repeat(void)
{
	struct bgp_agreed a =
	    agreed(BGP_RESTART_KEEPS | BGP_RESTART_PRESERVED, 60, 0);
	struct bgp_restart_do todo;
	struct bgp_restart r;

	bgp_restart_init(&r, MONO_S(300));
	bgp_restart_refresh(&r, at(0), V4, false, &todo);
	DOES(todo, "");
	bgp_restart_refresh(&r, at(0), V4, true, &todo);
	DOES(todo, "stale4");
	bgp_restart_refresh(&r, at(1), V4, true, &todo);
	DOES(todo, "");
	bgp_restart_end_of_rib(&r, V4, &todo);
	DOES(todo, "");
	bgp_restart_refresh(&r, at(2), V4, false, &todo);
	DOES(todo, "sweep4");

	bgp_restart_refresh(&r, at(10), V4, true, &todo);
	bgp_restart_tick(&r, at(310), &todo); /* no EoRR */
	DOES(todo, "sweep4");

	bgp_restart_refresh(&r, at(400), V4, true, &todo);
	bgp_restart_down(&r, at(401), &a, true, &todo);
	DOES(todo, "stale_too4 drop6");
	bgp_restart_up(&r, at(402), &a, &todo);
	bgp_restart_refresh(&r, at(403), V4, true, &todo);
	DOES(todo, ""); /* ignored before End-of-RIB */
}

int
main(void)
{
	RUN(what_the_neighbour_keeps_is_stale_until_end_of_rib);
	RUN(it_goes_at_once_when_the_forwarding_was_not_preserved);
	RUN(it_goes_when_the_time_is_over_or_the_end_was_for_good);
	RUN(a_second_restart_is_another);
	RUN(long_lived_routes_stay_behind_the_restart_time);
	RUN(a_refresh_sweeps_what_it_did_not_repeat);
	return DONE();
}
