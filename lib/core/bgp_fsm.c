/* The machine that one BGP connection runs (RFC 4271 8.2.2), as a table. */
#include "core/bgp_step.h"

/* "A suggested default of 4 minutes" while waiting for an OPEN (8.2.2). */
#define OPEN_WAIT MONO_S(240)

/* False: the connection is over; it closes and goes to Idle. */
typedef bool step_fn(struct bgp_step *);

/* ---- timers ---- */

static mono
shortened(const struct bgp_step *x, int64_t us)
{
	return mono_add(x->now, us / 1000 * x->s->jitter);
}

static void
restart_hold(struct bgp_step *x)
{
	if (x->c->agreed.hold_time > 0)
		x->c->hold = mono_add(x->now, MONO_S(x->c->agreed.hold_time));
	else
		x->c->hold = MONO_NEVER;
}

static void
restart_keepalive(struct bgp_step *x)
{
	if (x->c->agreed.keepalive > 0)
		x->c->keepalive = shortened(x, MONO_S(x->c->agreed.keepalive));
	else
		x->c->keepalive = MONO_NEVER;
}

/* ---- the end of a connection ---- */

/* What the neighbour announced on it would be kept. */
bool
bgp_conn_may_restart(const struct bgp_conn *c)
{
	if (c->state != BGP_ESTABLISHED)
		return false;
	for (unsigned i = 0; i < c->agreed.n_families; i++)
		if (c->agreed.restart[i] & BGP_RESTART_KEEPS)
			return true;
	return false;
}

void
bgp_conn_clear(struct bgp_conn *c)
{
	c->state = BGP_IDLE;
	c->retry = c->hold = c->keepalive = c->send_hold = MONO_NEVER;
}

static void
conn_close(struct bgp_step *x, unsigned conn)
{
	struct bgp_conn *c = &x->s->conns[conn];

	if (c->state == BGP_CONNECT || c->state >= BGP_OPENSENT)
		bgp_act(x->out, BGP_DO_CLOSE, conn, (struct rbuf){ 0 });
	if (c->state == BGP_ESTABLISHED) {
		x->s->graceful = x->graceful;
		bgp_act(x->out, BGP_DO_DOWN, conn, (struct rbuf){ 0 });
	}
	bgp_conn_clear(c);
}

/* The connection lost to the other (6.8): nobody's fault, and no back-off. */
static void
conn_yield(struct bgp_step *x, unsigned conn)
{
	if (x->s->conns[conn].state == BGP_ESTABLISHED)
		x->graceful = true; /* see has_restarted() */
	else if (x->s->conns[conn].state >= BGP_OPENSENT)
		bgp_step_notify(
		    x, conn, BGP_CEASE_COLLISION, (struct rbuf){ 0 });
	conn_close(x, conn);
}

/*
 * A failure is the neighbour's rather than the connection's: it also ends an
 * attempt to dial, so that the back-off holds. What has come further stays.
 */
static void
fall_idle(struct bgp_step *x)
{
	const struct bgp_conn *other = &x->s->conns[!x->conn];

	if (x->c->state == BGP_ESTABLISHED &&
	    mono_sub(x->now, x->s->since) >= x->s->config.idle_hold_max)
		x->s->idle_hold = x->s->config.idle_hold_min;
	conn_close(x, x->conn);
	if (!x->alone && other->state < BGP_OPENSENT)
		conn_close(x, !x->conn);
	x->s->why = x->why;
}

static bool
give_up(struct bgp_step *x, uint16_t error, struct rbuf data, const char *why)
{
	bgp_step_notify(x, x->conn, error, data);
	x->why = why;
	return false;
}

/* ---- the steps ---- */

static bool
stay(struct bgp_step *x)
{
	(void)x;
	return true;
}

static bool
dial(struct bgp_step *x)
{
	x->c->retry = shortened(x, x->s->config.connect_retry);
	if (x->c->state == BGP_CONNECT)
		bgp_act(x->out, BGP_DO_CLOSE, x->conn, (struct rbuf){ 0 });
	bgp_act(x->out, BGP_DO_DIAL, x->conn, (struct rbuf){ 0 });
	return true;
}

