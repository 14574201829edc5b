/* Hellos over UDP: which links speak LDP, and what comes and goes there. */
#include "core/store.h"
#include "daemon.h"
#include "edge/clock.h"
#include "edge/udp.h"
#include "wire/ldp.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Datagrams of one wake-up: the loop has others to serve. */
enum { AT_ONCE = 64 };

/* All routers of the link (RFC 5036 2.4.1, RFC 7552 5.1). */
static struct addr
all_routers(unsigned ip)
{
	static const uint8_t six[16] = { 0xff, 0x02, [15] = 2 };

	return ip == LDP_IP4 ? addr_ip4(0xe0000002) : addr_from(ADDR_IP6, six);
}

/* ---- the links ---- */

static const struct rec *
find(const struct daemon *d, enum rec_type type, const char *name)
{
	struct rec key = { .type = type };

	if (type == REC_INTERFACE)
		PUT(&key.interface, interface, name, name);
	else
		PUT(&key.interface_state, interface_state, name, name);
	return store_find(stage_store(d->stage), &key);
}

const char *
discovery_name(const struct daemon *d, uint32_t ifindex)
{
	const struct rec *r;
	uint32_t at = 0;

	while ((r = store_next(
		    stage_store(d->stage), REC_INTERFACE_STATE, &at)) != NULL)
		if (r->interface_state.ifindex == ifindex)
			return r->interface_state.name;
	return NULL;
}

/* Once is enough: a second time is EADDRINUSE, and no fault. */
static void
join(struct daemon *d, const struct rec_interface_state *s, unsigned ip)
{
	struct addr group = all_routers(ip);

	if (d->udp[ip] >= 0 &&
	    udp_join(d->udp[ip], &group, s->ifindex, true) < 0 &&
	    errno != EADDRINUSE)
		cli_warn(d->cli, "interface %s: cannot hear hellos: %s",
		    s->name, strerror(errno));
}

void
discovery_link(struct daemon *d, const char *name)
{
	const struct rec *wanted = find(d, REC_INTERFACE, name);
	const struct rec *r = find(d, REC_INTERFACE_STATE, name);
	const struct rec_interface_state *s =
	    r != NULL ? &r->interface_state : NULL;
	bool on[LDP_N_IP] = { false };

	if (s == NULL || !HAS(s, interface_state, ifindex))
		return;
	if (wanted != NULL && wanted->interface.ldp && s->up &&
	    !HAS(s, interface_state, vrf))
		for (uint32_t i = 0; i < s->addresses.n; i++)
			on[s->addresses.at[i].addr.ip == ADDR_IP6] = true;
	for (unsigned ip = 0; ip < LDP_N_IP; ip++)
		if (on[ip])
			join(d, s, ip);
	ldp_hellos_link(d->hellos, clock_mono(), s->ifindex, on);
	discovery_work(d);
}

void
discovery_gone(struct daemon *d, uint32_t ifindex)
{
	static const bool off[LDP_N_IP];

	ldp_hellos_link(d->hellos, clock_mono(), ifindex, off);
	discovery_work(d);
}

static bool
is_target(const struct rec_ldp_router *c, const struct addr *a)
{
	for (uint32_t i = 0; c != NULL && i < c->targeted.n; i++)
		if (addr_cmp(&c->targeted.at[i], a) == 0)
			return true;
	return false;
}

void
discovery_targets(struct daemon *d, const struct rec_ldp_router *old,
    const struct rec_ldp_router *new)
{
	mono now = clock_mono();

	for (uint32_t i = 0; old != NULL && i < old->targeted.n; i++)
		if (!is_target(new, &old->targeted.at[i]))
			ldp_hellos_target(
			    d->hellos, now, &old->targeted.at[i], false);
	for (uint32_t i = 0; new != NULL &&i < new->targeted.n; i++)
		ldp_hellos_target(d->hellos, now, &new->targeted.at[i], true);
}

/* ---- the router record ---- */

