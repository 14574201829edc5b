/* What happens to an LDP session: connections, bytes, time. */
#include "core/ldp_step.h"

static struct ldp_step
step(struct ldp_session *s, mono now, struct ldp_actions *out)
{
	out->n = 0;
	out->used = 0;
	return (struct ldp_step){ .s = s, .now = now, .out = out };
}

/* ---- what happens ---- */

void
ldp_session_init(struct ldp_session *s, const struct ldp_session_config *config)
{
	*s = (struct ldp_session){
		.config = *config,
		.state = LDP_NON_EXISTENT,
		.retry = MONO_NEVER,
		.hold = MONO_NEVER,
		.keepalive = MONO_NEVER,
		.redial = LDP_REDIAL_MIN,
		.back_off = LDP_BACK_OFF_MIN,
	};
}

void
ldp_session_start(struct ldp_session *s, mono now, struct ldp_actions *out)
{
	struct ldp_step x = step(s, now, out);

	ldp_step_run(&x, LDP_EV_START);
}

void
ldp_session_stop(struct ldp_session *s, mono now, uint32_t status,
    const char *why, struct ldp_actions *out)
{
	struct ldp_step x = step(s, now, out);

	s->started = false;
	x.status = status;
	x.why = why;
	x.graceful = status == 0;
	ldp_step_run(&x, LDP_EV_STOP);
}

void
ldp_session_fail(struct ldp_session *s, mono now, uint32_t status,
    const struct ldp_message *m, const char *why, struct ldp_actions *out)
{
	struct ldp_step x = step(s, now, out);

	x.status = status;
	x.message = m;
	x.why = why;
	ldp_step_run(&x, LDP_EV_STOP);
}

void
ldp_session_hurry(struct ldp_session *s, mono now, struct ldp_actions *out)
{
	struct ldp_step x = step(s, now, out);

	s->redial = LDP_REDIAL_MIN;
	s->back_off = LDP_BACK_OFF_MIN;
	if (s->started && s->state == LDP_NON_EXISTENT)
		ldp_step_run(&x, LDP_EV_RETRY_DUE);
}

void
ldp_session_connected(struct ldp_session *s, mono now, struct ldp_actions *out)
{
	struct ldp_step x = step(s, now, out);

	ldp_step_run(&x, LDP_EV_CONNECTED);
}

void
ldp_session_lost(
    struct ldp_session *s, mono now, const char *why, struct ldp_actions *out)
{
	struct ldp_step x = step(s, now, out);

	x.why = why;
	ldp_step_run(&x, LDP_EV_LOST);
}

/* ---- what arrives ---- */

/* The bytes of something that is no message of a session: it ends. */
static size_t
refuse(struct ldp_step *x, const struct fault *f)
{
	x->status = f->code;
	x->why = f->what;
	ldp_step_run(x, LDP_EV_STOP);
	return 0;
}

/* The head of a PDU that is there as a whole; 0: it is not. */
static size_t
take_head(struct ldp_step *x, struct rbuf bytes)
{
	struct ldp_session *s = x->s;
	unsigned max =
	    s->state == LDP_OPERATIONAL ? s->agreed.max_pdu : LDP_MAX_LENGTH;
	struct ldp_pdu pdu;
	struct fault f;
	size_t size;

	if (rbuf_left(&bytes) < LDP_LENGTH_END)
		return 0;
	if (!ldp_pdu_size(bytes, max, &size, &f))
		return refuse(x, &f);
	if (rbuf_left(&bytes) < size)
		return 0;
	bytes.end = bytes.at + size;
	if (!ldp_pdu_decode(bytes, &pdu, &f))
		return refuse(x, &f);
	if (!ldp_id_equal(
		(struct ldp_id){ pdu.lsr, pdu.space }, s->config.peer)) {
		fault(&f, bytes.at + LDP_LENGTH_END,
		    s->state == LDP_OPERATIONAL ? LDP_BAD_IDENTIFIER
						: LDP_REJECTED_NO_HELLO,
		    "the LDP identifier is not the neighbour's");
		return refuse(x, &f);
	}
	s->pdu_left = size - LDP_HEADER_SIZE;
	return LDP_HEADER_SIZE;
}