static bool
greet(struct bgp_step *x)
{
	struct bgp_open ours;
	struct wbuf w = bgp_step_room(x);

	bgp_offer(&x->s->config, x->s->bare, &ours);
	if (bgp_open_encode(&w, &ours))
		bgp_step_send(x, x->conn, &w);
	x->c->retry = MONO_NEVER;
	x->c->hold = mono_add(x->now, OPEN_WAIT);
	return true;
}

/*
 * The dial failed, or the neighbour hung up before it said anything. Who has
 * just been started, or whose line has just come back, is soon ready: the first
 * waits are short.
 */
static bool
try_later(struct bgp_step *x)
{
	int64_t most = x->s->config.connect_retry;

	x->s->why = x->why;
	x->alone = true;
	if (x->conn == BGP_IN || x->s->conns[BGP_IN].state == BGP_ESTABLISHED)
		return false;
	bgp_act(x->out, BGP_DO_CLOSE, x->conn, (struct rbuf){ 0 });
	x->c->hold = MONO_NEVER;
	x->c->retry = shortened(x, x->s->redial < most ? x->s->redial : most);
	x->s->redial *= x->s->redial < most ? 2 : 1;
	return true;
}

/*
 * RFC 4724 5: who may restart and comes again while we think that it is there
 * has restarted. The session that is up is over, without a word on it.
 */
static bool
has_restarted(const struct bgp_step *x)
{
	return bgp_conn_may_restart(&x->s->conns[!x->conn]);
}

/*
 * RFC 4271 6.8 and RFC 6286 2.3: of two connections the one stays that the
 * neighbour with the higher router id dialled, on equal ids that with the
 * higher AS; one that is Established stays in any case.
 */
static unsigned
loser(const struct bgp_step *x, const struct bgp_open *theirs)
{
	const struct bgp_fsm_config *our = &x->s->config;
	bool ours_stays = our->local_id != theirs->id
			      ? our->local_id > theirs->id
			      : our->local_as > theirs->as;

	switch (x->s->conns[!x->conn].state) {
	case BGP_ESTABLISHED:
		return has_restarted(x) ? !x->conn : x->conn;
	case BGP_OPENCONFIRM:
		return ours_stays ? BGP_IN : BGP_OUT;
	case BGP_IDLE:
	case BGP_CONNECT:
	case BGP_ACTIVE:
	case BGP_OPENSENT:
	case BGP_NSTATES:
		break;
	}
	return BGP_NCONNS;
}

/* The first octet of a capability's value, or NULL. */
static const uint8_t *
capability_at(const struct bgp_open *theirs, uint8_t code)
{
	struct bgp_capability_iter it = bgp_open_capabilities(theirs);
	struct bgp_capability c;

	while (bgp_capability_next(&it, &c))
		if (c.code == code)
			return c.value.at;
	return NULL;
}

/* The octet of a field that does not suit us, though it is well formed. */
static const uint8_t *
unsuitable(
    const struct bgp_step *x, const struct bgp_open *theirs, uint16_t error)
{
	switch (error) {
	case BGP_ERR_PEER_AS:
		return theirs->caps.as4 ? capability_at(theirs, BGP_CAP_AS4)
					: x->body.at + 1;
	case BGP_ERR_ID:
		return x->body.at + 5;
	case BGP_ERR_ROLE:
		return capability_at(theirs, BGP_CAP_ROLE);
	default: /* the want of a capability */
		return NULL;
	}
}

static bool
refuse_open(struct bgp_step *x, const struct bgp_open *ours,
    const struct bgp_open *theirs, const struct fault *f)
{
	uint8_t families[6 * BGP_MAX_FAMILIES];
	struct wbuf w = wbuf(families, sizeof(families));

	x->wrong = f->at != NULL ? f->at : unsuitable(x, theirs, f->code);
	if (f->code != BGP_ERR_CAPABILITY)
		return give_up(x, f->code, bgp_fault_data(f), f->what);
	bgp_families_encode(&w, ours);
	return give_up(x, f->code, rbuf(families, wbuf_used(&w)), f->what);
}

