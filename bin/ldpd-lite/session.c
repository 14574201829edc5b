/* What happens to a session, and what the engine's actions come to. */
#include "daemon.h"
#include "edge/clock.h"

#include <errno.h>
#include <string.h>

/* Enough waits for the neighbour; more is asked for when that has gone. */
#define OUT_ENOUGH (256u << 10)
/* More than that waits: nothing of it is read, as that would be answered. */
#define OUT_TOO_MUCH (1u << 20)
/* Attempts to connect at once. */
enum { MAX_DIALS = 256 };
/* FECs that one turn looks at for one neighbour. */
#define OUT_SLICE 20000
/* What is kept for who is away, and is back, at most (RFC 3478 3.3), in ms. */
enum { LIVENESS_MOST = 120000, RECOVERY_MOST = 120000 };

static void perform(struct neighbor *, const struct ldp_actions *);

static void
set_timer(struct neighbor *n)
{
	loop_timer_set(n->timer, ldp_session_deadline(&n->session));
}

/* ---- up and down ---- */

/*
 * RFC 7552 7: labels are of the IP versions that it is heard by; who speaks
 * both says so in each hello.
 */
static uint8_t
families(const struct neighbor *n)
{
	const struct daemon *d = n->daemon;
	const struct ldp_heard *h = ldp_hellos_find(d->hellos, n->id);
	uint8_t all = 0;

	for (unsigned ip = 0; ip < LDP_N_IP; ip++)
		if (h != NULL && d->hello.transport[ip].ip != ADDR_NONE &&
		    (h->by_ip[ip] > 0 || h->preference != 0))
			all |= ip == LDP_IP4 ? LDP_LIB_IP4 : LDP_LIB_IP6;
	return all;
}

static void
come_up(struct neighbor *n)
{
	const struct ldp_agreed *a = &n->session.agreed;
	struct daemon *d = n->daemon;
	mono now = clock_mono();

	n->since = clock_wall_us();
	ldp_hellos_busy(d->hellos, n->id, true);
	n->lib = ldp_lib_up(d->lib, now,
	    &(struct ldp_lib_session){
		.lsr = n->id.lsr,
		.space = n->id.space,
		.max_pdu = a->max_pdu,
		.families = families(n),
		.on_demand = a->on_demand,
		.typed_wildcard = a->can & LDP_CAN_TYPED_WILDCARD,
		.end_of_lib = a->can & LDP_CAN_UNRECOGNIZED,
		.recovery = !a->restart ? 0
			    : a->recovery < RECOVERY_MOST
				? MONO_MS(a->recovery)
				: MONO_MS(RECOVERY_MOST),
	    });
	n->in_lib = true;
	for (size_t i = 0; i < n->n_links; i++)
		ldp_lib_link(d->lib, now, n->lib, n->links[i].interface,
		    &n->links[i].source, true);
	cli_info(d->cli, "neighbor %s: operational", n->name);
	daemon_work(d);
}

/* How long its labels are good while it is away (RFC 3478 3.3). */
static int64_t
keep(const struct neighbor *n)
{
	uint32_t ms = n->session.agreed.reconnect;

	if (!n->session.graceful)
		return 0;
	return MONO_MS(ms < LIVENESS_MOST ? ms : LIVENESS_MOST);
}

static void
go_down(struct neighbor *n)
{
	struct daemon *d = n->daemon;

	ldp_hellos_busy(d->hellos, n->id, false);
	if (n->in_lib)
		ldp_lib_down(d->lib, clock_mono(), n->lib, keep(n));
	n->in_lib = false;
	if (!d->ending)
		cli_warn(d->cli, "neighbor %s: down: %s", n->name,
		    n->session.why != NULL ? n->session.why : "stopped");
	daemon_work(d);
}

/* ---- what is said to it ---- */

/* A message about labels; what is wrong with it comes back to the engine. */
static void
take_message(struct neighbor *n, const struct ldp_message *m)
{
	struct ldp_actions actions;
	mono now = clock_mono();
	struct fault f;

	if (!n->in_lib)
		return;
	daemon_work(n->daemon);
	if (ldp_lib_receive(n->daemon->lib, now, n->lib, m, &f))
		return;
	ldp_session_fail(&n->session, now, f.code, m, f.what, &actions);
	perform(n, &actions);
}

