/* What happens to a session, and what the engine's actions come to. */
#include "base/mem.h"
#include "cli/cli.h"
#include "edge/clock.h"
#include "speaker.h"
#include "station.h"

#include <string.h>

/* Enough waits for the neighbour; more is asked for when that has gone. */
#define OUT_ENOUGH (128u << 10)
/* Destinations that one turn looks at for one neighbour. */
#define OUT_SLICE 5000

static void perform(struct neighbor *, const struct bgp_actions *);

/* Each step ends with it; not each of many messages in a row. */
static void
set_timer(struct neighbor *n)
{
	mono at = mono_min(n->targets_due, n->far_due);

	at = mono_min(at, bgp_fsm_deadline(&n->fsm));
	loop_timer_set(
	    n->timer, mono_min(at, bgp_restart_deadline(&n->restart)));
}

static void
stop(struct neighbor *n, const struct bgp_stop *how)
{
	struct bgp_actions actions;

	bgp_fsm_stop(&n->fsm, clock_mono(), how, &actions);
	perform(n, &actions);
	set_timer(n);
}

/* ---- up and down ---- */

static void
come_up(struct neighbor *n, unsigned conn)
{
	struct bgp_restart_do todo;

	n->ends = n->links[conn].ends;
	n->since = clock_wall_us();
	n->error = (struct bgp_error){ 0 };
	far_look(n);
	restart_apply(n);
	bgp_restart_up(
	    &n->restart, clock_mono(), bgp_fsm_agreed(&n->fsm), &todo);
	restart_do(n, &todo);
	member_all_join(n);
	station_all_up(n);
	cli_info(n->speaker->cli, "peer \"%s\": established", n->name);
	neighbor_tell_silence(n);
}

static void
go_down(struct neighbor *n, unsigned conn)
{
	const char *why = n->fsm.why != NULL ? n->fsm.why : "stopped";
	struct bgp_restart_do todo;

	station_all_down(n, conn);
	member_all_leave(n);
	bgp_restart_down(&n->restart, clock_mono(), &n->fsm.conns[conn].agreed,
	    n->fsm.graceful, &todo);
	restart_do(n, &todo);
	if (!n->speaker->ending)
		cli_warn(n->speaker->cli, "peer \"%s\": down: %s", n->name,
		    n->held[0] != '\0' ? n->held : why);
}

/* ---- UPDATE ---- */

/* RFC 7606: what is wrong, and how wrong that is. */
static void
note_error(struct neighbor *n, const struct bgp_error *e, struct rbuf body)
{
	const uint8_t *at = e->fault.at;

	n->error = *e;
	n->treated_as_withdrawn += e->treatment == BGP_TREAT_AS_WITHDRAW;
	n->error_at = n->fsm.notices;
	n->error_offset = (uint32_t)(at - body.at) + BGP_HEADER_SIZE;
	cli_warn(n->speaker->cli, "peer \"%s\": UPDATE: %s (byte %u): %s (%s)",
	    n->name, e->fault.what, n->error_offset,
	    name_of(bgp_treatment_names, (int)e->treatment), e->clause);
}

/*
 * RFC 2545 3 wants a global address, yet over a link-local session some say
 * "::" and mean the link-local one behind it.
 */
static void
settle_hop(struct bgp_hop *hop)
{
	if (addr_is_unspecified(&hop->addr) && hop->link_local.ip != ADDR_NONE)
		hop->addr = hop->link_local;
}

static void
stop_over_limit(struct neighbor *n, const struct member *m)
{
	uint8_t data[7];
	struct wbuf w = wbuf(data, sizeof(data));

	/* RFC 4486 4 */
	put_u16(&w, FAMILY_AFI(m->family));
	put_u8(&w, FAMILY_SAFI(m->family));
	put_u32(&w, m->import.max_prefixes);
	stop(n, &(struct bgp_stop){
		    .error = BGP_CEASE_MAX_PREFIXES,
		    .data = rbuf(data, sizeof(data)),
		    .why = "it announced more than max_prefixes",
		    .again = neighbor_peer(n)->max_prefixes_restart > 0,
		    .rest = MONO_S(
			60 * (int64_t)neighbor_peer(n)->max_prefixes_restart),
		});
}

void
session_limit(struct neighbor *n)
{
	for (unsigned i = 0; i < n->n_members; i++) {
		struct member *m = n->members[i];
		uint32_t limit = m->import.max_prefixes;

		if (m->in_force && limit > 0 &&
		    bgp_rib_source(n->speaker->rib, m->source)->paths > limit) {
			stop_over_limit(n, m);
			return;
		}
	}
}

static void
end_of_rib(struct neighbor *n, struct member *m)
{
	struct bgp_restart_do todo;

	if (m == NULL || m->ended)
		return;
	member_ended(n, m);
	bgp_restart_end_of_rib(&n->restart, m->family, &todo);
	restart_do(n, &todo);
	state_tell_always(n);
	speaker_work(n->speaker);
}

