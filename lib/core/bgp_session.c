/*
 * The session with one neighbour: two connections, their timers, and the time
 * that it stays down after a failure (RFC 4271 8.1.1, DampPeerOscillations).
 */
#include "core/bgp_step.h"

/* The wait after the first dial that failed. */
#define REDIAL_FIRST MONO_S(1)

static const struct rbuf nothing;

void
bgp_fsm_init(struct bgp_fsm *s, const struct bgp_fsm_config *config)
{
	*s = (struct bgp_fsm){
		.config = *config,
		.idle_until = MONO_NEVER,
		.idle_hold = config->idle_hold_min,
		.jitter = 1000,
	};
	for (unsigned i = 0; i < BGP_NCONNS; i++)
		bgp_conn_clear(&s->conns[i]);
}

/* Active says less than Connect: how far each state is on the way up. */
static int
progress(enum bgp_state state)
{
	return state == BGP_ACTIVE    ? BGP_CONNECT
	       : state == BGP_CONNECT ? BGP_ACTIVE
				      : (int)state;
}

enum bgp_state
bgp_fsm_state(const struct bgp_fsm *s)
{
	enum bgp_state out = s->conns[BGP_OUT].state;
	enum bgp_state in = s->conns[BGP_IN].state;

	return progress(in) > progress(out) ? in : out;
}

unsigned
bgp_fsm_conn(const struct bgp_fsm *s)
{
	for (unsigned i = 0; i < BGP_NCONNS; i++)
		if (s->conns[i].state == BGP_ESTABLISHED)
			return i;
	return BGP_NCONNS;
}

const struct bgp_agreed *
bgp_fsm_agreed(const struct bgp_fsm *s)
{
	unsigned i = bgp_fsm_conn(s);

	return i == BGP_NCONNS ? NULL : &s->conns[i].agreed;
}

/* ---- around each step ---- */

static struct bgp_step
begin(struct bgp_fsm *s, mono now, unsigned conn, struct bgp_actions *out)
{
	out->n = 0;
	out->used = 0;
	return (struct bgp_step){
		.s = s,
		.c = &s->conns[conn],
		.conn = conn,
		.now = now,
		.out = out,
		.before = bgp_fsm_state(s),
	};
}

/* Down for a while, and for twice as long the next time. */
static void
hold_idle(struct bgp_fsm *s, mono now)
{
	int64_t hold = s->idle_hold;

	s->idle_until = mono_add(now, hold / 1000 * s->jitter);
	s->idle_hold = hold < s->config.idle_hold_max / 2
			   ? hold * 2
			   : s->config.idle_hold_max;
}

static void
finish(struct bgp_step *x)
{
	struct bgp_fsm *s = x->s;
	enum bgp_state state = bgp_fsm_state(s);

	if (s->started && state == BGP_IDLE && s->idle_until.us == INT64_MAX)
		hold_idle(s, x->now);
	if (x->noted)
		s->notice.why = x->why;
	if (state != x->before || x->noted)
		bgp_act(x->out, BGP_DO_TELL, x->conn, nothing);
}

static void
run(struct bgp_step *x, enum bgp_event event)
{
	x->event = event;
	bgp_step_run(x);
}

/* ---- what happens ---- */

void
bgp_fsm_start(struct bgp_fsm *s, mono now, struct bgp_actions *out)
{
	struct bgp_step x = begin(s, now, BGP_OUT, out);

	s->started = true;
	s->idle_until = MONO_NEVER;
	s->redial = REDIAL_FIRST;
	if (x.before == BGP_IDLE)
		run(&x,
		    s->config.passive ? BGP_EV_START_PASSIVE : BGP_EV_START);
	finish(&x);
}

void
bgp_fsm_stop(struct bgp_fsm *s, mono now, const struct bgp_stop *stop,
    struct bgp_actions *out)
{
	struct bgp_step x = begin(s, now, BGP_OUT, out);

	s->started = stop->again;
	s->idle_until = MONO_NEVER;
	x.error = stop->error;
	x.data = stop->data;
	x.why = stop->why;
	if (stop->wrong != NULL) {
		x.message = stop->message;
		x.wrong = stop->wrong;
		x.type = stop->message[BGP_HEADER_SIZE - 1];
	}
	for (x.conn = 0; x.conn < BGP_NCONNS; x.conn++) {
		x.c = &s->conns[x.conn];
		run(&x, BGP_EV_STOP);
	}
	x.conn = BGP_OUT;
	s->why = stop->why;
	s->bare = false;
	if (BGP_ERROR_CODE(stop->error) ==
	    6) /* ours to choose, so no failure */
		s->idle_hold = s->config.idle_hold_min;
	if (stop->again && stop->rest > 0)
		s->idle_until = mono_add(now, stop->rest);
	finish(&x);
}

/*
 * Why a connection that was accepted cannot be used; 0: it can. While a failed
 * session rests it is closed without a word: the neighbour shall try again.
 */
static bool
unwelcome(const struct bgp_fsm *s, unsigned conn, uint16_t *error)
{
	unsigned up = bgp_fsm_conn(s);

	*error = 0;
	if (!s->started)
		*error = BGP_CEASE_REJECTED;
	else if (s->conns[conn].state != BGP_IDLE ||
		 (up != BGP_NCONNS && !bgp_conn_may_restart(&s->conns[up])))
		*error = BGP_CEASE_COLLISION;
	return *error != 0 || bgp_fsm_state(s) == BGP_IDLE;
}

unsigned
bgp_fsm_make_room(struct bgp_fsm *s, mono now, struct bgp_actions *out)
{
	bool taken = bgp_conn_may_restart(&s->conns[BGP_IN]);
	struct bgp_step x = begin(s, now, taken ? BGP_OUT : BGP_IN, out);

	if (x.c->state == BGP_OPENSENT)
		run(&x, BGP_EV_REPLACED);
	finish(&x);
	return x.conn;
}

