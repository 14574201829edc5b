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
 * sleeps until bgp_fsm_deadline(). Bytes to be sent stand in the actions, in
 * the caller's frame. UPDATEs are not looked into here: they go to the caller
 * as they came, and what RFC 7606 calls a session reset comes back through
 * bgp_fsm_stop().
 *
 * RFC 4271, 4486 and 9003 (Cease), 4724 and 8538 (graceful restart), 5492 and
 * 4760 (capabilities), 6286 (router ids), 6608 (FSM errors), 6793 (four-octet
 * AS), 7313 (refresh), 7606, 8654 (long messages), 9234 (roles), 9494
 * (long-lived graceful restart).
 */
#ifndef CORE_BGP_FSM_H
#define CORE_BGP_FSM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/mono.h"
#include "wire/bgp.h"

enum bgp_state { /* as in the `state` of peer_state; bgp_state_names */
	BGP_IDLE = 1,
	BGP_CONNECT,
	BGP_ACTIVE,
	BGP_OPENSENT,
	BGP_OPENCONFIRM,
	BGP_ESTABLISHED,
	BGP_NSTATES,
};

/*
 * The two connections: the one that we dialled, the one that we accepted. Who
 * restarts may come again while the latter is up, and has the former's place.
 */
enum { BGP_OUT, BGP_IN, BGP_NCONNS };

enum bgp_restart_mode {
	BGP_RESTART_HELPER, /* keep theirs; End-of-RIB either way */
	BGP_RESTART_FULL,   /* and ask them to keep ours */
	BGP_RESTART_OFF,
};

/* Graceful restart, as our OPEN offers it. */
struct bgp_restart_offer {
	enum bgp_restart_mode mode;
	bool notification;   /* RFC 8538: also after a NOTIFICATION */
	bool restarted;      /* R: we have just been restarted */
	bool preserved;      /* F: while what we installed has stayed */
	uint16_t time;       /* seconds until we are back */
	uint32_t long_lived; /* seconds that routes are worth; 0: not at all */
};

/* What the caller wants of a session. */
struct bgp_fsm_config {
	uint32_t local_as, remote_as;
	uint32_t local_id;  /* our router id, in host order */
	uint16_t hold_time; /* seconds; 0 or at least 3 */
	bool passive;       /* never dial */
	bool member; /* of our confederation: attributes as inside an AS */
	unsigned n_families;
	uint32_t families[BGP_MAX_FAMILIES];
	uint8_t add_path[BGP_MAX_FAMILIES]; /* BGP_ADD_PATH_, of each */
	bool hop6[BGP_MAX_FAMILIES]; /* IPv6 next hops of IPv4 (RFC 8950) */
	struct bgp_restart_offer restart;
	bool has_role, role_strict;           /* RFC 9234: theirs must match */
	uint8_t role;                         /* ours */
	int64_t connect_retry;                /* microseconds, at most */
	int64_t idle_hold_min, idle_hold_max; /* DampPeerOscillations */
};

/* What graceful restart does for a family. */
enum {
	BGP_RESTART_KEEPS = 1,     /* the neighbour's routes outlive it */
	BGP_RESTART_PRESERVED = 2, /* it has gone on forwarding by them */
};

/* What the two OPENs agree on. */
struct bgp_agreed {
	uint32_t remote_as, remote_id;
	uint16_t hold_time, keepalive; /* seconds; 0: neither is used */
	bool refresh;                  /* RFC 2918: the neighbour answers it */
	bool enhanced_refresh;         /* RFC 7313: between BoRR and EoRR */
	bool knows_long_lived;         /* RFC 9494: it has that capability */
	bool end_of_rib;               /* RFC 4724: the neighbour will say it */
	bool restarted;                /* it has been, and waits for no one */
	bool notification;             /* RFC 8538 holds */
	bool kept;             /* it keeps our routes, for some family */
	uint16_t restart_time; /* seconds that it may be away */
	unsigned n_families;
	uint32_t families[BGP_MAX_FAMILIES];   /* in our order, and of each: */
	uint8_t restart[BGP_MAX_FAMILIES];     /* BGP_RESTART_ */
	uint32_t long_lived[BGP_MAX_FAMILIES]; /* seconds; 0: not */
	bool hop6[BGP_MAX_FAMILIES];           /* RFC 8950, either way */
	struct bgp_codec in, out;              /* what we read, what we write */
};

/* The last NOTIFICATION, either way. */
struct bgp_notice {
	bool sent, received; /* neither: there was none */
	bool placed;         /* offset: of what we refused in their message */
	uint16_t offset;
	uint8_t type; /* of that message; 0: there was none, or no telling */
	uint8_t code, subcode;
	uint8_t n; /* of data; what is longer is cut */
	uint8_t data[255];
	const char *why; /* it was sent, a literal; or NULL */
};

struct bgp_conn {
	enum bgp_state state;
	mono retry, hold, keepalive; /* MONO_NEVER: not running */
	mono send_hold;              /* while what we say is not taken */
	struct bgp_agreed agreed;    /* from OpenConfirm on */
};