/* What is of a family that is not in force is not ours to look at. */
static void
take_routes(struct neighbor *n, const struct bgp_update *u)
{
	const struct bgp_agreed *agreed = bgp_fsm_agreed(&n->fsm);
	uint32_t now = speaker_now();

	speaker_work(n->speaker);
	for (unsigned i = 0; i < n->n_members; i++) {
		struct member *m = n->members[i];

		if (!m->in_force)
			continue;
		m->import.now = now;
		if (bgp_import_update(&m->import, u, &agreed->in).over_limit) {
			stop_over_limit(n, m);
			return;
		}
		member_warn(n, m);
	}
}

/* RFC 7606 and 4271 6.3; a session reset comes back into the engine. */
static void
take_update(struct neighbor *n, struct rbuf body)
{
	const struct bgp_agreed *agreed = bgp_fsm_agreed(&n->fsm);
	struct bgp_update u;
	uint32_t family;

	switch (bgp_update_decode(body, &agreed->in, &u)) {
	case BGP_SESSION_RESET:
	case BGP_AFI_SAFI_DISABLE:
		note_error(n, &u.error, body);
		n->error_at++; /* the NOTIFICATION is about it */
		stop(n, &(struct bgp_stop){
			    .error = u.error.fault.code,
			    .data = u.error.data,
			    .why = u.error.fault.what,
			    .again = true,
			});
		return;
	case BGP_TREAT_AS_WITHDRAW:
	case BGP_ATTRIBUTE_DISCARD:
		note_error(n, &u.error, body);
		state_tell_always(n);
		break;
	case BGP_FINE:
		break;
	}
	if (bgp_update_is_end_of_rib(&u, &family)) {
		end_of_rib(n, member_find(n, family));
		return;
	}
	settle_hop(&u.reach.hop);
	take_routes(n, &u);
}

/* RFC 7313 5: with the whole message. */
static void
refuse_refresh(struct neighbor *n, struct rbuf body, const struct fault *f)
{
	const uint8_t *message = body.at - BGP_HEADER_SIZE;

	stop(n, &(struct bgp_stop){
		    .error = BGP_ERR_REFRESH,
		    .data = rbuf(message, rbuf_left(&body) + BGP_HEADER_SIZE),
		    .message = message,
		    .wrong = f->at,
		    .why = f->what,
		    .again = true,
		});
}

static void
take_refresh(struct neighbor *n, struct rbuf body)
{
	const struct bgp_agreed *agreed = bgp_fsm_agreed(&n->fsm);
	struct bgp_restart_do todo;
	struct bgp_refresh r;
	struct member *m;
	struct fault f;

	if (!bgp_refresh_decode(body, &r, &f)) {
		if (agreed->enhanced_refresh)
			refuse_refresh(n, body, &f);
		return;
	}
	m = member_find(n, r.family);
	if (m == NULL)
		return;
	if (r.subtype == BGP_REFRESH_NORMAL) {
		bgp_export_again(
		    n->speaker->export, m->told, agreed->enhanced_refresh);
		speaker_work(n->speaker);
	} else if (r.subtype <= BGP_REFRESH_END && m->ended) {
		bgp_restart_refresh(&n->restart, clock_mono(), m->family,
		    r.subtype == BGP_REFRESH_BEGIN, &todo);
		restart_do(n, &todo);
	}
}

/* ---- actions ---- */

static void
act(struct neighbor *n, const struct bgp_action *a)
{
	struct link *l = &n->links[a->conn];

	switch (a->kind) {
	case BGP_DO_SEND:
		traffic_sent(n, l, a->bytes);
		obuf_put(&l->out, a->bytes.at, rbuf_left(&a->bytes));
		link_flush(l);
		break;
	case BGP_DO_CLOSE:
		link_close(l);
		break;
	case BGP_DO_UP:
		come_up(n, a->conn);
		break;
	case BGP_DO_DOWN:
		go_down(n, a->conn);
		break;
	case BGP_DO_UPDATE:
		take_update(n, a->bytes);
		break;
	case BGP_DO_REFRESH:
		take_refresh(n, a->bytes);
		break;
	case BGP_DO_TELL:
		state_tell(n);
		speaker_work(n->speaker);
		break;
	case BGP_DO_DIAL:
	case BGP_DO_REFUSE:
		break; /* perform() and session_accept() */
	}
}

/* What is refused at once is told the engine behind the other actions. */
static void
perform(struct neighbor *n, const struct bgp_actions *actions)
{
	const char *refused = NULL;

	for (unsigned i = 0; i < actions->n; i++) {
		const struct bgp_action *a = &actions->at[i];

		if (a->kind != BGP_DO_DIAL)
			act(n, a);
		else if (!link_dial(&n->links[a->conn]))
			refused = link_why();
	}
	if (refused != NULL)
		session_lost(n, BGP_OUT, refused);
}

/* ---- what happens ---- */

void
session_start(struct neighbor *n)
{
	struct bgp_actions actions;

	n->fsm.jitter = clock_jitter();
	bgp_fsm_start(&n->fsm, clock_mono(), &actions);
	perform(n, &actions);
	set_timer(n);
}

void
session_stop(struct neighbor *n, uint16_t error, const char *why, bool again)
{
	stop(n,
	    &(struct bgp_stop){ .error = error, .why = why, .again = again });
}