static enum ldp_event
event_of(const struct ldp_message *m, struct ldp_tlv *status)
{
	struct rbuf r = m->params;

	switch (m->type) {
	case LDP_INITIALIZATION:
		return LDP_EV_INITIALIZATION;
	case LDP_KEEPALIVE:
		return LDP_EV_KEEPALIVE;
	case LDP_NOTIFICATION:
		while (ldp_tlv_next(&r, status, NULL))
			if (status->type == LDP_TLV_STATUS)
				break;
		return status->status.code & LDP_STATUS_E ? LDP_EV_REFUSED
							  : LDP_EV_MESSAGE;
	}
	return LDP_EV_MESSAGE;
}

/*
 * RFC 5036 3.5.1: what is wrong with a message ends the session or is only
 * said, by its status. Before the session stands nothing may be wrong.
 */
static void
object(struct ldp_step *x, const struct fault *f)
{
	if (ldp_status_is_fatal(f->code) || x->s->state != LDP_OPERATIONAL) {
		x->status = f->code;
		x->why = f->what;
		ldp_step_run(x, LDP_EV_STOP);
		return;
	}
	ldp_step_notify(x, f->code);
	ldp_act(x->out, LDP_DO_TELL, (struct rbuf){ 0 });
}

static void
take_message(struct ldp_step *x, const struct ldp_message *m)
{
	struct ldp_tlv status = { 0 };
	enum ldp_event event;
	struct fault f;

	x->s->messages_in++;
	x->message = m;
	if (!ldp_message_check(m, &f)) {
		object(x, &f);
		return;
	}
	if (ldp_message_name(m->type) == NULL)
		return; /* unknown, and says that it may be ignored */
	event = event_of(m, &status);
	if (event == LDP_EV_REFUSED) {
		ldp_step_note(
		    x, false, status.status.code & LDP_STATUS_CODE, NULL);
		x->s->notice.message_type = status.status.message_type;
		x->s->notice.message_id = status.status.message_id;
	}
	ldp_step_run(x, event);
}

size_t
ldp_session_input(
    struct ldp_session *s, mono now, struct rbuf bytes, struct ldp_actions *out)
{
	struct ldp_step x = step(s, now, out);
	struct ldp_message m;
	struct fault f;

	if (s->state == LDP_NON_EXISTENT)
		return 0;
	if (s->pdu_left == 0)
		return take_head(&x, bytes);
	if (s->state >= LDP_OPENREC && s->state != LDP_OPENSENT)
		ldp_restart_hold(&x); /* 2.5.6: any PDU says that it lives */
	bytes.end = bytes.at + s->pdu_left;
	if (!ldp_message_next(&bytes, &m, &f))
		return refuse(&x, &f);
	s->pdu_left -= rbuf_left(&m.whole);
	take_message(&x, &m);
	return rbuf_left(&m.whole);
}

void
ldp_session_sent(struct ldp_session *s, mono now)
{
	if (s->state == LDP_OPERATIONAL)
		ldp_restart_keepalive(s, now);
}

void
ldp_session_probe(struct ldp_session *s, mono now, struct ldp_actions *out)
{
	struct ldp_step x = step(s, now, out);

	ldp_step_run(&x, LDP_EV_KEEPALIVE_DUE);
}

/* ---- time ---- */

void
ldp_session_tick(struct ldp_session *s, mono now, struct ldp_actions *out)
{
	struct ldp_step x = step(s, now, out);

	if (mono_due(s->hold, now))
		ldp_step_run(&x, LDP_EV_HOLD_DUE);
	else if (mono_due(s->keepalive, now))
		ldp_step_run(&x, LDP_EV_KEEPALIVE_DUE);
	else if (mono_due(s->retry, now))
		ldp_step_run(&x, LDP_EV_RETRY_DUE);
}

mono
ldp_session_deadline(const struct ldp_session *s)
{
	return mono_min(s->hold, mono_min(s->keepalive, s->retry));
}
