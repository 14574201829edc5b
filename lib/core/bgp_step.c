/* What a step of the session engine says: actions, and the messages in them. */
#include "core/bgp_step.h"

#include <string.h>

void
bgp_act(struct bgp_actions *out, enum bgp_action_kind kind, unsigned conn,
    struct rbuf bytes)
{
	if (out->n < sizeof(out->at) / sizeof(*out->at))
		out->at[out->n++] = (struct bgp_action){
			.kind = kind,
			.conn = (uint8_t)conn,
			.bytes = bytes,
		};
}

struct wbuf
bgp_step_room(struct bgp_step *x)
{
	struct bgp_actions *out = x->out;

	return wbuf(out->bytes + out->used, sizeof(out->bytes) - out->used);
}

void
bgp_step_send(struct bgp_step *x, unsigned conn, const struct wbuf *w)
{
	bgp_act(x->out, BGP_DO_SEND, conn, rbuf(w->start, wbuf_used(w)));
	x->out->used += wbuf_used(w);
	x->s->messages_out++;
}

void
bgp_step_note(struct bgp_step *x, bool sent, uint16_t error, struct rbuf data)
{
	struct bgp_notice *notice = &x->s->notice;
	size_t n = rbuf_left(&data);

	*notice = (struct bgp_notice){
		.sent = sent,
		.received = !sent,
		.code = BGP_ERROR_CODE(error),
		.subcode = BGP_ERROR_SUBCODE(error),
		.n = n < sizeof(notice->data) ? (uint8_t)n
					      : sizeof(notice->data),
	};
	if (notice->n > 0)
		memcpy(notice->data, data.at, notice->n);
	if (sent)
		notice->type = x->type;
	notice->placed = sent && x->wrong != NULL;
	if (notice->placed)
		notice->offset = (uint16_t)(x->wrong - x->message);
	x->s->notices++;
	x->noted = true;
}

/*
 * RFC 8538 3.1: an end for good, where others leave the routes in place. A path
 * that is down (RFC 9384) carries nothing along routes that are kept.
 */
static bool
is_for_good(uint16_t error)
{
	return error == BGP_CEASE_SHUTDOWN || error == BGP_CEASE_DECONFIGURED ||
	       error == BGP_CEASE_MAX_PREFIXES || error == BGP_CEASE_BFD_DOWN;
}

void
bgp_step_notify(
    struct bgp_step *x, unsigned conn, uint16_t error, struct rbuf data)
{
	const struct bgp_conn *c = &x->s->conns[conn];
	uint8_t hard[256 + 2];
	struct wbuf w = wbuf(hard, sizeof(hard));

	if (c->state == BGP_ESTABLISHED && c->agreed.notification) {
		x->graceful = !is_for_good(error);
		if (is_for_good(error)) {
			put_u16(&w, error);
			put_bytes(&w, data.at, rbuf_left(&data));
			error = BGP_CEASE_HARD_RESET;
			data = rbuf(hard, w.bad ? 2 : wbuf_used(&w));
		}
	}
	w = bgp_step_room(x);
	if (bgp_notification_encode(&w, error, data))
		bgp_step_send(x, conn, &w);
	bgp_step_note(x, true, error, data);
}

void
bgp_step_keepalive(struct bgp_step *x)
{
	struct wbuf w = bgp_step_room(x);

	if (bgp_keepalive_encode(&w))
		bgp_step_send(x, x->conn, &w);
}
