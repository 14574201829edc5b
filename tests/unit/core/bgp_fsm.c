/* The session engine: every cell of its table, every NOTIFICATION. */
#include "core/bgp_fsm.h"

#include "../../t.h"

#define WE   0xc0000201 /* 192.0.2.1 */
#define THEY 0xc0000202

static const struct bgp_fsm_config ebgp = {
	.local_as = 65001,
	.remote_as = 64512,
	.local_id = WE,
	.hold_time = 90,
	.n_families = 2,
	.families = { FAMILY_IPV4_UNICAST, FAMILY_IPV6_UNICAST },
	.connect_retry = MONO_S(10),
	.idle_hold_min = MONO_S(1),
	.idle_hold_max = MONO_S(60),
};

static struct bgp_open
their_open(void)
{
	struct bgp_open o = {
		.version = 4,
		.as = 64512,
		.hold_time = 90,
		.id = THEY,
		.caps.as4 = true,
		.caps.as = 64512,
	};

	bgp_cap_families_add(&o.caps.families, FAMILY_IPV4_UNICAST, 0);
	return o;
}

static mono
at(int seconds)
{
	return (mono){ MONO_S(seconds) };
}

static void
hand_in(struct bgp_fsm *s, int seconds, const uint8_t *p, size_t n,
    struct bgp_actions *out)
{
	uint8_t *exact = t_exact(p, n);

	bgp_fsm_input(s, at(seconds), BGP_OUT, rbuf(exact, n), out);
	free(exact);
}

static void
hand_in_open(
    struct bgp_fsm *s, const struct bgp_open *o, struct bgp_actions *out)
{
	uint8_t room[512];
	struct wbuf w = wbuf(room, sizeof(room));

	CHECK(bgp_open_encode(&w, o));
	hand_in(s, 1, room, wbuf_used(&w), out);
}

static void
hand_in_keepalive(struct bgp_fsm *s, struct bgp_actions *out)
{
	uint8_t room[19];
	struct wbuf w = wbuf(room, sizeof(room));

	bgp_keepalive_encode(&w);
	hand_in(s, 1, room, wbuf_used(&w), out);
}

/* A session whose outgoing connection is in that state. */
static void
bring_to(struct bgp_fsm *s, enum bgp_state state,
    const struct bgp_fsm_config *config, struct bgp_actions *out)
{
	struct bgp_open open = their_open();

	open.as = open.caps.as = config->remote_as;
	bgp_fsm_init(s, config);
	if (state >= BGP_CONNECT)
		bgp_fsm_start(s, at(0), out);
	if (state == BGP_ACTIVE)
		bgp_fsm_lost(s, at(0), BGP_OUT, "refused", out);
	if (state >= BGP_OPENSENT)
		bgp_fsm_connected(s, at(0), BGP_OUT, out);
	if (state >= BGP_OPENCONFIRM)
		hand_in_open(s, &open, out);
	if (state >= BGP_ESTABLISHED)
		hand_in_keepalive(s, out);
	CHECK(bgp_fsm_state(s) == state);
}

/* The code and subcode that were sent, or 0. */
static uint16_t
sent_error(const struct bgp_actions *out, struct rbuf *data)
{
	for (unsigned i = 0; i < out->n; i++) {
		struct rbuf r = out->at[i].bytes;

		if (out->at[i].kind != BGP_DO_SEND || rbuf_left(&r) < 21 ||
		    r.at[18] != BGP_NOTIFICATION)
			continue;
		get_bytes(&r, 21);
		if (data != NULL)
			*data = r;
		return BGP_ERROR(
		    out->at[i].bytes.at[19], out->at[i].bytes.at[20]);
	}
	return 0;
}

static bool
does(const struct bgp_actions *out, enum bgp_action_kind kind)
{
	for (unsigned i = 0; i < out->n; i++)
		if (out->at[i].kind == kind)
			return true;
	return false;
}

/* ---- every cell ---- */

enum happening {
	START,
	STOP,
	TICK_LATE, /* the timers that run are all due */
	CONNECTED,
	LOST,
	OPEN,
	UPDATE,
	NOTIFICATION,
	KEEPALIVE,
	REFRESH,
	GARBAGE,
	NHAPPENINGS,
};