void
bgp_fsm_connected(
    struct bgp_fsm *s, mono now, unsigned conn, struct bgp_actions *out)
{
	struct bgp_step x = begin(s, now, conn, out);
	struct wbuf w = wbuf(out->bytes, sizeof(out->bytes));
	uint16_t error;

	if ((conn == BGP_IN || bgp_conn_may_restart(&s->conns[BGP_IN])) &&
	    unwelcome(s, conn, &error)) {
		if (error != 0) {
			bgp_notification_encode(&w, error, nothing);
			bgp_step_note(&x, true, error, nothing);
		}
		bgp_act(out, BGP_DO_REFUSE, conn, rbuf(w.start, wbuf_used(&w)));
		return;
	}
	if (x.c->state < BGP_OPENSENT)
		run(&x, BGP_EV_UP);
	finish(&x);
}

void
bgp_fsm_lost(struct bgp_fsm *s, mono now, unsigned conn, const char *why,
    struct bgp_actions *out)
{
	struct bgp_step x = begin(s, now, conn, out);

	x.why = why;
	if (x.c->state != BGP_IDLE)
		run(&x, BGP_EV_DOWN);
	finish(&x);
}

/* ---- bytes ---- */

static enum bgp_event
event_of(uint8_t type)
{
	static const uint8_t events[] = {
		[BGP_OPEN] = BGP_EV_OPEN,
		[BGP_UPDATE] = BGP_EV_UPDATE,
		[BGP_NOTIFICATION] = BGP_EV_NOTIFICATION,
		[BGP_KEEPALIVE] = BGP_EV_KEEPALIVE,
		[BGP_ROUTE_REFRESH] = BGP_EV_REFRESH,
	};

	return events[type]; /* bgp_header_decode() knows no other */
}

size_t
bgp_fsm_input(struct bgp_fsm *s, mono now, unsigned conn, struct rbuf in,
    struct bgp_actions *out)
{
	struct bgp_step x = begin(s, now, conn, out);
	struct bgp_header header = { .length = BGP_HEADER_SIZE };
	const uint8_t *message = in.at;
	struct fault f;

	if (x.c->state < BGP_OPENSENT || rbuf_left(&in) < BGP_HEADER_SIZE)
		return 0;
	x.message = message;
	if (bgp_header_decode(message,
		x.c->state >= BGP_OPENCONFIRM && x.c->agreed.in.extended,
		&header, &f)) {
		if (rbuf_left(&in) < header.length)
			return 0;
		s->messages_in++;
		x.type = header.type;
		x.body = rbuf(message + BGP_HEADER_SIZE,
		    (size_t)header.length - BGP_HEADER_SIZE);
		run(&x, event_of(header.type));
	} else {
		header.length = BGP_HEADER_SIZE;
		x.error = f.code;
		x.data = bgp_fault_data(&f);
		x.wrong = f.at;
		x.why = f.what;
		run(&x, BGP_EV_GARBAGE);
	}
	finish(&x);
	return header.length;
}

/* ---- time ---- */

/* RFC 9687: at least 8 minutes, and at least twice the hold time. */
#define SEND_HOLD_LEAST 480

void
bgp_fsm_sent(struct bgp_fsm *s, mono now, unsigned conn, bool waiting)
{
	struct bgp_conn *c = &s->conns[conn];
	uint32_t hold = 2u * c->agreed.hold_time;

	c->send_hold = MONO_NEVER;
	if (waiting && c->state == BGP_ESTABLISHED && hold > 0)
		c->send_hold = mono_add(now,
		    MONO_S(hold > SEND_HOLD_LEAST ? hold : SEND_HOLD_LEAST));
}

mono
bgp_fsm_deadline(const struct bgp_fsm *s)
{
	mono at = s->idle_until;

	for (unsigned i = 0; i < BGP_NCONNS; i++) {
		const struct bgp_conn *c = &s->conns[i];

		at = mono_min(at, mono_min(c->retry, c->hold));
		at = mono_min(at, mono_min(c->keepalive, c->send_hold));
	}
	return at;
}

/* The timer of the connection that is due; the one that ends it goes first. */
static bool
conn_tick(struct bgp_step *x)
{
	struct bgp_conn *c = x->c;

	if (mono_due(c->hold, x->now)) {
		c->hold = MONO_NEVER;
		run(x, BGP_EV_HOLD_DUE);
	} else if (mono_due(c->send_hold, x->now)) {
		c->send_hold = MONO_NEVER;
		run(x, BGP_EV_SEND_HOLD_DUE);
	} else if (mono_due(c->keepalive, x->now)) {
		c->keepalive = MONO_NEVER;
		run(x, BGP_EV_KEEPALIVE_DUE);
	} else if (mono_due(c->retry, x->now)) {
		/* as good is what it has dialled, and said OPEN on */
		c->retry = mono_add(x->now, x->s->config.connect_retry);
		if (x->s->conns[BGP_IN].state < BGP_OPENCONFIRM)
			run(x, BGP_EV_RETRY_DUE);
	} else {
		return false;
	}
	return true;
}

void
bgp_fsm_tick(struct bgp_fsm *s, mono now, struct bgp_actions *out)
{
	struct bgp_step x = begin(s, now, BGP_OUT, out);

	if (mono_due(s->idle_until, now)) {
		bgp_fsm_start(s, now, out);
		return;
	}
	if (!conn_tick(&x)) {
		x.conn = BGP_IN;
		x.c = &s->conns[BGP_IN];
		conn_tick(&x);
	}
	finish(&x);
}