/* ---- the connection ---- */

static void
on_connected(void *ctx)
{
	struct neighbor *n = ctx;
	struct ldp_actions actions;

	ldp_session_connected(&n->session, clock_mono(), &actions);
	perform(n, &actions);
	set_timer(n);
}

static size_t
on_input(void *ctx, const uint8_t *at, size_t n_bytes)
{
	struct neighbor *n = ctx;
	struct conn *conn = n->conn;
	struct ldp_actions actions;
	mono now = clock_mono();
	size_t done = 0, size;

	do {
		size = ldp_session_input(&n->session, now,
		    rbuf(at + done, n_bytes - done), &actions);
		done += size;
		perform(n, &actions);
	} while (size > 0 && n->conn == conn);
	set_timer(n);
	if (n->conn == conn && obuf_left(conn_out(conn)) > OUT_TOO_MUCH)
		conn_read(conn, false);
	return done;
}

static void
on_lost(void *ctx, const char *why)
{
	struct neighbor *n = ctx;
	struct ldp_actions actions;

	obuf_take(conn_out(n->conn), obuf_left(conn_out(n->conn)));
	ldp_session_lost(&n->session, clock_mono(), why, &actions);
	perform(n, &actions);
	set_timer(n);
	if (n->running && n->conn == NULL) /* it may have connected again */
		listen_review(n->daemon, n);
}

static void
on_drained(void *ctx)
{
	struct neighbor *n = ctx;

	conn_read(n->conn, true);
	daemon_work(n->daemon);
}

static const struct conn_events events = {
	.connected = on_connected,
	.input = on_input,
	.lost = on_lost,
	.drained = on_drained,
};

/*
 * Hellos in anyone's name make us dial where nobody is: of too many attempts
 * the oldest makes room, so that a real neighbour is not in line behind them.
 */
static void
make_room(struct daemon *d)
{
	struct neighbor *oldest = NULL;
	unsigned dialling = 0;

	for (size_t i = 0; i < d->n_neighbors; i++) {
		struct neighbor *n = d->neighbors[i];

		if (n->conn == NULL || !n->session.dialling)
			continue;
		dialling++;
		if (oldest == NULL || mono_before(n->dialled, oldest->dialled))
			oldest = n;
	}
	if (dialling >= MAX_DIALS)
		on_lost(oldest, "its attempt made room for others");
}

/* False: errno says why not. */
static bool
dial(struct neighbor *n)
{
	const struct terms *t = &n->terms;
	struct tcp_options o = {
		.device = t->interface[0] != '\0' ? t->interface : NULL,
		.ttl = 255,
		.min_ttl = t->gtsm ? 255 : 0,
		.key = t->key_n > 0 ? t->key : NULL,
		.key_length = t->key_n,
	};

	make_room(n->daemon);
	n->dialled = clock_mono();
	n->conn = conn_dial(
	    n->daemon->conns, &t->remote, LDP_PORT, &t->local, &o, &events, n);
	return n->conn != NULL;
}

static void
hang_up(struct neighbor *n)
{
	if (n->conn != NULL)
		conn_close(n->conn);
	n->conn = NULL;
}

/* ---- actions ---- */

static void
send_bytes(struct neighbor *n, struct rbuf bytes)
{
	if (n->conn == NULL)
		return;
	obuf_put(conn_out(n->conn), bytes.at, rbuf_left(&bytes));
	conn_flush(n->conn);
}

static void
act(struct neighbor *n, const struct ldp_action *a)
{
	switch (a->kind) {
	case LDP_DO_SEND:
		send_bytes(n, a->bytes);
		break;
	case LDP_DO_CLOSE:
		hang_up(n);
		break;
	case LDP_DO_UP:
		come_up(n);
		break;
	case LDP_DO_DOWN:
		go_down(n);
		break;
	case LDP_DO_MESSAGE:
		take_message(n, &a->message);
		break;
	case LDP_DO_TELL:
		state_tell(n);
		break;
	case LDP_DO_DIAL:
		break; /* perform() */
	}
}

