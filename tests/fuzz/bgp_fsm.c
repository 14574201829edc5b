/*
 * Whatever happens in whatever order: the session engine writes only to
 * connections that stand, says up and down in turn, never asks to be woken in
 * the past, and when it is stopped nothing is left.
 */
#include "core/bgp_fsm.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CLOSED, DIALLED, OPEN };

/* The world as the actions have made it. */
struct world {
	struct bgp_fsm s;
	mono now;
	int conns[BGP_NCONNS];
	bool up;
};

static void
must(bool good)
{
	if (!good)
		abort();
}

static void
carry_out(struct world *w, const struct bgp_action *a)
{
	int *conn = &w->conns[a->conn];

	switch (a->kind) {
	case BGP_DO_DIAL:
		must(a->conn == BGP_OUT && *conn == CLOSED);
		*conn = DIALLED;
		break;
	case BGP_DO_SEND:
		must(*conn == OPEN && rbuf_left(&a->bytes) >= BGP_HEADER_SIZE);
		break;
	case BGP_DO_CLOSE:
		must(*conn != CLOSED);
		*conn = CLOSED;
		break;
	case BGP_DO_UP:
		must(!w->up && *conn == OPEN && bgp_fsm_agreed(&w->s) != NULL);
		w->up = true;
		break;
	case BGP_DO_DOWN:
		must(w->up);
		w->up = false;
		break;
	case BGP_DO_UPDATE:
	case BGP_DO_REFRESH:
		must(w->up && *conn == OPEN);
		break;
	case BGP_DO_REFUSE:
	case BGP_DO_TELL:
		break;
	}
}

static void
answer(struct world *w, const struct bgp_actions *out)
{
	must(out->n < sizeof(out->at) / sizeof(*out->at));
	for (unsigned i = 0; i < out->n; i++)
		carry_out(w, &out->at[i]);
	must(w->up == (bgp_fsm_state(&w->s) == BGP_ESTABLISHED));
}

/* ---- what happens ---- */

static void
sleep_on(struct world *w, unsigned seconds)
{
	struct bgp_actions out;
	unsigned ticks = 0;

	w->now = mono_add(w->now, MONO_S(seconds));
	while (mono_due(bgp_fsm_deadline(&w->s), w->now)) {
		bgp_fsm_tick(&w->s, w->now, &out);
		answer(w, &out);
		must(++ticks < 8); /* each timer once, at most */
	}
}

static void
hand_in(struct world *w, unsigned conn, const uint8_t *p, size_t n)
{
	struct rbuf in = rbuf(p, n);
	struct bgp_actions out;
	size_t took;

	while ((took = bgp_fsm_input(&w->s, w->now, conn, in, &out)) > 0) {
		must(took <= rbuf_left(&in));
		answer(w, &out);
		get_bytes(&in, took);
	}
}

/* A message that is right in itself, so that states beyond OpenSent come. */
static void
hand_in_good(struct world *w, unsigned conn, unsigned which)
{
	uint8_t bytes[512];
	struct wbuf b = wbuf(bytes, sizeof(bytes));
	struct bgp_open open = {
		.version = BGP_VERSION,
		.as = 64512,
		.hold_time = (uint16_t)(which & 4 ? 0 : 9),
		.id = which & 8 ? 1 : 9,
	};

	switch (which & 3) {
	case 0:
		bgp_open_encode(&b, &open);
		break;
	case 1:
		bgp_keepalive_encode(&b);
		break;
	case 2:
		bgp_end_of_rib_encode(&b, FAMILY_IPV4_UNICAST);
		break;
	default:
		bgp_notification_encode(
		    &b, BGP_ERROR(which >> 4, 7), (struct rbuf){ 0 });
	}
	hand_in(w, conn, bytes, wbuf_used(&b));
}

static void
connect_one(struct world *w, unsigned conn)
{
	struct bgp_actions out;

	if (conn == BGP_OUT && w->conns[conn] != DIALLED)
		return;
	bgp_fsm_connected(&w->s, w->now, conn, &out);
	if (out.n != 1 || out.at[0].kind != BGP_DO_REFUSE)
		w->conns[conn] = OPEN;
	answer(w, &out);
}

static void
happen(struct world *w, unsigned event, unsigned detail)
{
	unsigned conn = event >> 7;
	struct bgp_stop stop = {
		.error = BGP_CEASE_RESET,
		.again = detail & 1,
	};
	struct bgp_actions out = { 0 };

	switch (event & 7) {
	case 0:
		bgp_fsm_start(&w->s, w->now, &out);
		break;
	case 1:
		bgp_fsm_stop(&w->s, w->now, &stop, &out);
		break;
	case 2:
		connect_one(w, conn);
		return;
	case 3:
		if (w->conns[conn] != CLOSED)
			bgp_fsm_lost(&w->s, w->now, conn, "lost", &out);
		break;
	case 4:
		sleep_on(w, detail);
		return;
	default:
		if (w->conns[conn] == OPEN)
			hand_in_good(w, conn, detail);
		return;
	}
	answer(w, &out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bgp_fsm_config config = {
		.local_as = 65001,
		.remote_as = 64512,
		.local_id = 5,
		.hold_time = 30,
		.passive = size & 1,
		.n_families = 1,
		.families = { FAMILY_IPV4_UNICAST },
		.connect_retry = MONO_S(10),
		.idle_hold_min = MONO_S(1),
		.idle_hold_max = MONO_S(60),
	};
	struct world w = { .now = { 0 } };

	bgp_fsm_init(&w.s, &config);
	for (; size >= 2; data += 2, size -= 2) {
		size_t n = data[1] < size - 2 ? data[1] : size - 2;

		if ((data[0] & 0x7f) != 0x7f) {
			happen(&w, data[0], data[1]);
			continue;
		}
		if (w.conns[data[0] >> 7] == OPEN)
			hand_in(&w, data[0] >> 7, data + 2, n);
		data += n;
		size -= n;
	}
	happen(&w, 1, 0);
	must(bgp_fsm_deadline(&w.s).us == INT64_MAX);
	must(w.conns[BGP_OUT] == CLOSED && w.conns[BGP_IN] == CLOSED);
	return 0;
}
