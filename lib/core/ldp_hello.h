/*
 * Discovery of LDP neighbours: hellos in, hellos out, and who is there
 * (RFC 5036 2.4, 2.5.5; IPv6 and dual stack: RFC 7552; GTSM: RFC 6720).
 *
 * A neighbour is known by its LDP identifier. It has an adjacency for each link
 * that it is heard on, by each version of IP, and for each address that tells
 * us so from afar; it is there as long as one of them is. Which transport the
 * session is to use follows from all of them together.
 *
 * Hellos go out at a third of the hold time, and at once where a link comes up
 * or somebody new is heard: so two routers that are started together need not
 * wait for the interval. Anyone may send hellos in anyone's name: the table has
 * an end, and where it is full the oldest adjacency without a session makes
 * room, so that a flood costs no session that is up, and a real newcomer has
 * the time that its session needs.
 *
 * The caller hands in what happened and the time, takes the actions after each
 * call, and sleeps until ldp_hellos_deadline().
 */
#ifndef CORE_LDP_HELLO_H
#define CORE_LDP_HELLO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/mono.h"
#include "value/addr.h"

/* The versions of IP, where arrays have one of each. */
enum { LDP_IP4, LDP_IP6, LDP_N_IP };

struct ldp_id { /* RFC 5036 2.2.2 */
	uint32_t lsr;
	uint16_t space;
};

#define LDP_ID_TEXT 22
/* "192.0.2.1:0"; returns where its NUL is. */
char *ldp_id_format(struct ldp_id, char to[LDP_ID_TEXT]);

static inline bool
ldp_id_equal(struct ldp_id a, struct ldp_id b)
{
	return a.lsr == b.lsr && a.space == b.space;
}

struct ldp_hello_config {
	uint32_t lsr; /* ours, in host order; our label space is 0 */
	struct addr transport[LDP_N_IP]; /* ADDR_NONE: not spoken */
	bool prefer_ip4; /* of a neighbour with both (RFC 7552 6.1.1) */
	bool no_gtsm;
	bool accept_targeted;              /* of who asks for an answer */
	uint16_t link_hold, targeted_hold; /* seconds; 0: 15 and 45 */
	unsigned max_adjacencies;          /* 0: 4096 */
};

struct ldp_adjacency {
	struct ldp_heard *of;
	struct ldp_adjacency *next;          /* of the same neighbour */
	struct ldp_adjacency *older, *newer; /* of all */
	uint32_t ifindex;                    /* of the link; 0: targeted */
	struct addr source; /* of the hellos; for a link the last one */
	uint16_t hold;      /* seconds as agreed; 65535: for ever */
	bool gtsm;          /* its hellos say so */
	mono since, until;
};

/* A neighbour, as its hellos say. */
struct ldp_heard {
	struct ldp_id id;
	struct addr transport[LDP_N_IP]; /* ADDR_NONE: not heard by that */
	uint32_t scope;     /* ifindex, of a link-local transport address */
	uint8_t preference; /* of its dual-stack TLV: 4 or 6; 0: it has none */
	bool gtsm;
	bool busy;         /* ldp_hellos_busy() */
	uint32_t sequence; /* of its configuration */
	struct ldp_adjacency *adjacencies;
	unsigned by_ip[LDP_N_IP]; /* how many there are */
	mono settle;              /* then the other transport will do */
	/* What follows from that: */
	unsigned ip;     /* of the session; LDP_N_IP: wait */
	uint16_t status; /* why there can be none: LDP_TRANSPORT_MISMATCH,
			  * LDP_DUAL_STACK_NONCOMPLIANCE; 0: there can */
};

enum ldp_hello_do {
	LDP_HELLO_SEND, /* the bytes, over the link or to the target */
	/*
	 * Something about the neighbour: ldp_hellos_find() has what is so now;
	 * NULL: it is gone, for the reason in `status`.
	 */
	LDP_HELLO_CHANGED,
};

struct ldp_hello_action {
	enum ldp_hello_do what;
	struct ldp_id id;
	uint16_t status;
	uint32_t ifindex; /* 0: to the address `to` */
	unsigned ip;
	struct addr to;
	unsigned n;
	uint8_t bytes[80];
};

/* A datagram. */
struct ldp_hello_from {
	struct addr peer;
	uint32_t ifindex; /* it came in there */
	bool multicast;   /* to all routers, not to us alone */
	uint8_t ttl;
};

struct ldp_hello_counts {
	uint64_t sent, received;
	uint64_t malformed; /* ignored, as RFC 5036 3.5.1 has it */
	uint64_t ignored;   /* for a reason of RFC 5036 2.4 or 7552 */
	uint64_t displaced; /* adjacencies that made room */
};

struct ldp_hellos;

struct ldp_hellos *ldp_hellos_new(void);
void ldp_hellos_free(struct ldp_hellos *);

/* What our hellos say from now on. */
void ldp_hellos_config(
    struct ldp_hellos *, mono now, const struct ldp_hello_config *);
/* A link that is to be used, by these versions of IP; none: no longer. */
void ldp_hellos_link(
    struct ldp_hellos *, mono now, uint32_t ifindex, const bool on[LDP_N_IP]);
/* An address that gets targeted hellos, or no longer. */
void ldp_hellos_target(
    struct ldp_hellos *, mono now, const struct addr *, bool on);
/* The neighbour has a session: it is not what makes room for others. */
void ldp_hellos_busy(struct ldp_hellos *, struct ldp_id, bool);

void ldp_hellos_input(
    struct ldp_hellos *, mono now, const struct ldp_hello_from *, struct rbuf);
void ldp_hellos_tick(struct ldp_hellos *, mono now);
mono ldp_hellos_deadline(const struct ldp_hellos *);

/* The next thing to do; false: all is done. */
bool ldp_hellos_next(struct ldp_hellos *, struct ldp_hello_action *);

const struct ldp_heard *ldp_hellos_find(
    const struct ldp_hellos *, struct ldp_id);
/* Who is at that transport address: the next behind this one, NULL to begin. */
const struct ldp_heard *ldp_hellos_at(const struct ldp_hellos *,
    const struct addr *, const struct ldp_heard *behind);
const struct ldp_hello_counts *ldp_hellos_counts(const struct ldp_hellos *);

#endif
