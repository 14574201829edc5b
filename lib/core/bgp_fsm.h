/*
 * The BGP session engine: events and the clock in, actions out (RFC 4271 8).
 *
 * A session is what we have with one neighbour. It holds two connections, the
 * one that we dial and the one that the neighbour dials; each runs the machine
 * of RFC 4271 8.2.2 by itself, the second from OpenSent on, until 6.8 leaves
 * one of them. The neighbour's state is that of the connection further on.
 *
 * The engine opens nothing, sends nothing and knows no clock. Its caller hands
 * in what happened and the time, carries out the actions in their order, and
 * sleeps until bgp_session_deadline(). Bytes to be sent stand in the actions,
 * in the caller's frame. UPDATEs are not looked into here: they go to the
 * caller as they came, and what RFC 7606 calls a session reset comes back
 * through bgp_session_stop().
 *
 * RFC 4271, 4486 and 9003 (Cease), 5492 and 4760 (capabilities), 6286 (router
 * ids), 6608 (FSM errors), 6793 (four-octet AS), 7606, 8654 (long messages).
 */
#ifndef CORE_BGP_FSM_H
#define CORE_BGP_FSM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/mono.h"

enum bgp_state { /* as in the `state` of peer_state */
	BGP_IDLE = 1,
	BGP_CONNECT,
	BGP_ACTIVE,
	BGP_OPENSENT,
	BGP_OPENCONFIRM,
	BGP_ESTABLISHED,
	BGP_NSTATES,
};

/* The two connections: the one that we dialled, the one that we accepted. */
enum { BGP_OUT, BGP_IN, BGP_NCONNS };

#define BGP_SESSION_FAMILIES 16

/* What the caller wants of a session; plain values, so that two compare. */
struct bgp_session_config {
	uint32_t local_as, remote_as;
	uint32_t local_id;  /* our router id, in host order */
	uint16_t hold_time; /* seconds; 0 or at least 3 */
	bool passive;       /* never dial */
	bool extended;      /* offer long messages (RFC 8654) */
	unsigned n_families;
	uint32_t families[BGP_SESSION_FAMILIES]; /* value/family.h */
	int64_t connect_retry;                   /* microseconds */
	int64_t idle_hold_min, idle_hold_max;    /* DampPeerOscillations */
};

/* What the two OPENs agree on. */
struct bgp_negotiated {
	uint32_t remote_as, remote_id;
	uint16_t hold_time, keepalive; /* seconds; 0: none are sent */
	bool as4;                      /* RFC 6793 */
	bool extended;                 /* RFC 8654: the neighbour reads them */
	bool refresh;                  /* RFC 2918: the neighbour answers it */
	unsigned n_families;
	uint32_t families[BGP_SESSION_FAMILIES]; /* in our order */
};

/* A NOTIFICATION that ended, or kept off, the session. */
struct bgp_notice {
	bool sent, received; /* neither: nothing has happened yet */
	uint8_t code, subcode;
	uint8_t n; /* of data; what is longer is cut */
	uint8_t data[255];
	const char *why; /* a literal; what we know beyond the code, or NULL */
};

struct bgp_conn {
	enum bgp_state state;
	mono retry, hold, keepalive;  /* MONO_NEVER: not running */
	struct bgp_negotiated agreed; /* from OpenConfirm on */
};

struct bgp_session {
	struct bgp_session_config config;
	struct bgp_conn conns[BGP_NCONNS];
	bool started;      /* should be up; false from a stop to a start */
	bool bare;         /* the next OPEN goes without capabilities */
	mono idle_until;   /* IdleHoldTimer; MONO_NEVER: not running */
	int64_t idle_hold; /* the next one, doubled at each failure */
	mono since;        /* when it was established */
	uint16_t jitter;   /* 750 to 1000 thousandths (RFC 4271 10); the
			      caller draws one before each tick */
	struct bgp_notice notice; /* the last */
	const char *down;         /* why it is down, a literal */
	uint64_t messages_in, messages_out;
	uint32_t established; /* times */
};

enum bgp_action_kind {
	BGP_DO_DIAL,    /* open a TCP connection to the neighbour (BGP_OUT) */
	BGP_DO_SEND,    /* write bytes to the connection */
	BGP_DO_CLOSE,   /* close it, once what was sent is written; or give
			   up dialling */
	BGP_DO_UP,      /* Established on this connection; `agreed` is there */
	BGP_DO_DOWN,    /* no longer: its routes are gone */
	BGP_DO_UPDATE,  /* bytes: the whole message, in the caller's buffer */
	BGP_DO_REFRESH, /* the same, a ROUTE-REFRESH (RFC 2918) */
	BGP_DO_TELL,    /* the state or the notice changed: say it to people */
};

struct bgp_action {
	enum bgp_action_kind kind;
	uint8_t conn;
	const uint8_t *bytes;
	size_t n;
};

/*
 * The answer to one step. Room for the most that one step does: two OPENs are
 * never sent at once, and a NOTIFICATION carries at most 255 bytes from here.
 */
struct bgp_actions {
	unsigned n;
	struct bgp_action at[12];
	size_t used;
	uint8_t bytes[2048];
};

/* Why a session is taken down from above, or the connection is given up. */
struct bgp_stop {
	uint8_t code, subcode; /* Cease, or an UPDATE error (RFC 4271 6.3) */
	bool again;            /* start again by itself after the idle hold */
	const uint8_t *data;
	size_t n;
	const char *why; /* a literal */
};

void bgp_session_init(struct bgp_session *, const struct bgp_session_config *);

/* What the neighbour's state is. */
enum bgp_state bgp_session_state(const struct bgp_session *);
const char *bgp_state_name(enum bgp_state);

/* The established connection's, or NULL. */
const struct bgp_negotiated *bgp_session_agreed(const struct bgp_session *);
/* The connection that is established, or BGP_NCONNS. */
unsigned bgp_session_conn(const struct bgp_session *);

/* ---- what happens; *out is begun anew each time ---- */

void bgp_session_start(struct bgp_session *, mono now, struct bgp_actions *out);
void bgp_session_stop(struct bgp_session *, mono now, const struct bgp_stop *,
    struct bgp_actions *out);

/* The connection stands: our dial succeeded, or one was accepted. */
void bgp_session_connected(
    struct bgp_session *, mono now, unsigned conn, struct bgp_actions *out);
/* It ended, or the dial failed; `why` is a literal. */
void bgp_session_lost(struct bgp_session *, mono now, unsigned conn,
    const char *why, struct bgp_actions *out);

/*
 * Bytes have arrived. Takes one message and says how long it was, or 0 when
 * there is none whole yet: call until it is 0 or the connection is closed.
 */
size_t bgp_session_input(struct bgp_session *, mono now, unsigned conn,
    struct rbuf, struct bgp_actions *out);

/* The next timer, if it is due; call until the deadline lies ahead. */
mono bgp_session_deadline(const struct bgp_session *);
void bgp_session_tick(struct bgp_session *, mono now, struct bgp_actions *out);

/* A Shutdown Communication as the data of a Cease (RFC 9003 2): its length. */
size_t bgp_shutdown_text(const char *text, uint8_t to[static 256]);

#endif
