/* The router's side of the RPKI to Router protocol (RFC 8210 8). */
#include "core/rtr.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* RFC 8210 6: what is suggested where a cache says nothing, and the limits. */
enum {
	REFRESH = 3600,
	RETRY = 600,
	FIRST_RETRY = 5, /* without ROAs all is not found */
	EXPIRE = 7200,
	MAX_RETRY = 7200,
	MAX_REFRESH = 86400,
	MAX_EXPIRE = 172800,
	ANSWER = 60, /* to connect, and between two PDUs of an answer */
};

static void
wait_for(struct rtr *r, enum rtr_state state, mono now, uint32_t seconds)
{
	r->state = state;
	r->deadline = mono_add(now, MONO_S(seconds));
}

void
rtr_init(struct rtr *r, mono now)
{
	*r = (struct rtr){
		.version = RTR_VERSION,
		.refresh = REFRESH,
		.retry = FIRST_RETRY,
		.expire = EXPIRE,
		.expires = MONO_NEVER,
		.table = rpki_new(),
	};
	wait_for(r, RTR_WAITING, now, 0);
}

void
rtr_fini(struct rtr *r)
{
	rpki_free(r->table);
	free(r->changes);
	*r = (struct rtr){ 0 };
}

/* ---- out ---- */

static void
say(const struct rtr *r, const struct rtr_pdu *pdu, struct rtr_out *out)
{
	struct wbuf w = wbuf(out->bytes + out->n, sizeof(out->bytes) - out->n);
	struct rtr_pdu p = *pdu;

	p.version = r->version;
	if (rtr_encode(&w, &p))
		out->n += wbuf_used(&w);
}

static void
ask(struct rtr *r, mono now, struct rtr_out *out)
{
	r->n_changes = 0;
	r->from_nothing = !r->has_serial;
	say(r,
	    &(struct rtr_pdu){
		.type = r->has_serial ? RTR_SERIAL_QUERY : RTR_RESET_QUERY,
		.session = r->has_serial ? r->session : 0,
		.serial = r->serial,
	    },
	    out);
	wait_for(r, RTR_ASKING, now, ANSWER);
}

static void
give_up(struct rtr *r, mono now, const char *why, struct rtr_out *out)
{
	out->close = true;
	r->why = why;
	r->n_changes = 0;
	wait_for(r, RTR_WAITING, now, r->retry);
}

/* RFC 8210 5.11: never in answer to an error. */
static void
complain(struct rtr *r, mono now, const struct fault *f, struct rtr_out *out)
{
	const char *text = f->what;

	say(r,
	    &(struct rtr_pdu){
		.type = RTR_ERROR,
		.session = f->code,
		.text = rbuf(text, strlen(text)),
	    },
	    out);
	r->has_serial = false; /* what we have may not be what it thinks */
	give_up(r, now, text, out);
}

static bool
refuse(uint16_t code, const char *what, struct fault *f)
{
	return fault(f, NULL, code, what);
}

/* ---- the answer ---- */

static bool
take_response(struct rtr *r, mono now, const struct rtr_pdu *p, struct fault *f)
{
	if (r->state != RTR_ASKING)
		return refuse(RTR_CORRUPT, "a response that none asked for", f);
	if (!r->from_nothing && p->session != r->session)
		return refuse(RTR_CORRUPT, "a response of another session", f);
	r->session = p->session;
	wait_for(r, RTR_LOADING, now, ANSWER);
	return true;
}

static bool
take_prefix(struct rtr *r, mono now, const struct rtr_pdu *p, struct fault *f)
{
	if (r->state != RTR_LOADING)
		return refuse(RTR_CORRUPT, "a prefix outside of an answer", f);
	r->changes = mem_grow(
	    r->changes, &r->room_changes, r->n_changes, sizeof(*r->changes));
	r->changes[r->n_changes++] = (struct rtr_change){ p->roa, p->announce };
	wait_for(r, RTR_LOADING, now, ANSWER);
	return true;
}

/* On a fault the table is lost, and asked for anew. */
static bool
apply(struct rtr *r, struct fault *f)
{
	if (r->from_nothing) {
		rpki_free(r->table);
		r->table = rpki_new();
	}
	for (size_t i = 0; i < r->n_changes; i++) {
		const struct rtr_change *c = &r->changes[i];

		if (c->announce && !rpki_add(r->table, &c->roa))
			return refuse(RTR_DUPLICATE,
			    "a ROA that was announced before", f);
		if (!c->announce && !rpki_remove(r->table, &c->roa))
			return refuse(RTR_WITHDRAWAL_UNKNOWN,
			    "a withdrawn ROA that is not there", f);
	}
	return true;
}

static uint32_t
within(uint32_t said, uint32_t most, uint32_t otherwise)
{
	return said == 0 ? otherwise : said > most ? most : said;
}

static bool
take_end(struct rtr *r, mono now, const struct rtr_pdu *p, struct rtr_out *out,
    struct fault *f)
{
	if (r->state != RTR_LOADING || p->session != r->session)
		return refuse(RTR_CORRUPT, "an end of no answer", f);
	out->changed = r->n_changes > 0 || r->from_nothing;
	if (!apply(r, f))
		return false;
	free(r->changes);
	r->changes = NULL;
	r->n_changes = r->room_changes = 0;
	r->has_serial = true;
	r->serial = p->serial;
	r->refresh = within(p->refresh, MAX_REFRESH, REFRESH);
	r->retry = within(p->retry, MAX_RETRY, RETRY);
	r->expire = within(p->expire, MAX_EXPIRE, EXPIRE);
	r->expires = mono_add(now, MONO_S(r->expire));
	r->why = NULL;
	wait_for(r, RTR_IN_SYNC, now, r->refresh);
	return true;
}

