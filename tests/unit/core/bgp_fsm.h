/* Bringing a session engine to a state, for the tests of its parts. */
#ifndef TESTS_BGP_FSM_H
#define TESTS_BGP_FSM_H

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

static inline struct bgp_open
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

static inline mono
at(int seconds)
{
	return (mono){ MONO_S(seconds) };
}

static inline void
hand_in(struct bgp_fsm *s, int seconds, const uint8_t *p, size_t n,
    struct bgp_actions *out)
{
	uint8_t *exact = t_exact(p, n);

	bgp_fsm_input(s, at(seconds), BGP_OUT, rbuf(exact, n), out);
	free(exact);
}

static inline void
hand_in_open(
    struct bgp_fsm *s, const struct bgp_open *o, struct bgp_actions *out)
{
	uint8_t room[512];
	struct wbuf w = wbuf(room, sizeof(room));

	CHECK(bgp_open_encode(&w, o));
	hand_in(s, 1, room, wbuf_used(&w), out);
}

static inline void
hand_in_keepalive(struct bgp_fsm *s, struct bgp_actions *out)
{
	uint8_t room[19];
	struct wbuf w = wbuf(room, sizeof(room));

	bgp_keepalive_encode(&w);
	hand_in(s, 1, room, wbuf_used(&w), out);
}

/* A session whose outgoing connection is in that state. */
static inline void
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
static inline uint16_t
sent_error(const struct bgp_actions *out, struct rbuf *data)
{
	if (data != NULL)
		*data = rbuf(NULL, 0);
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

static inline bool
does(const struct bgp_actions *out, enum bgp_action_kind kind)
{
	for (unsigned i = 0; i < out->n; i++)
		if (out->at[i].kind == kind)
			return true;
	return false;
}

#endif
