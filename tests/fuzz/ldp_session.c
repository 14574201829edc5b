/*
 * Whatever happens in whatever order: the LDP session engine writes only to a
 * connection that stands, says up and down in turn, hands on only messages that
 * are well-formed, never asks to be woken in the past, and when it is stopped
 * nothing is left.
 */
#include "core/ldp_session.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CLOSED, DIALLED, OPEN };

/* The world as the actions have made it. */
struct world {
	struct ldp_session s;
	mono now;
	int conn;
	bool up;
	uint8_t in[LDP_MAX_LENGTH + LDP_LENGTH_END];
	size_t used;
};

static void
must(bool good)
{
	if (!good)
		abort();
}

static void
carry_out(struct world *w, const struct ldp_action *a)
{
	switch (a->kind) {
	case LDP_DO_DIAL:
		must(w->conn == CLOSED && w->s.config.active);
		w->conn = DIALLED;
		break;
	case LDP_DO_SEND:
		must(w->conn == OPEN && rbuf_left(&a->bytes) > LDP_HEADER_SIZE);
		break;
	case LDP_DO_CLOSE:
		must(w->conn != CLOSED);
		w->conn = CLOSED;
		w->used = 0;
		break;
	case LDP_DO_UP:
		must(!w->up && w->conn == OPEN && w->s.agreed.keepalive > 0);
		w->up = true;
		break;
	case LDP_DO_DOWN:
		must(w->up);
		w->up = false;
		break;
	case LDP_DO_MESSAGE:
		must(w->up && ldp_message_check(&a->message, NULL));
		break;
	case LDP_DO_TELL:
		break;
	}
}

static void
carry_out_all(struct world *w, const struct ldp_actions *out)
{
	for (unsigned i = 0; i < out->n; i++)
		carry_out(w, &out->at[i]);
	must(w->up == (w->s.state == LDP_OPERATIONAL));
}

/* Bytes of the input, as they are or as the one message of a PDU. */
static void
hear(struct world *w, struct rbuf bytes, bool framed)
{
	struct wbuf to = wbuf(w->in + w->used, sizeof(w->in) - w->used);
	struct ldp_actions out;
	uint8_t *pdu = NULL;
	size_t done = 0, n = 1;

	if (w->conn != OPEN)
		return;
	if (framed)
		pdu = ldp_pdu_begin(
		    &to, w->s.config.peer.lsr, w->s.config.peer.space);
	put_bytes(&to, bytes.at, rbuf_left(&bytes));
	if (framed)
		ldp_pdu_end(&to, pdu);
	if (to.bad)
		return;
	w->used += wbuf_used(&to);
	while (w->conn == OPEN && n > 0) {
		n = ldp_session_input(
		    &w->s, w->now, rbuf(w->in + done, w->used - done), &out);
		carry_out_all(w, &out);
		done += n;
	}
	if (w->conn != OPEN)
		return;
	w->used -= done;
	memmove(w->in, w->in + done, w->used);
}

static void
connect_it(struct world *w, struct ldp_actions *out)
{
	if (w->conn == OPEN || (w->conn == CLOSED && w->s.config.active))
		return;
	w->conn = OPEN;
	ldp_session_connected(&w->s, w->now, out);
}

static void
tick(struct world *w)
{
	struct ldp_actions out;

	while (mono_due(ldp_session_deadline(&w->s), w->now)) {
		ldp_session_tick(&w->s, w->now, &out);
		carry_out_all(w, &out);
	}
}

static void
happen(struct world *w, uint8_t what, struct rbuf *r)
{
	struct ldp_actions out = { 0 };
	uint8_t n = get_u8(r);

	switch (what % 8) {
	case 0:
		ldp_session_start(&w->s, w->now, &out);
		break;
	case 1:
		connect_it(w, &out);
		break;
	case 2:
		if (w->conn != CLOSED)
			ldp_session_lost(&w->s, w->now, "lost", &out);
		break;
	case 3:
		w->now = mono_add(w->now, MONO_S(n));
		tick(w);
		break;
	case 4:
		ldp_session_fail(&w->s, w->now, n, NULL, "failed", &out);
		break;
	case 5:
		n % 2 ? ldp_session_hurry(&w->s, w->now, &out)
		      : ldp_session_probe(&w->s, w->now, &out);
		break;
	default:
		n = n < rbuf_left(r) ? n : (uint8_t)rbuf_left(r);
		hear(w, get_sub(r, n), what % 8 == 7);
		break;
	}
	carry_out_all(w, &out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ldp_session_config config = {
		.lsr = 1,
		.peer = { .lsr = 2 },
		.keepalive = 30,
		.max_pdu = LDP_MAX_LENGTH,
		.restart = true,
	};
	struct rbuf r = rbuf(data, size);
	struct world w = { .now = { MONO_S(1000) } };
	struct ldp_actions out;

	config.active = get_u8(&r) & 1;
	ldp_session_init(&w.s, &config);
	while (rbuf_left(&r) > 0)
		happen(&w, get_u8(&r), &r);
	ldp_session_stop(&w.s, w.now, LDP_SHUTDOWN, "over", &out);
	carry_out_all(&w, &out);
	must(w.conn == CLOSED && !w.up);
	must(ldp_session_deadline(&w.s).us == INT64_MAX);
	return 0;
}