/* RFC 8210 7: it knows only an older version, or has nothing yet. */
static void
take_error(
    struct rtr *r, mono now, const struct rtr_pdu *p, struct rtr_out *out)
{
	const char *why = name_of(rtr_error_names, p->session);

	if (p->session == RTR_UNSUPPORTED_VERSION && r->version > 0) {
		r->version--;
		r->has_serial = false;
		give_up(r, now, "the cache speaks an older version", out);
		wait_for(r, RTR_WAITING, now, 0);
		return;
	}
	if (p->session != RTR_NO_DATA)
		r->has_serial = false;
	give_up(r, now, why != NULL ? why : "an error of the cache", out);
}

static bool
take_notify(
    struct rtr *r, mono now, const struct rtr_pdu *p, struct rtr_out *out)
{
	if (r->state != RTR_IN_SYNC)
		return true; /* the answer under way, or the next, has it */
	if (p->session != r->session)
		r->has_serial = false;
	if (!r->has_serial || p->serial != r->serial)
		ask(r, now, out);
	return true;
}

static bool
take(struct rtr *r, mono now, const struct rtr_pdu *p, struct rtr_out *out,
    struct fault *f)
{
	switch (p->type) {
	case RTR_SERIAL_NOTIFY:
		return take_notify(r, now, p, out);
	case RTR_CACHE_RESPONSE:
		return take_response(r, now, p, f);
	case RTR_IP4_PREFIX:
	case RTR_IP6_PREFIX:
		return take_prefix(r, now, p, f);
	case RTR_ROUTER_KEY:
		return true; /* of BGPsec, which is not spoken */
	case RTR_END_OF_DATA:
		return take_end(r, now, p, out, f);
	case RTR_CACHE_RESET:
		if (r->state != RTR_ASKING)
			return refuse(RTR_CORRUPT, "a reset of no query", f);
		r->has_serial = false;
		ask(r, now, out);
		return true;
	case RTR_ERROR:
		take_error(r, now, p, out);
		return true;
	default:
		return refuse(
		    RTR_INVALID_REQUEST, "a query, which routers send", f);
	}
}

/* RFC 8210 7: the first PDU settles the version, and then it stays. */
static bool
check_version(struct rtr *r, const struct rtr_pdu *p, struct fault *f)
{
	if (p->version == r->version || p->type == RTR_ERROR ||
	    p->type == RTR_SERIAL_NOTIFY)
		return true;
	if (r->state == RTR_ASKING && p->type == RTR_CACHE_RESPONSE &&
	    p->version < r->version) {
		r->version = p->version;
		return true;
	}
	return refuse(RTR_UNEXPECTED_VERSION, "a PDU of another version", f);
}

size_t
rtr_input(struct rtr *r, mono now, struct rbuf in, struct rtr_out *out)
{
	struct rtr_pdu p;
	struct fault f = { 0 };
	size_t n = 0;

	*out = (struct rtr_out){ 0 };
	if (r->state < RTR_ASKING)
		return 0;
	if (!rtr_length(in, &n, &f)) {
		complain(r, now, &f, out);
		return 0;
	}
	if (n == 0 || n > rbuf_left(&in))
		return 0;
	in.end = in.at + n;
	if (!rtr_decode(in, &p, &f) || !check_version(r, &p, &f) ||
	    !take(r, now, &p, out, &f))
		complain(r, now, &f, out);
	return n;
}

/* ---- the connection, and time ---- */

void
rtr_connected(struct rtr *r, mono now, struct rtr_out *out)
{
	*out = (struct rtr_out){ 0 };
	if (r->state == RTR_CONNECTING)
		ask(r, now, out);
}

void
rtr_lost(struct rtr *r, mono now, const char *why, struct rtr_out *out)
{
	*out = (struct rtr_out){ 0 };
	if (r->state != RTR_WAITING)
		give_up(r, now, why, out);
}

static void
expire(struct rtr *r, struct rtr_out *out)
{
	out->changed = rpki_count(r->table) > 0;
	rpki_free(r->table);
	r->table = rpki_new();
	r->has_serial = false;
	r->expires = MONO_NEVER;
}

void
rtr_tick(struct rtr *r, mono now, struct rtr_out *out)
{
	*out = (struct rtr_out){ 0 };
	if (mono_due(r->expires, now))
		expire(r, out);
	if (!mono_due(r->deadline, now))
		return;
	switch (r->state) {
	case RTR_WAITING:
		out->dial = true;
		wait_for(r, RTR_CONNECTING, now, ANSWER);
		break;
	case RTR_CONNECTING:
	case RTR_ASKING:
	case RTR_LOADING:
		give_up(r, now, "the cache does not answer", out);
		break;
	case RTR_IN_SYNC:
		ask(r, now, out);
		break;
	}
}

mono
rtr_deadline(const struct rtr *r)
{
	return mono_min(r->deadline, r->expires);
}