static bool
accept_open(struct bgp_step *x)
{
	struct bgp_open ours, theirs;
	struct fault f;
	unsigned lost;

	bgp_offer(&x->s->config, x->s->bare, &ours);
	if (!bgp_open_decode(x->body, &theirs, &f) ||
	    !bgp_agree(&x->s->config, &ours, &theirs, &x->c->agreed, &f))
		return refuse_open(x, &ours, &theirs, &f);
	lost = loser(x, &theirs);
	if (lost == x->conn) {
		x->alone = true;
		return give_up(x, BGP_CEASE_COLLISION, (struct rbuf){ 0 },
		    "another connection was kept");
	}
	if (lost != BGP_NCONNS)
		conn_yield(x, lost);
	bgp_step_keepalive(x);
	restart_keepalive(x);
	restart_hold(x);
	return true;
}

static bool
establish(struct bgp_step *x)
{
	conn_yield(x, !x->conn);
	restart_hold(x);
	x->s->since = x->now;
	x->s->established++;
	x->s->why = NULL;
	bgp_act(x->out, BGP_DO_UP, x->conn, (struct rbuf){ 0 });
	return true;
}

static bool
keep_alive(struct bgp_step *x)
{
	bgp_step_keepalive(x);
	restart_keepalive(x);
	return true;
}

static bool
hear(struct bgp_step *x)
{
	restart_hold(x);
	return true;
}

static bool
take_update(struct bgp_step *x)
{
	restart_hold(x);
	bgp_act(x->out, BGP_DO_UPDATE, x->conn, x->body);
	return true;
}

static bool
take_refresh(struct bgp_step *x)
{
	restart_hold(x);
	bgp_act(x->out, BGP_DO_REFRESH, x->conn, x->body);
	return true;
}

/*
 * RFC 5492 3: who does not know optional parameters gets an OPEN without any.
 * That leaves IPv4 unicast, and an AS number of two octets.
 */
static bool
can_be_bare(const struct bgp_fsm_config *config)
{
	for (unsigned i = 0; i < config->n_families; i++)
		if (config->families[i] == FAMILY_IPV4_UNICAST)
			return config->local_as <= UINT16_MAX &&
			       config->remote_as <= UINT16_MAX;
	return false;
}

static bool
heed(struct bgp_step *x)
{
	struct bgp_notification n;
	struct fault f;
	uint16_t error;

	x->why = "the neighbour sent a NOTIFICATION";
	if (!bgp_notification_decode(x->body, &n, &f))
		return false;
	error = BGP_ERROR(n.code, n.subcode);
	bgp_step_note(x, false, error, n.data);
	x->alone = error == BGP_CEASE_COLLISION;
	x->graceful = x->c->state == BGP_ESTABLISHED &&
		      x->c->agreed.notification &&
		      error != BGP_CEASE_HARD_RESET;
	x->s->bare = error == BGP_ERR_PARAMETER && !x->s->bare &&
		     can_be_bare(&x->s->config);
	return false;
}

static bool
expire(struct bgp_step *x)
{
	return give_up(x, BGP_ERR_HOLD_TIMER, (struct rbuf){ 0 },
	    "nothing was heard for the hold time");
}

static bool
expire_send(struct bgp_step *x)
{
	return give_up(x, BGP_ERR_SEND_HOLD, (struct rbuf){ 0 },
	    "the neighbour takes nothing that we send");
}

static bool
complain(struct bgp_step *x)
{
	if (x->error == 0)
		return false; /* without a word */
	return give_up(x, x->error, x->data, x->why);
}

static bool
give_place(struct bgp_step *x)
{
	x->alone = true;
	return give_up(x, BGP_CEASE_COLLISION, (struct rbuf){ 0 },
	    "the neighbour has connected again");
}

static bool
lose(struct bgp_step *x)
{
	x->graceful = true;
	return false;
}

/* 8.2.2: "any other event"; RFC 6608 names the state and the message. */
static bool
unexpected(struct bgp_step *x)
{
	static const uint16_t errors[BGP_NSTATES] = {
		[BGP_OPENSENT] = BGP_ERR_FSM_OPENSENT,
		[BGP_OPENCONFIRM] = BGP_ERR_FSM_OPENCONFIRM,
		[BGP_ESTABLISHED] = BGP_ERR_FSM_ESTABLISHED,
	};

	if (errors[x->c->state] == 0)
		return true; /* nobody to tell: a late echo, and no harm */
	if (x->message != NULL)
		x->wrong = x->message + BGP_HEADER_SIZE - 1;
	return give_up(x, errors[x->c->state], rbuf(&x->type, x->type != 0),
	    "a message that this state does not allow");
}