struct bgp_fsm {
	struct bgp_fsm_config config;
	struct bgp_conn conns[BGP_NCONNS];
	bool started;      /* should be up; false from a stop to a start */
	bool bare;         /* the next OPEN goes without capabilities */
	bool graceful;     /* what went down last may come back (RFC 4724) */
	mono idle_until;   /* IdleHoldTimer; MONO_NEVER: not running */
	int64_t idle_hold; /* the next one, doubled at each failure */
	int64_t redial;    /* the wait after a failed dial: the same */
	mono since;        /* when it was established */
	/*
	 * 750 to 1000 thousandths, by which timers are shortened (RFC 4271 10);
	 * the caller draws a new one now and then.
	 */
	uint16_t jitter;
	struct bgp_notice notice;
	uint64_t notices; /* so many came and went */
	const char *why;  /* the last failure in words, a literal; or NULL */
	uint64_t messages_in, messages_out;
	uint32_t established; /* times */
};

enum bgp_action_kind {
	BGP_DO_DIAL,   /* open a TCP connection to the neighbour (BGP_OUT) */
	BGP_DO_SEND,   /* write the bytes to the connection */
	BGP_DO_CLOSE,  /* close it, behind what was sent; or give up dialling */
	BGP_DO_REFUSE, /* alone: close the one just accepted, after the bytes;
			  the connection that BGP_IN has been stays */
	BGP_DO_UP,   /* Established on this connection: see bgp_fsm_agreed() */
	BGP_DO_DOWN, /* no longer: its routes are gone */
	BGP_DO_UPDATE,  /* bytes: the body, in the buffer that was handed in */
	BGP_DO_REFRESH, /* the same of a ROUTE-REFRESH */
	BGP_DO_TELL,    /* the state or the notice changed: say so to people */
};

struct bgp_action {
	enum bgp_action_kind kind;
	uint8_t conn;
	struct rbuf bytes;
};

/* The answer to one step, with room for the most that one step does. */
struct bgp_actions {
	unsigned n;
	struct bgp_action at[12];
	size_t used;
	uint8_t bytes[BGP_MAX_SIZE + 1024];
};

/* Why the session is taken down from above. */
struct bgp_stop {
	uint16_t error;   /* BGP_CEASE_...; an UPDATE's (RFC 4271 6.3); 0:
			   * without a word, as one does who restarts */
	struct rbuf data; /* of the NOTIFICATION */
	/* the message that is refused, and the octet in it; or NULL */
	const uint8_t *message, *wrong;
	const char *why; /* a literal */
	bool again;      /* start by itself after the idle hold, */
	int64_t rest;    /* or after so many microseconds, if not 0 */
};

void bgp_fsm_init(struct bgp_fsm *, const struct bgp_fsm_config *);

/* The state of the neighbour. */
enum bgp_state bgp_fsm_state(const struct bgp_fsm *);
/* The connection that is Established, or BGP_NCONNS. */
unsigned bgp_fsm_conn(const struct bgp_fsm *);
/* What was agreed on it, or NULL. */
const struct bgp_agreed *bgp_fsm_agreed(const struct bgp_fsm *);

/* ---- what happens; *out is begun anew each time ---- */

/* At once, also when an idle hold is running. */
void bgp_fsm_start(struct bgp_fsm *, mono now, struct bgp_actions *out);
void bgp_fsm_stop(struct bgp_fsm *, mono now, const struct bgp_stop *,
    struct bgp_actions *out);

/* The connection stands: our dial succeeded, or one was accepted. */
void bgp_fsm_connected(
    struct bgp_fsm *, mono now, unsigned conn, struct bgp_actions *out);
/*
 * Before that, for one that was accepted: which of the two it is to be. A
 * connection there on which the neighbour never said anything ends, as it has
 * dialled again: nobody waits for the four minutes of RFC 4271 8.2.2.
 */
unsigned bgp_fsm_make_room(struct bgp_fsm *, mono now, struct bgp_actions *out);
/*
 * It ended, or the dial failed; `why` stays valid for ever. The descriptor is
 * closed when BGP_DO_CLOSE says so, here as everywhere.
 */
void bgp_fsm_lost(struct bgp_fsm *, mono now, unsigned conn, const char *why,
    struct bgp_actions *out);

/*
 * Bytes have arrived. Takes one message off them and returns its length; 0 when
 * none is whole yet, or the connection is not there any more: call until then.
 */
size_t bgp_fsm_input(struct bgp_fsm *, mono now, unsigned conn, struct rbuf,
    struct bgp_actions *out);

/*
 * What was said has been taken, in part or (not `waiting`) all of it; or begins
 * to wait. Who takes nothing for long enough is gone (RFC 9687).
 */
void bgp_fsm_sent(struct bgp_fsm *, mono now, unsigned conn, bool waiting);

/* The next timer, when it is due; call while the deadline is. */
void bgp_fsm_tick(struct bgp_fsm *, mono now, struct bgp_actions *out);
mono bgp_fsm_deadline(const struct bgp_fsm *);

/* ---- OPEN (bgp_agree.c) ---- */

/* Ours; bare: without capabilities, for who does not know them. */
void bgp_offer(const struct bgp_fsm_config *, bool bare, struct bgp_open *ours);
/* Whether theirs will do (RFC 4271 6.2), and what the two come to. */
bool bgp_agree(const struct bgp_fsm_config *, const struct bgp_open *ours,
    const struct bgp_open *theirs, struct bgp_agreed *, struct fault *);
/* The families of an OPEN as capabilities: the data of an error 2/7. */
void bgp_families_encode(struct wbuf *, const struct bgp_open *);

/*
 * A Shutdown Communication, the data of a Cease 6/2 or 6/4 (RFC 9003 2): its
 * length. What is beyond 255 bytes is cut between two characters.
 */
size_t bgp_shutdown_text(const char *text, uint8_t to[256]);

#endif
