/* The session engine: every cell of its table, every NOTIFICATION. */
#include "bgp_fsm.h"

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

int
main(void)
{
	RUN(every_event_in_every_state_does_what_the_rfc_says);
	RUN(what_was_unexpected_is_named_in_the_data);
	RUN(header_errors_are_told_with_their_data);
	RUN(half_a_message_waits_for_the_rest);
	RUN(an_update_error_resets_with_its_code_and_data);
	RUN(data_beyond_a_message_is_cut);
	RUN(the_rest_doubles_up_to_its_limit_and_a_long_life_forgets);
	RUN(a_stopped_session_sleeps_for_ever);
	return DONE();
}