static const struct row {
	step_fn *run;
	enum bgp_state next; /* where we are once run() holds */
} rows[BGP_NSTATES][BGP_NEVENTS] = {
	/* clang-format off */
	[BGP_IDLE] = {
		[BGP_EV_START]         = { dial,         BGP_CONNECT     },
		[BGP_EV_START_PASSIVE] = { stay,         BGP_ACTIVE      },
		[BGP_EV_UP]            = { greet,        BGP_OPENSENT    },
	},
	[BGP_CONNECT] = {
		[BGP_EV_STOP]          = { lose,         BGP_IDLE        },
		[BGP_EV_RETRY_DUE]     = { dial,         BGP_CONNECT     },
		[BGP_EV_UP]            = { greet,        BGP_OPENSENT    },
		[BGP_EV_DOWN]          = { try_later,    BGP_ACTIVE      },
	},
	[BGP_ACTIVE] = {
		[BGP_EV_STOP]          = { lose,         BGP_IDLE        },
		[BGP_EV_RETRY_DUE]     = { dial,         BGP_CONNECT     },
		[BGP_EV_UP]            = { greet,        BGP_OPENSENT    },
	},
	[BGP_OPENSENT] = {
		[BGP_EV_STOP]          = { complain,     BGP_IDLE        },
		[BGP_EV_HOLD_DUE]      = { expire,       BGP_IDLE        },
		[BGP_EV_DOWN]          = { try_later,    BGP_ACTIVE      },
		[BGP_EV_REPLACED]      = { give_place,   BGP_IDLE        },
		[BGP_EV_OPEN]          = { accept_open,  BGP_OPENCONFIRM },
		[BGP_EV_NOTIFICATION]  = { heed,         BGP_IDLE        },
		[BGP_EV_GARBAGE]       = { complain,     BGP_IDLE        },
	},
	[BGP_OPENCONFIRM] = {
		[BGP_EV_STOP]          = { complain,     BGP_IDLE        },
		[BGP_EV_HOLD_DUE]      = { expire,       BGP_IDLE        },
		[BGP_EV_KEEPALIVE_DUE] = { keep_alive,   BGP_OPENCONFIRM },
		[BGP_EV_DOWN]          = { lose,         BGP_IDLE        },
		[BGP_EV_KEEPALIVE]     = { establish,    BGP_ESTABLISHED },
		[BGP_EV_NOTIFICATION]  = { heed,         BGP_IDLE        },
		[BGP_EV_GARBAGE]       = { complain,     BGP_IDLE        },
	},
	[BGP_ESTABLISHED] = {
		[BGP_EV_STOP]          = { complain,     BGP_IDLE        },
		[BGP_EV_HOLD_DUE]      = { expire,       BGP_IDLE        },
		[BGP_EV_KEEPALIVE_DUE] = { keep_alive,   BGP_ESTABLISHED },
		[BGP_EV_SEND_HOLD_DUE] = { expire_send,  BGP_IDLE        },
		[BGP_EV_DOWN]          = { lose,         BGP_IDLE        },
		[BGP_EV_UPDATE]        = { take_update,  BGP_ESTABLISHED },
		[BGP_EV_KEEPALIVE]     = { hear,         BGP_ESTABLISHED },
		[BGP_EV_REFRESH]       = { take_refresh, BGP_ESTABLISHED },
		[BGP_EV_NOTIFICATION]  = { heed,         BGP_IDLE        },
		[BGP_EV_GARBAGE]       = { complain,     BGP_IDLE        },
	},
	/* clang-format on */
};

void
bgp_step_run(struct bgp_step *x)
{
	const struct row *row = &rows[x->c->state][x->event];

	if (row->run == NULL) {
		if (!unexpected(x))
			fall_idle(x);
	} else if (row->run(x)) {
		x->c->state = row->next;
	} else {
		fall_idle(x);
	}
}