static void
hand_in_type(struct bgp_fsm *s, uint8_t type, struct bgp_actions *out)
{
	static const uint8_t lengths[] = { 19, 29, 23, 21, 19, 23, 19 };
	uint8_t room[32] = { 0 };

	memset(room, 0xff, 16);
	room[17] = lengths[type];
	room[18] = type;
	if (type == BGP_NOTIFICATION)
		room[19] = 6;
	hand_in(s, 1, room, lengths[type], out);
}

static void
cause(struct bgp_fsm *s, enum happening what, struct bgp_actions *out)
{
	struct bgp_open open = their_open();

	*out = (struct bgp_actions){ 0 };
	switch (what) {
	case START:
		bgp_fsm_start(s, at(1), out);
		break;
	case STOP:
		bgp_fsm_stop(s, at(1),
		    &(struct bgp_stop){ .error = BGP_CEASE_SHUTDOWN }, out);
		break;
	case TICK_LATE:
		bgp_fsm_tick(s, at(1000), out);
		break;
	case CONNECTED:
		bgp_fsm_connected(s, at(1), BGP_OUT, out);
		break;
	case LOST:
		bgp_fsm_lost(s, at(1), BGP_OUT, "reset", out);
		break;
	case OPEN:
		hand_in_open(s, &open, out);
		break;
	case UPDATE:
		hand_in_type(s, BGP_UPDATE, out);
		break;
	case NOTIFICATION:
		hand_in_type(s, BGP_NOTIFICATION, out);
		break;
	case KEEPALIVE:
		hand_in_type(s, BGP_KEEPALIVE, out);
		break;
	case REFRESH:
		hand_in_type(s, BGP_ROUTE_REFRESH, out);
		break;
	case GARBAGE:
		hand_in_type(s, 6, out);
		break;
	case NHAPPENINGS:
		break;
	}
}

/* What RFC 4271 8.2.2 says comes of it: the state, and what is sent. */
struct cell {
	enum bgp_state next;
	uint16_t error;
};

/* clang-format off */
#define ID BGP_IDLE
#define CN BGP_CONNECT
#define AC BGP_ACTIVE
#define OS BGP_OPENSENT
#define OC BGP_OPENCONFIRM
#define ES BGP_ESTABLISHED
static const struct cell cells[NHAPPENINGS][BGP_NSTATES] = {
	/*                 Idle       Connect    Active     OpenSent       OpenConfirm    Established */
	[START]        = { {0}, {CN}, {CN},      {AC},      {OS},          {OC},          {ES} },
	[STOP]         = { {0}, {ID}, {ID},      {ID},      {ID, 0x602},   {ID, 0x602},   {ID, 0x602} },
	[TICK_LATE]    = { {0}, {ID}, {CN},      {CN},      {ID, 0x400},   {ID, 0x400},   {ID, 0x400} },
	[CONNECTED]    = { {0}, {OS}, {OS},      {OS},      {OS},          {OC},          {ES} },
	[LOST]         = { {0}, {ID}, {AC},      {AC},      {AC},          {ID},          {ID} },
	[OPEN]         = { {0}, {ID}, {CN},      {AC},      {OC},          {ID, 0x502},   {ID, 0x503} },
	[UPDATE]       = { {0}, {ID}, {CN},      {AC},      {ID, 0x501},   {ID, 0x502},   {ES} },
	[NOTIFICATION] = { {0}, {ID}, {CN},      {AC},      {ID},          {ID},          {ID} },
	[KEEPALIVE]    = { {0}, {ID}, {CN},      {AC},      {ID, 0x501},   {ES},          {ES} },
	[REFRESH]      = { {0}, {ID}, {CN},      {AC},      {ID, 0x501},   {ID, 0x502},   {ES} },
	[GARBAGE]      = { {0}, {ID}, {CN},      {AC},      {ID, 0x103},   {ID, 0x103},   {ID, 0x103} },
};
/* clang-format on */