void
session_shutdown(struct neighbor *n, const char *text)
{
	uint8_t data[256];
	size_t size = text[0] != '\0' ? bgp_shutdown_text(text, data) : 0;

	stop(n, &(struct bgp_stop){
		    .error = BGP_CEASE_SHUTDOWN,
		    .data = rbuf(data, size),
		    .why = "shut down by its record",
		});
}

void
session_hurry(struct neighbor *n)
{
	if (!n->running || bgp_fsm_state(&n->fsm) >= BGP_OPENSENT)
		return;
	session_stop(n, BGP_CEASE_RESET, "its interface is up again", false);
	session_start(n);
}

/* What came before a timer was due, or before another connection. */
static void
read_first(struct neighbor *n)
{
	for (unsigned i = 0; i < BGP_NCONNS; i++)
		link_read(&n->links[i]);
}

void
session_tick(struct neighbor *n)
{
	mono now = clock_mono();
	struct bgp_actions actions;

	read_first(n);
	n->fsm.jitter = clock_jitter();
	while (mono_due(bgp_fsm_deadline(&n->fsm), now)) {
		bgp_fsm_tick(&n->fsm, now, &actions);
		perform(n, &actions);
	}
	restart_tick(n, now);
	far_tick(n, now);
	member_tick(n, now);
	set_timer(n);
}

void
session_connected(struct neighbor *n, unsigned conn)
{
	struct bgp_actions actions;

	bgp_fsm_connected(&n->fsm, clock_mono(), conn, &actions);
	perform(n, &actions);
	set_timer(n);
}

void
session_accept(struct neighbor *n, int fd, const struct tcp_ends *ends)
{
	struct tcp_options o = {
		.ttl = n->terms.ttl,
		.min_ttl = n->terms.min_ttl,
	};
	struct bgp_actions actions;
	unsigned conn;

	read_first(n);
	conn = bgp_fsm_make_room(&n->fsm, clock_mono(), &actions);
	perform(n, &actions);
	bgp_fsm_connected(&n->fsm, clock_mono(), conn, &actions);
	if (actions.n == 1 && actions.at[0].kind == BGP_DO_REFUSE) {
		farewell_say(n->speaker, fd, actions.at[0].bytes);
		state_tell(n);
		return;
	}
	tcp_set(fd, &o);
	link_attach(&n->links[conn], fd, ends);
	far_look(n);
	perform(n, &actions);
	set_timer(n);
}

void
session_sent(struct neighbor *n, unsigned conn, bool waiting)
{
	bgp_fsm_sent(&n->fsm, clock_mono(), conn, waiting);
	if (waiting)
		set_timer(n);
}

void
session_lost(struct neighbor *n, unsigned conn, const char *why)
{
	struct bgp_actions actions;

	obuf_take(&n->links[conn].out, obuf_left(&n->links[conn].out));
	bgp_fsm_lost(&n->fsm, clock_mono(), conn, why, &actions);
	n->lost = true;
	perform(n, &actions);
	n->lost = false;
	set_timer(n);
}

/* Who says no End-of-RIB has said all when it begins to keep alive. */
static void
heard_keepalive(struct neighbor *n)
{
	const struct bgp_agreed *agreed = bgp_fsm_agreed(&n->fsm);

	if (agreed == NULL || agreed->end_of_rib)
		return;
	for (unsigned i = 0; i < n->n_members; i++)
		if (n->members[i]->in_force)
			end_of_rib(n, n->members[i]);
}

void
session_input(struct neighbor *n, unsigned conn)
{
	struct link *l = &n->links[conn];
	mono now = clock_mono();
	struct bgp_actions actions;
	size_t at = 0, size;
	int fd = l->fd;

	while (l->fd == fd &&
	       (size = bgp_fsm_input(&n->fsm, now, conn,
		    rbuf(l->in + at, l->in_used - at), &actions)) > 0) {
		bool idle = actions.n == 0 && size == BGP_HEADER_SIZE;

		traffic_received(n, l, rbuf(l->in + at, size));
		at += size;
		perform(n, &actions);
		if (idle)
			heard_keepalive(n);
	}
	set_timer(n);
	if (l->fd != fd)
		return;
	l->in_used -= at;
	memmove(l->in, l->in + at, l->in_used);
}

bool
session_pump(struct neighbor *n)
{
	unsigned conn = bgp_fsm_conn(&n->fsm);
	bool more = false;

	if (conn == BGP_NCONNS || restart_defers(n))
		return false;
	for (unsigned i = 0; i < n->n_members; i++) {
		struct obuf *out = &n->links[conn].out;
		bool again = false;
		size_t size;

		if (!n->members[i]->in_force)
			continue;
		if (obuf_left(out) >= OUT_ENOUGH)
			break;
		size = bgp_export_fill(n->speaker->export, n->members[i]->told,
		    out, OUT_ENOUGH, OUT_SLICE, &again);
		traffic_sent(n, &n->links[conn],
		    rbuf(obuf_at(out) + obuf_left(out) - size, size));
		more |= again && obuf_left(out) < OUT_ENOUGH;
	}
	link_flush(&n->links[conn]);
	return more;
}