void
discovery_configure(struct daemon *d)
{
	const struct rec_ldp_router *c = daemon_config(d);
	struct ldp_hello_config h;

	if (!d->ready)
		return;
	memset(&h, 0, sizeof(h)); /* they are compared as bytes */
	if (d->router != NULL && d->router->router.router_id.ip == ADDR_IP4) {
		h.lsr = addr_u32(&d->router->router.router_id);
		h.transport[LDP_IP4] = d->router->router.router_id;
	}
	if (c != NULL && c->transport.n > 0)
		h.transport[LDP_IP4] = (struct addr){ 0 };
	for (uint32_t i = 0; c != NULL && i < c->transport.n; i++)
		h.transport[c->transport.at[i].ip == ADDR_IP6] =
		    c->transport.at[i];
	if (c != NULL) {
		h.prefer_ip4 = HAS(c, ldp_router, prefer) &&
			       strcmp(c->prefer, "ipv4") == 0;
		h.no_gtsm = HAS(c, ldp_router, gtsm) && !c->gtsm;
		h.accept_targeted = c->accept_targeted;
		h.link_hold = (uint16_t)c->hold_time;
		h.targeted_hold = (uint16_t)c->targeted_hold_time;
	}
	if (memcmp(&h, &d->hello, sizeof(h)) != 0) {
		d->hello = h;
		ldp_hellos_config(d->hellos, clock_mono(), &h);
	}
	discovery_work(d);
}

/* ---- bytes ---- */

static void
send_hello(struct daemon *d, const struct ldp_hello_action *a)
{
	struct addr to = a->ifindex != 0 ? all_routers(a->ip) : a->to;
	bool far = a->ifindex == 0 || a->ip == LDP_IP6;

	/* who is afar knows us by our transport address */
	const struct addr *source =
	    a->ifindex == 0 ? &d->hello.transport[a->ip] : NULL;

	if (d->udp[a->ip] >= 0 &&
	    udp_send_to(d->udp[a->ip], source, &to, LDP_PORT, a->ifindex,
		far ? 255 : 1, a->bytes, a->n) < 0)
		cli_debug(
		    d->cli, "a hello did not go out: %s", strerror(errno));
}

void
discovery_work(struct daemon *d)
{
	struct ldp_hello_action a;

	while (ldp_hellos_next(d->hellos, &a)) {
		if (a.what == LDP_HELLO_SEND)
			send_hello(d, &a);
		else if (!d->ending)
			neighbor_heard(d, a.id, a.status);
	}
	loop_timer_set(d->hello_timer, ldp_hellos_deadline(d->hellos));
}

static void
on_timer(void *ctx)
{
	struct daemon *d = ctx;

	ldp_hellos_tick(d->hellos, clock_mono());
	discovery_work(d);
}

static void
receive(struct daemon *d, unsigned ip)
{
	uint8_t bytes[1500];
	struct udp_from from;
	ssize_t n;

	for (unsigned i = 0; i < AT_ONCE; i++) {
		n = udp_receive(d->udp[ip], bytes, sizeof(bytes), &from);
		if (n < 0)
			break;
		if (from.peer_port == LDP_PORT) /* RFC 5036 2.4 */
			ldp_hellos_input(d->hellos, clock_mono(),
			    &(struct ldp_hello_from){
				.peer = from.peer,
				.ifindex = from.interface,
				.multicast = addr_is_multicast(&from.local),
				.ttl = from.ttl,
			    },
			    rbuf(bytes, (size_t)n));
	}
	discovery_work(d);
}

static void
on_ip4(void *ctx)
{
	receive(ctx, LDP_IP4);
}

static void
on_ip6(void *ctx)
{
	receive(ctx, LDP_IP6);
}

/* ---- beginning and end ---- */

void
discovery_open(struct daemon *d)
{
	static loop_fn *const on[] = { on_ip4, on_ip6 };

	d->hellos = ldp_hellos_new();
	d->hello_timer = loop_timer_new(d->loop, on_timer, d);
	for (unsigned ip = 0; ip < LDP_N_IP; ip++) {
		d->udp[ip] =
		    udp_listen(ip == LDP_IP4 ? ADDR_IP4 : ADDR_IP6, LDP_PORT);
		if (d->udp[ip] < 0) {
			cli_warn(d->cli,
			    "UDP port %d over IPv%d: %s; no hellos there",
			    LDP_PORT, ip == LDP_IP4 ? 4 : 6, strerror(errno));
			continue;
		}
		d->udp_watch[ip] =
		    loop_fd_new(d->loop, d->udp[ip], on[ip], NULL, d);
		loop_fd_want(d->udp_watch[ip], LOOP_READ);
	}
}

void
discovery_close(struct daemon *d)
{
	for (unsigned ip = 0; ip < LDP_N_IP; ip++)
		if (d->udp[ip] >= 0) {
			loop_fd_free(d->udp_watch[ip]);
			close(d->udp[ip]);
		}
	loop_timer_free(d->hello_timer);
	ldp_hellos_free(d->hellos);
}
