/* The machine that an LDP session runs (RFC 5036 2.5.4), as a table. */
#include "core/ldp_step.h"
#include "value/names.h"

/* How long a connection may last without becoming a session. */
#define INIT_WAIT MONO_S(15)
/* Waits before another dial; a rejection is answered by longer ones (2.5.3). */
#define REDIAL_MAX   MONO_S(15)
#define BACK_OFF_MAX MONO_S(120)
/* A session that has lasted so long was worth it. */
#define LASTING MONO_S(30)

const struct name ldp_state_names[] = {
	{ LDP_NON_EXISTENT, "non_existent" },
	{ LDP_INITIALIZED, "initialized" },
	{ LDP_OPENREC, "openrec" },
	{ LDP_OPENSENT, "opensent" },
	{ LDP_OPERATIONAL, "operational" },
	{ 0, NULL },
};

/* False: the connection is over. */
typedef bool step_fn(struct ldp_step *);

/* ---- what a step says ---- */

void
ldp_act(struct ldp_actions *out, enum ldp_do kind, struct rbuf bytes)
{
	if (out->n < sizeof(out->at) / sizeof(*out->at))
		out->at[out->n++] =
		    (struct ldp_action){ .kind = kind, .bytes = bytes };
}

static struct wbuf
room(struct ldp_step *x)
{
	return wbuf(
	    x->out->bytes + x->out->used, sizeof(x->out->bytes) - x->out->used);
}

static void
say(struct ldp_step *x, const struct wbuf *w)
{
	ldp_act(x->out, LDP_DO_SEND, rbuf(w->start, wbuf_used(w)));
	x->out->used += wbuf_used(w);
	x->s->messages_out++;
}

/* Our own identifiers have the high bit off; those of labels have it on. */
static uint32_t
next_id(struct ldp_session *s)
{
	s->message_id = (s->message_id + 1) & 0x7fffffff;
	return s->message_id;
}

static void
say_keepalive(struct ldp_step *x)
{
	struct ldp_message m = { .type = LDP_KEEPALIVE, .id = next_id(x->s) };
	struct wbuf w = room(x);
	uint8_t *pdu = ldp_pdu_begin(&w, x->s->config.lsr, 0);
	uint8_t *message = ldp_message_begin(&w, &m);

	ldp_message_end(&w, message);
	ldp_pdu_end(&w, pdu);
	say(x, &w);
}

void
ldp_step_note(
    struct ldp_step *x, bool sent, uint32_t status, const struct ldp_message *m)
{
	x->s->notice = (struct ldp_notice){
		.sent = sent,
		.received = !sent,
		.status = status,
		.message_type = m != NULL ? m->type : 0,
		.message_id = m != NULL ? m->id : 0,
	};
	x->s->notices++;
	x->noted = true;
}

void
ldp_step_notify(struct ldp_step *x, uint32_t status)
{
	struct wbuf w = room(x);

	ldp_notify(&w, x->s->config.lsr, next_id(x->s), status, x->message);
	say(x, &w);
	ldp_step_note(x, true, status, x->message);
}

/* ---- timers ---- */

void
ldp_restart_hold(struct ldp_step *x)
{
	x->s->hold = mono_add(x->now, MONO_S(x->s->agreed.keepalive));
}

void
ldp_restart_keepalive(struct ldp_session *s, mono now)
{
	s->keepalive = mono_add(now, MONO_S(s->agreed.keepalive) / 3);
}

/* ---- steps ---- */

static bool
stay(struct ldp_step *x)
{
	(void)x;
	return true;
}

static bool
dial(struct ldp_step *x)
{
	x->s->started = true;
	x->s->retry = MONO_NEVER;
	if (!x->s->config.active || x->s->dialling)
		return true;
	x->s->dialling = true;
	ldp_act(x->out, LDP_DO_DIAL, (struct rbuf){ 0 });
	return true;
}

/* An attempt at once, or when the back-off of before is over. */
static bool
begin(struct ldp_step *x)
{
	x->s->started = true;
	return x->s->retry.us != INT64_MAX || dial(x);
}

static bool
greet(struct ldp_step *x)
{
	x->s->dialling = false;
	x->s->retry = x->s->keepalive = MONO_NEVER;
	x->s->hold = mono_add(x->now, INIT_WAIT);
	x->s->pdu_left = 0;
	return true;
}

static bool
offer(struct ldp_step *x)
{
	struct wbuf w = room(x);

	ldp_offer(&x->s->config, next_id(x->s), &w);
	say(x, &w);
	return true;
}

static bool
give_up(struct ldp_step *x, uint32_t status, const char *why)
{
	x->status = status;
	x->why = why;
	return false;
}

