/* OPENs: which will do, and what two of them come to. */
#include "bgp_fsm.h"

static uint16_t
answer_to_open(const struct bgp_fsm_config *config, const struct bgp_open *open,
    struct bgp_actions *out, struct rbuf *data)
{
	struct bgp_fsm s;

	bring_to(&s, BGP_OPENSENT, config, out);
	hand_in_open(&s, open, out);
	return sent_error(out, data);
}

static void
an_open_that_will_not_do_is_answered_with_the_reason(void)
{
	struct bgp_actions out;
	struct bgp_open open = their_open();
	struct rbuf data;

	open.version = 3;
	CHECK(answer_to_open(&ebgp, &open, &out, &data) == BGP_ERR_VERSION);
	CHECK(rbuf_left(&data) == 2 && data.at[0] == 0 && data.at[1] == 4);

	open = their_open();
	open.as = open.caps.as = 64513;
	CHECK(answer_to_open(&ebgp, &open, &out, NULL) == BGP_ERR_PEER_AS);
	open.as = open.caps.as = 4200000000;
	CHECK(answer_to_open(&ebgp, &open, &out, NULL) == BGP_ERR_PEER_AS);
	open.caps.as4 = false; /* AS_TRANS alone is nobody */
	CHECK(answer_to_open(&ebgp, &open, &out, NULL) == BGP_ERR_PEER_AS);
	open.as = 0;
	CHECK(answer_to_open(&ebgp, &open, &out, NULL) == BGP_ERR_PEER_AS);

	open = their_open();
	open.id = 0;
	CHECK(answer_to_open(&ebgp, &open, &out, NULL) == BGP_ERR_ID);
	open = their_open();
	for (open.hold_time = 1; open.hold_time < 3; open.hold_time++)
		CHECK(answer_to_open(&ebgp, &open, &out, NULL) ==
		      BGP_ERR_HOLD_TIME);
	CHECK(answer_to_open(&ebgp, &open, &out, NULL) == 0);
}

static void
a_parameter_that_is_no_capability_is_refused(void)
{
	static const uint8_t unknown[] = { 99, 1, 0 };
	static const uint8_t torn[] = { 2, 9, 1, 4 };
	struct bgp_actions out;
	struct bgp_open open = their_open();

	open.params = rbuf(unknown, sizeof(unknown));
	CHECK(answer_to_open(&ebgp, &open, &out, NULL) == BGP_ERR_PARAMETER);
	open.params = rbuf(torn, sizeof(torn));
	CHECK(answer_to_open(&ebgp, &open, &out, NULL) == BGP_ERR_OPEN);
}

static void
our_own_router_id_is_refused_inside_and_allowed_across_a_border(void)
{
	struct bgp_fsm_config ibgp = ebgp;
	struct bgp_actions out;
	struct bgp_open open = their_open();

	open.id = WE;
	CHECK(answer_to_open(&ebgp, &open, &out, NULL) == 0);
	ibgp.remote_as = ibgp.local_as;
	open.as = open.caps.as = ibgp.local_as;
	CHECK(answer_to_open(&ibgp, &open, &out, NULL) == BGP_ERR_ID);
}

static void
no_common_family_is_told_with_ours(void)
{
	static const uint8_t ours[] = { 1, 4, 0, 1, 0, 1, 1, 4, 0, 2, 0, 1 };
	struct bgp_actions out;
	struct bgp_open open = their_open();
	struct rbuf data;

	open.caps.families.n = 0;
	bgp_cap_families_add(&open.caps.families, FAMILY_IPV4_VPN, 0);
	CHECK(answer_to_open(&ebgp, &open, &out, &data) == BGP_ERR_CAPABILITY);
	CHECK(rbuf_left(&data) == sizeof(ours) &&
	      memcmp(data.at, ours, sizeof(ours)) == 0);
}

static void
an_open_without_families_means_ipv4_unicast(void)
{
	struct bgp_actions out;
	struct bgp_open open = their_open();
	struct bgp_fsm s;

	open.caps.families.n = 0;
	bring_to(&s, BGP_OPENSENT, &ebgp, &out);
	hand_in_open(&s, &open, &out);
	hand_in_keepalive(&s, &out);
	CHECK(bgp_fsm_agreed(&s) != NULL);
	CHECK(bgp_fsm_agreed(&s)->n_families == 1);
	CHECK(bgp_fsm_agreed(&s)->families[0] == FAMILY_IPV4_UNICAST);
}