static void
every_event_in_every_state_does_what_the_rfc_says(void)
{
	struct bgp_actions out;
	struct bgp_fsm s;

	for (int what = 0; what < NHAPPENINGS; what++)
		for (int state = BGP_IDLE; state < BGP_NSTATES; state++) {
			const struct cell *want = &cells[what][state];

			bring_to(&s, (enum bgp_state)state, &ebgp, &out);
			cause(&s, (enum happening)what, &out);
			CHECK(bgp_fsm_state(&s) == want->next);
			CHECK(sent_error(&out, NULL) == want->error);
			CHECK(does(&out, BGP_DO_DOWN) ==
			      (state == ES && want->next != ES));
			CHECK(does(&out, BGP_DO_UP) ==
			      (state != ES && want->next == ES));
			if (bgp_fsm_state(&s) != want->next ||
			    sent_error(&out, NULL) != want->error)
				printf("# happening %d in state %d\n", what,
				    state);
		}
}

static void
what_was_unexpected_is_named_in_the_data(void)
{
	struct bgp_actions out;
	struct bgp_fsm s;
	struct rbuf data;

	bring_to(&s, BGP_OPENSENT, &ebgp, &out);
	hand_in_keepalive(&s, &out);
	CHECK(sent_error(&out, &data) == BGP_ERR_FSM_OPENSENT);
	CHECK(rbuf_left(&data) == 1 && data.at[0] == BGP_KEEPALIVE);
}

/* ---- the header (RFC 4271 6.1) ---- */

static void
header_errors_are_told_with_their_data(void)
{
	static const struct {
		uint8_t marker, high, low, type;
		uint16_t error;
		uint8_t n, data[2];
	} bad[] = {
		{ 0xfe, 0, 19, 4, BGP_ERR_SYNC, 0, { 0 } },
		{ 0xff, 0, 18, 4, BGP_ERR_LENGTH, 2, { 0, 18 } },
		{ 0xff, 0, 20, 4, BGP_ERR_LENGTH, 2, { 0, 20 } },
		{ 0xff, 0x10, 1, 2, BGP_ERR_LENGTH, 2, { 0x10, 1 } },
		{ 0xff, 0, 28, 1, BGP_ERR_LENGTH, 2, { 0, 28 } },
		{ 0xff, 0, 22, 2, BGP_ERR_LENGTH, 2, { 0, 22 } },
		{ 0xff, 0, 20, 3, BGP_ERR_LENGTH, 2, { 0, 20 } },
		{ 0xff, 0, 19, 0, BGP_ERR_TYPE, 1, { 0 } },
		{ 0xff, 0, 19, 77, BGP_ERR_TYPE, 1, { 77 } },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		uint8_t header[19];
		struct bgp_actions out;
		struct bgp_fsm s;
		struct rbuf data;

		memset(header, 0xff, 16);
		header[3] = bad[i].marker;
		header[16] = bad[i].high;
		header[17] = bad[i].low;
		header[18] = bad[i].type;
		bring_to(&s, BGP_ESTABLISHED, &ebgp, &out);
		hand_in(&s, 1, header, sizeof(header), &out);
		CHECK(sent_error(&out, &data) == bad[i].error);
		CHECK(rbuf_left(&data) == bad[i].n);
		CHECK(rbuf_left(&data) != bad[i].n ||
		      memcmp(data.at, bad[i].data, bad[i].n) == 0);
		CHECK(s.notice.sent && s.notice.code == 1);
	}
}

static void
half_a_message_waits_for_the_rest(void)
{
	uint8_t header[19];
	struct bgp_actions out;
	struct bgp_fsm s;

	memset(header, 0xff, 16);
	header[16] = 0;
	header[17] = 23;
	header[18] = BGP_UPDATE;
	bring_to(&s, BGP_ESTABLISHED, &ebgp, &out);
	for (size_t n = 0; n <= sizeof(header); n++) {
		hand_in(&s, 1, header, n, &out);
		CHECK(out.n == 0);
	}
}

/* ---- OPEN (RFC 4271 6.2) ---- */

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

/* ---- UPDATE errors, from above ---- */