static bool
accept_theirs(struct ldp_step *x)
{
	struct ldp_session *s = x->s;
	struct fault f;

	if (!ldp_agree(&s->config, x->message, &s->agreed, &f))
		return give_up(x, f.code, f.what);
	if (s->state == LDP_INITIALIZED) /* 2.5.3: the passive one */
		offer(x);
	say_keepalive(x);
	ldp_restart_hold(x);
	ldp_restart_keepalive(s, x->now);
	return true;
}

static bool
establish(struct ldp_step *x)
{
	ldp_restart_hold(x);
	x->s->since = x->now;
	x->s->established++;
	x->s->why = NULL;
	ldp_act(x->out, LDP_DO_UP, (struct rbuf){ 0 });
	return true;
}

static bool
keep_alive(struct ldp_step *x)
{
	say_keepalive(x);
	ldp_restart_keepalive(x->s, x->now);
	return true;
}

/* RFC 5561 5: more, or less, of what it can do. */
static bool
take_capability(struct ldp_step *x)
{
	struct fault f;

	if (ldp_capability(x->message, &x->s->agreed, &f))
		return true;
	if (ldp_status_is_fatal(f.code))
		return give_up(x, f.code, f.what);
	ldp_step_notify(x, f.code);
	return true;
}

static bool
deliver(struct ldp_step *x)
{
	if (x->message->type == LDP_CAPABILITY)
		return take_capability(x);
	if (x->message->type == LDP_HELLO) /* of no use here, and no harm */
		return true;
	ldp_act(x->out, LDP_DO_MESSAGE, (struct rbuf){ 0 });
	x->out->at[x->out->n - 1].message = *x->message;
	return true;
}

/* An advisory one may precede the KeepAlive: of capabilities (RFC 5561 4). */
static bool
tolerate(struct ldp_step *x)
{
	return x->message->type == LDP_NOTIFICATION ||
	       give_up(
		   x, LDP_SHUTDOWN, "a message that this state does not allow");
}

static bool
unexpected(struct ldp_step *x)
{
	return give_up(
	    x, LDP_SHUTDOWN, "a message that this state does not allow");
}

static bool
expire(struct ldp_step *x)
{
	x->graceful = true;
	return give_up(x,
	    x->s->state == LDP_OPERATIONAL ? LDP_KEEPALIVE_EXPIRED
					   : LDP_HOLD_EXPIRED,
	    "nothing was heard for the keepalive time");
}

static bool
heed(struct ldp_step *x)
{
	x->why = "the neighbour sent a notification";
	return false;
}

static bool
lose(struct ldp_step *x)
{
	x->graceful = true;
	return false;
}

static bool
end(struct ldp_step *x)
{
	(void)x;
	return false;
}