static void
the_shorter_hold_time_counts_and_a_third_of_it_is_kept_alive(void)
{
	struct bgp_actions out;
	struct bgp_open open = their_open();
	struct bgp_fsm s;

	open.hold_time = 30;
	bring_to(&s, BGP_OPENSENT, &ebgp, &out);
	hand_in_open(&s, &open, &out);
	CHECK(s.conns[BGP_OUT].agreed.hold_time == 30);
	CHECK(bgp_fsm_deadline(&s).us == at(11).us);
	s.jitter = 800;
	bgp_fsm_tick(&s, at(11), &out);
	CHECK(bgp_fsm_deadline(&s).us == at(19).us);
}

static void
ipv6_next_hops_are_for_where_both_say_so(void)
{
	struct bgp_fsm_config config = ebgp;
	struct bgp_open ours, theirs = their_open();
	struct bgp_agreed agreed;

	config.hop6[0] = true;
	bgp_offer(&config, false, &ours);
	CHECK(ours.caps.next_hop.n == 1);
	CHECK(bgp_agree(&config, &ours, &theirs, &agreed, NULL));
	CHECK(!agreed.hop6[0]);
	bgp_cap_families_add(
	    &theirs.caps.next_hop, FAMILY_IPV4_UNICAST, AFI_IP6);
	CHECK(bgp_agree(&config, &ours, &theirs, &agreed, NULL));
	CHECK(agreed.hop6[0]);
	config.hop6[0] = false;
	bgp_offer(&config, false, &ours);
	CHECK(bgp_agree(&config, &ours, &theirs, &agreed, NULL));
	CHECK(!agreed.hop6[0]);
}

/* RFC 9072: what we offer in all families does not fit into 255 octets. */
static void
an_open_of_many_families_is_long_and_can_be_read(void)
{
	static const uint32_t families[] = { FAMILY_IPV4_UNICAST,
		FAMILY_IPV6_UNICAST, FAMILY_IPV4_LABELED_UNICAST,
		FAMILY_IPV6_LABELED_UNICAST, FAMILY_IPV4_VPN, FAMILY_IPV6_VPN,
		FAMILY_IPV4_RTC, FAMILY_L2VPN_EVPN, FAMILY_IPV4_FLOWSPEC,
		FAMILY_IPV6_FLOWSPEC, FAMILY_L2VPN_VPLS, FAMILY_IPV4_MVPN };
	enum { MANY = sizeof(families) / sizeof(*families) };
	struct bgp_fsm_config config = ebgp;
	uint8_t room[BGP_MAX_SIZE];
	struct wbuf w = wbuf(room, sizeof(room));
	struct bgp_open ours, read;

	config.n_families = MANY;
	memcpy(config.families, families, sizeof(families));
	config.restart = (struct bgp_restart_offer){
		.mode = BGP_RESTART_FULL, .time = 120, .long_lived = 3600
	};
	for (unsigned i = 0; i < MANY; i++) {
		config.add_path[i] = BGP_ADD_PATH_RECEIVE | BGP_ADD_PATH_SEND;
		config.hop6[i] = bgp_family_extends_hop(families[i]);
	}
	bgp_offer(&config, false, &ours);
	CHECK(bgp_open_encode(&w, &ours));
	CHECK(room[BGP_HEADER_SIZE + 9] == 255 &&
	      room[BGP_HEADER_SIZE + 10] == 255);
	CHECK(bgp_open_decode(
	    rbuf(room + BGP_HEADER_SIZE, wbuf_used(&w) - BGP_HEADER_SIZE),
	    &read, NULL));
	CHECK(read.extended && read.caps.families.n == MANY);
	CHECK(read.caps.llgr.n == MANY && read.caps.add_path.n == MANY);
	CHECK(read.caps.next_hop.n == 3);
}

static void
a_long_shutdown_text_is_cut_between_characters(void)
{
	uint8_t to[256];
	char text[300];

	memset(text, 'a', sizeof(text));
	memcpy(text + 254, "\xc3\xa9", 2);
	text[299] = '\0';
	CHECK(bgp_shutdown_text(text, to) == 255 && to[0] == 254);
	CHECK(bgp_shutdown_text("", to) == 1 && to[0] == 0);
}

int
main(void)
{
	RUN(an_open_that_will_not_do_is_answered_with_the_reason);
	RUN(a_parameter_that_is_no_capability_is_refused);
	RUN(our_own_router_id_is_refused_inside_and_allowed_across_a_border);
	RUN(no_common_family_is_told_with_ours);
	RUN(an_open_without_families_means_ipv4_unicast);
	RUN(the_shorter_hold_time_counts_and_a_third_of_it_is_kept_alive);
	RUN(ipv6_next_hops_are_for_where_both_say_so);
	RUN(an_open_of_many_families_is_long_and_can_be_read);
	RUN(a_long_shutdown_text_is_cut_between_characters);
	return DONE();
}