/* What is refused at once is told the engine when the other actions are done.
 */
static void
perform(struct neighbor *n, const struct ldp_actions *actions)
{
	const char *refused = NULL;

	for (unsigned i = 0; i < actions->n; i++) {
		const struct ldp_action *a = &actions->at[i];

		if (a->kind != LDP_DO_DIAL)
			act(n, a);
		else if (!dial(n))
			refused = strerrordesc_np(errno);
	}
	if (refused != NULL) {
		struct ldp_actions more;

		ldp_session_lost(&n->session, clock_mono(), refused, &more);
		perform(n, &more);
	}
}

/* ---- what happens ---- */

void
session_begin(struct neighbor *n)
{
	struct ldp_actions actions;

	ldp_session_start(&n->session, clock_mono(), &actions);
	perform(n, &actions);
	set_timer(n);
}

void
session_end(struct neighbor *n, uint32_t status, const char *why)
{
	struct ldp_actions actions;

	if (!n->running)
		return;
	ldp_session_stop(&n->session, clock_mono(), status, why, &actions);
	perform(n, &actions);
	set_timer(n);
}

void
session_hurry(struct neighbor *n)
{
	struct ldp_actions actions;

	ldp_session_hurry(&n->session, clock_mono(), &actions);
	perform(n, &actions);
	set_timer(n);
}

bool
session_accept(struct neighbor *n, struct conn *conn)
{
	struct tcp_options o = { .ttl = 255,
		.min_ttl = n->terms.gtsm ? 255 : 0 };

	struct prefix from = { n->terms.remote,
		(uint8_t)addr_bits(&n->terms.remote) };

	if (n->conn != NULL || n->session.state != LDP_NON_EXISTENT)
		return false;
	/* also where the listening descriptor had no room for the key */
	if (n->terms.key_n > 0 &&
	    tcp_key(conn_fd(conn), &from, n->terms.key, n->terms.key_n) < 0)
		return false;
	tcp_set(conn_fd(conn), &o);
	n->conn = conn;
	conn_hand_over(conn, &events, n);
	on_connected(n);
	if (n->conn == conn)
		conn_look(conn);
	return true;
}

void
session_probe(struct neighbor *n)
{
	struct ldp_actions actions;

	ldp_session_probe(&n->session, clock_mono(), &actions);
	perform(n, &actions);
	set_timer(n);
}

void
session_tick(struct neighbor *n)
{
	mono now = clock_mono();
	struct ldp_actions actions;

	while (mono_due(ldp_session_deadline(&n->session), now)) {
		ldp_session_tick(&n->session, now, &actions);
		perform(n, &actions);
	}
	set_timer(n);
}

static unsigned
count_messages(struct rbuf pdus)
{
	unsigned n = 0;
	size_t size;

	while (ldp_pdu_size(pdus, UINT16_MAX, &size, NULL)) {
		struct rbuf one = get_sub(&pdus, size);
		struct ldp_message m;
		struct ldp_pdu pdu;

		if (!ldp_pdu_decode(one, &pdu, NULL))
			break;
		while (rbuf_left(&pdu.messages) > 0 &&
		       ldp_message_next(&pdu.messages, &m, NULL))
			n++;
	}
	return n;
}

bool
session_pump(struct neighbor *n)
{
	struct obuf *out;
	size_t size;
	bool more = false;

	if (!n->in_lib || n->conn == NULL)
		return false;
	out = conn_out(n->conn);
	if (!ldp_lib_pending(n->daemon->lib, n->lib))
		return false;
	/* answers always leave the database, so that OUT_TOO_MUCH sees them */
	size = ldp_lib_fill(n->daemon->lib, n->lib, out,
	    obuf_left(out) < OUT_ENOUGH ? OUT_ENOUGH - obuf_left(out) : 0,
	    OUT_SLICE, &more);
	if (size > 0) {
		n->label_messages += count_messages(
		    rbuf(obuf_at(out) + obuf_left(out) - size, size));
		ldp_session_sent(&n->session, clock_mono());
		set_timer(n);
	}
	conn_flush(n->conn);
	return more && obuf_left(out) < OUT_ENOUGH;
}