static const struct row {
	step_fn *run;
	enum ldp_state next; /* where we are once run() holds */
} rows[LDP_NSTATES][LDP_N_EVENTS] = {
	/* clang-format off */
	[LDP_NON_EXISTENT] = {
		[LDP_EV_START]          = { begin,         LDP_NON_EXISTENT },
		[LDP_EV_STOP]           = { end,           LDP_NON_EXISTENT },
		[LDP_EV_RETRY_DUE]      = { dial,          LDP_NON_EXISTENT },
		[LDP_EV_CONNECTED]      = { greet,         LDP_INITIALIZED  },
		[LDP_EV_LOST]           = { lose,          LDP_NON_EXISTENT },
	},
	[LDP_INITIALIZED] = {
		[LDP_EV_START]          = { stay,          LDP_INITIALIZED  },
		[LDP_EV_STOP]           = { end,           LDP_NON_EXISTENT },
		[LDP_EV_HOLD_DUE]       = { expire,        LDP_NON_EXISTENT },
		[LDP_EV_ACTIVE]         = { offer,         LDP_OPENSENT     },
		[LDP_EV_LOST]           = { lose,          LDP_NON_EXISTENT },
		[LDP_EV_INITIALIZATION] = { accept_theirs, LDP_OPENREC      },
		[LDP_EV_KEEPALIVE]      = { unexpected,    LDP_NON_EXISTENT },
		[LDP_EV_MESSAGE]        = { unexpected,    LDP_NON_EXISTENT },
		[LDP_EV_REFUSED]        = { heed,          LDP_NON_EXISTENT },
	},
	[LDP_OPENREC] = {
		[LDP_EV_START]          = { stay,          LDP_OPENREC      },
		[LDP_EV_STOP]           = { end,           LDP_NON_EXISTENT },
		[LDP_EV_HOLD_DUE]       = { expire,        LDP_NON_EXISTENT },
		[LDP_EV_KEEPALIVE_DUE]  = { keep_alive,    LDP_OPENREC      },
		[LDP_EV_LOST]           = { lose,          LDP_NON_EXISTENT },
		[LDP_EV_INITIALIZATION] = { unexpected,    LDP_NON_EXISTENT },
		[LDP_EV_KEEPALIVE]      = { establish,     LDP_OPERATIONAL  },
		[LDP_EV_MESSAGE]        = { tolerate,      LDP_OPENREC      },
		[LDP_EV_REFUSED]        = { heed,          LDP_NON_EXISTENT },
	},
	[LDP_OPENSENT] = {
		[LDP_EV_START]          = { stay,          LDP_OPENSENT     },
		[LDP_EV_STOP]           = { end,           LDP_NON_EXISTENT },
		[LDP_EV_HOLD_DUE]       = { expire,        LDP_NON_EXISTENT },
		[LDP_EV_LOST]           = { lose,          LDP_NON_EXISTENT },
		[LDP_EV_INITIALIZATION] = { accept_theirs, LDP_OPENREC      },
		[LDP_EV_KEEPALIVE]      = { unexpected,    LDP_NON_EXISTENT },
		[LDP_EV_MESSAGE]        = { tolerate,      LDP_OPENSENT     },
		[LDP_EV_REFUSED]        = { heed,          LDP_NON_EXISTENT },
	},
	[LDP_OPERATIONAL] = {
		[LDP_EV_START]          = { stay,          LDP_OPERATIONAL  },
		[LDP_EV_STOP]           = { end,           LDP_NON_EXISTENT },
		[LDP_EV_HOLD_DUE]       = { expire,        LDP_NON_EXISTENT },
		[LDP_EV_KEEPALIVE_DUE]  = { keep_alive,    LDP_OPERATIONAL  },
		[LDP_EV_LOST]           = { lose,          LDP_NON_EXISTENT },
		[LDP_EV_INITIALIZATION] = { unexpected,    LDP_NON_EXISTENT },
		[LDP_EV_KEEPALIVE]      = { stay,          LDP_OPERATIONAL  },
		[LDP_EV_MESSAGE]        = { deliver,       LDP_OPERATIONAL  },
		[LDP_EV_REFUSED]        = { heed,          LDP_NON_EXISTENT },
	},
	/* clang-format on */
};

/* ---- the end of a connection ---- */

static int64_t
doubled(int64_t wait, int64_t most)
{
	return 2 * wait < most ? 2 * wait : most;
}

/*
 * When to dial again: soon where nobody was there, who may come; later where
 * we did not agree, as RFC 5036 2.5.3 wants it; at once where all was well.
 */
static void
plan_retry(struct ldp_step *x, enum ldp_state from, bool rejected)
{
	struct ldp_session *s = x->s;

	if (from == LDP_OPERATIONAL && mono_sub(x->now, s->since) >= LASTING) {
		s->redial = LDP_REDIAL_MIN;
		s->back_off = LDP_BACK_OFF_MIN;
	}
	if (!s->started) {
		s->retry = MONO_NEVER;
	} else if (rejected && from != LDP_OPERATIONAL) {
		s->retry = mono_add(x->now, s->back_off);
		s->back_off = doubled(s->back_off, BACK_OFF_MAX);
	} else {
		s->retry = mono_add(x->now, s->redial);
		s->redial = doubled(s->redial, REDIAL_MAX);
	}
}

static void
fall(struct ldp_step *x, bool rejected)
{
	struct ldp_session *s = x->s;
	enum ldp_state from = s->state;

	if (x->status != 0 && from != LDP_NON_EXISTENT)
		ldp_step_notify(x, x->status);
	if (from != LDP_NON_EXISTENT || s->dialling)
		ldp_act(x->out, LDP_DO_CLOSE, (struct rbuf){ 0 });
	s->state = LDP_NON_EXISTENT;
	s->dialling = false;
	s->pdu_left = 0;
	s->hold = s->keepalive = MONO_NEVER;
	s->why = x->why;
	s->graceful = x->graceful && s->agreed.restart;
	plan_retry(x, from, rejected);
	if (from == LDP_OPERATIONAL)
		ldp_act(x->out, LDP_DO_DOWN, (struct rbuf){ 0 });
}

void
ldp_step_run(struct ldp_step *x, enum ldp_event event)
{
	const struct row *row = &rows[x->s->state][event];
	enum ldp_state from = x->s->state;

	if (row->run == NULL)
		return;
	if (row->run(x))
		x->s->state = row->next;
	else
		fall(x, event == LDP_EV_REFUSED || x->status != 0);
	if (event == LDP_EV_CONNECTED && x->s->config.active)
		ldp_step_run(x, LDP_EV_ACTIVE);
	if (from != x->s->state || x->noted)
		ldp_act(x->out, LDP_DO_TELL, (struct rbuf){ 0 });
}
