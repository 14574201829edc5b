/*
 * The LDP session engine: events and the clock in, actions out (RFC 5036 2.5).
 *
 * A session is what we have with one neighbour that discovery has found. Who
 * has the higher transport address dials; the other waits. When the connection
 * stands, both say in an Initialization what they want and confirm it with a
 * KeepAlive; from then on label messages go to the caller, and the caller's own
 * go out as they are.
 *
 * The engine opens nothing, sends nothing and knows no clock. Its caller hands
 * in what happened and the time, carries out the actions in their order, and
 * sleeps until ldp_session_deadline(). Bytes to be sent stand in the actions.
 *
 * RFC 5036, 3478 (graceful restart), 5561 (capabilities), 5918 and 5919.
 */
#ifndef CORE_LDP_SESSION_H
#define CORE_LDP_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/mono.h"
#include "core/ldp_hello.h"
#include "wire/ldp.h"

enum ldp_state { /* RFC 5036 2.5.4; ldp_state_names */
	LDP_NON_EXISTENT = 1,
	LDP_INITIALIZED,
	LDP_OPENREC,
	LDP_OPENSENT,
	LDP_OPERATIONAL,
	LDP_NSTATES,
};

extern const struct name ldp_state_names[];

/* What the caller wants of a session; keepalive and max_pdu are not 0. */
struct ldp_session_config {
	uint32_t lsr; /* ours; the label space is 0 */
	struct ldp_id peer;
	bool active;        /* we dial */
	uint16_t keepalive; /* seconds */
	uint16_t max_pdu;   /* octets of a PDU length, at least 256 */
	bool on_demand;     /* labels for who asks, if both want it */
	bool loop_detection;
	uint8_t path_vector_limit;
	/* Graceful restart (RFC 3478 2): */
	bool restart;       /* we keep theirs while they are away, and */
	uint32_t reconnect; /* ours are good for so many ms; 0: not at all */
	uint32_t recovery;  /* we are back, and have kept them; ms, or 0 */
};

/* Capabilities that we know (RFC 5561), as bits. */
enum {
	LDP_CAN_ANNOUNCE = 1,       /* more of them in a running session */
	LDP_CAN_TYPED_WILDCARD = 2, /* RFC 5918 */
	LDP_CAN_UNRECOGNIZED = 4,   /* RFC 5919: takes unknown notifications */
};

enum { LDP_MAX_CAPABILITIES = 16 };

/* What the two Initializations come to. */
struct ldp_agreed {
	uint16_t keepalive, max_pdu;
	bool on_demand;
	bool loop_detection; /* the neighbour's; as is the limit: */
	uint8_t path_vector_limit;
	uint8_t can; /* LDP_CAN_: what the neighbour has */
	bool restart;
	uint32_t reconnect, recovery; /* the neighbour's, ms */
	unsigned n_capabilities; /* all that it has announced, by TLV type */
	uint16_t capabilities[LDP_MAX_CAPABILITIES];
};

/* The last notification that counts: fatal, or about a message of theirs. */
struct ldp_notice {
	bool sent, received; /* neither: there was none */
	uint32_t status;     /* the code */
	uint16_t message_type;
	uint32_t message_id;
};

struct ldp_session {
	struct ldp_session_config config;
	enum ldp_state state;
	bool started;    /* should be up */
	bool dialling;   /* of LDP_NON_EXISTENT */
	size_t pdu_left; /* octets of the PDU that is being read */
	uint32_t message_id;
	mono retry, hold, keepalive; /* MONO_NEVER: not running */
	int64_t redial;              /* the wait after the next failed dial */
	int64_t back_off;            /* and after the next rejection */
	bool graceful; /* what went down last may come back (RFC 3478) */
	struct ldp_agreed agreed; /* from OPENREC on */
	mono since;               /* when it became operational */
	struct ldp_notice notice;
	uint64_t notices;
	const char *why; /* the last failure in words, a literal; or NULL */
	uint64_t messages_in, messages_out; /* of the engine's own */
	uint32_t established;               /* times */
};

enum ldp_do {
	LDP_DO_DIAL,  /* open a TCP connection to the neighbour */
	LDP_DO_SEND,  /* write the bytes to the connection */
	LDP_DO_CLOSE, /* close it, behind what was sent; or give up dialling */
	LDP_DO_UP,    /* operational: see `agreed` */
	LDP_DO_DOWN,  /* no longer; see `graceful` */
	LDP_DO_MESSAGE, /* of addresses or labels, or an advisory notification:
			   checked, in the buffer that was handed in */
	LDP_DO_TELL,    /* the state or the notice changed: say so to people */
};

struct ldp_action {
	enum ldp_do kind;
	struct rbuf bytes;
	struct ldp_message message;
};

/* The answer to one step, with room for the most that one step does. */
struct ldp_actions {
	unsigned n;
	struct ldp_action at[8];
	size_t used;
	uint8_t bytes[512];
};

void ldp_session_init(struct ldp_session *, const struct ldp_session_config *);

/* ---- what happens; *out is begun anew each time ---- */

/* The neighbour is heard: up, when it may be. Does nothing a second time. */
void ldp_session_start(struct ldp_session *, mono now, struct ldp_actions *out);
/* For good: with a notification of that status, or without a word (0). */
void ldp_session_stop(struct ldp_session *, mono now, uint32_t status,
    const char *why, struct ldp_actions *out);
/*
 * It ends with that status, as the message (or NULL) was refused, and begins
 * anew when its time has come.
 */
void ldp_session_fail(struct ldp_session *, mono now, uint32_t status,
    const struct ldp_message *, const char *why, struct ldp_actions *out);
/* What was waited for may be over: dials now, where it would. */
void ldp_session_hurry(struct ldp_session *, mono now, struct ldp_actions *out);

/* The connection stands: our dial succeeded, or one was accepted. */
void ldp_session_connected(
    struct ldp_session *, mono now, struct ldp_actions *out);
/* It ended, or the dial failed; `why` stays valid for ever. */
void ldp_session_lost(
    struct ldp_session *, mono now, const char *why, struct ldp_actions *out);
/*
 * Bytes have arrived. Takes the head of a PDU or one message off them and
 * returns its length; 0 when no PDU is whole yet, or the connection is not
 * there any more: call until then.
 */
size_t ldp_session_input(
    struct ldp_session *, mono now, struct rbuf, struct ldp_actions *out);
/* Something was sent by the caller: the KeepAlive may wait. */
void ldp_session_sent(struct ldp_session *, mono now);
/* The neighbour need not be asked whether it lives; now it is. */
void ldp_session_probe(struct ldp_session *, mono now, struct ldp_actions *out);

/* The next timer, when it is due; call while the deadline is. */
void ldp_session_tick(struct ldp_session *, mono now, struct ldp_actions *out);
mono ldp_session_deadline(const struct ldp_session *);

/* ---- between the files ldp_session*.c, and for who answers a stranger ---- */

/* Whether an Initialization will do, and what it comes to with ours. */
bool ldp_agree(const struct ldp_session_config *, const struct ldp_message *,
    struct ldp_agreed *, struct fault *);
/* Our Initialization, as a PDU. */
void ldp_offer(
    const struct ldp_session_config *, uint32_t message_id, struct wbuf *);
/* A notification, as a PDU; of the message, or of none (NULL). */
void ldp_notify(struct wbuf *, uint32_t lsr, uint32_t message_id,
    uint32_t status, const struct ldp_message *);
/* What a Capability message changes (RFC 5561 5). */
bool ldp_capability(
    const struct ldp_message *, struct ldp_agreed *, struct fault *);

#endif