static void
an_update_error_resets_with_its_code_and_data(void)
{
	static const uint8_t attribute[] = { 0x40, 1, 1, 9 };
	struct bgp_actions out;
	struct bgp_fsm s;
	struct rbuf data;

	for (uint8_t subcode = 1; subcode <= 11; subcode++) {
		bring_to(&s, BGP_ESTABLISHED, &ebgp, &out);
		bgp_fsm_stop(&s, at(2),
		    &(struct bgp_stop){ .error = BGP_ERROR(3, subcode),
			.data = rbuf(attribute, 4),
			.again = true },
		    &out);
		CHECK(sent_error(&out, &data) == BGP_ERROR(3, subcode));
		CHECK(rbuf_left(&data) == 4 &&
		      memcmp(data.at, attribute, 4) == 0);
		CHECK(bgp_fsm_deadline(&s).us == at(3).us);
		CHECK(s.idle_hold == MONO_S(2));
	}
}

static void
data_beyond_a_message_is_cut(void)
{
	static uint8_t data[8000];
	struct bgp_actions out;
	struct bgp_fsm s;
	struct rbuf told;

	bring_to(&s, BGP_ESTABLISHED, &ebgp, &out);
	bgp_fsm_stop(&s, at(2),
	    &(struct bgp_stop){
		.error = BGP_ERR_UPDATE, .data = rbuf(data, sizeof(data)) },
	    &out);
	CHECK(sent_error(&out, &told) == BGP_ERR_UPDATE);
	CHECK(rbuf_left(&told) == 4096 - 21);
	CHECK(s.notice.n == 255);
}

/* ---- rest, and the end of it ---- */

static void
the_rest_doubles_up_to_its_limit_and_a_long_life_forgets(void)
{
	struct bgp_actions out;
	struct bgp_open open = their_open();
	struct bgp_fsm s;
	int64_t now = 0;

	bgp_fsm_init(&s, &ebgp);
	bgp_fsm_start(&s, (mono){ now }, &out);
	for (int64_t rest = 1; rest <= 120; rest *= 2) {
		bgp_fsm_connected(&s, (mono){ now }, BGP_OUT, &out);
		hand_in_open(&s, &open, &out);
		bgp_fsm_lost(&s, (mono){ now }, BGP_OUT, "reset", &out);
		CHECK(bgp_fsm_deadline(&s).us - now ==
		      MONO_S(rest < 60 ? rest : 60));
		now = bgp_fsm_deadline(&s).us;
		bgp_fsm_tick(&s, (mono){ now }, &out);
	}
	bgp_fsm_connected(&s, (mono){ now }, BGP_OUT, &out);
	hand_in_open(&s, &open, &out);
	hand_in_keepalive(&s, &out);
	s.since = (mono){ now };
	now += MONO_S(60);
	bgp_fsm_lost(&s, (mono){ now }, BGP_OUT, "reset", &out);
	CHECK(bgp_fsm_deadline(&s).us == now + MONO_S(1));
}

static void
a_stopped_session_sleeps_for_ever(void)
{
	struct bgp_actions out;
	struct bgp_fsm s;

	for (int state = BGP_IDLE; state < BGP_NSTATES; state++) {
		bring_to(&s, (enum bgp_state)state, &ebgp, &out);
		cause(&s, STOP, &out);
		CHECK(bgp_fsm_deadline(&s).us == INT64_MAX);
	}
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
	RUN(every_event_in_every_state_does_what_the_rfc_says);
	RUN(what_was_unexpected_is_named_in_the_data);
	RUN(header_errors_are_told_with_their_data);
	RUN(half_a_message_waits_for_the_rest);
	RUN(an_open_that_will_not_do_is_answered_with_the_reason);
	RUN(a_parameter_that_is_no_capability_is_refused);
	RUN(our_own_router_id_is_refused_inside_and_allowed_across_a_border);
	RUN(no_common_family_is_told_with_ours);
	RUN(an_open_without_families_means_ipv4_unicast);
	RUN(the_shorter_hold_time_counts_and_a_third_of_it_is_kept_alive);
	RUN(an_update_error_resets_with_its_code_and_data);
	RUN(data_beyond_a_message_is_cut);
	RUN(the_rest_doubles_up_to_its_limit_and_a_long_life_forgets);
	RUN(a_stopped_session_sleeps_for_ever);
	RUN(a_long_shutdown_text_is_cut_between_characters);
	return DONE();
}
