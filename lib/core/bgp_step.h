/*
 * Between the machine of one connection (bgp_fsm.c) and the session that holds
 * two of them (bgp_session.c); of no use to others.
 */
#ifndef CORE_BGP_STEP_H
#define CORE_BGP_STEP_H

#include "core/bgp_fsm.h"

enum bgp_event {
	BGP_EV_START,
	BGP_EV_START_PASSIVE,
	BGP_EV_STOP,
	BGP_EV_RETRY_DUE,
	BGP_EV_HOLD_DUE,
	BGP_EV_KEEPALIVE_DUE,
	BGP_EV_SEND_HOLD_DUE,
	BGP_EV_UP,
	BGP_EV_DOWN,
	BGP_EV_OPEN,
	BGP_EV_UPDATE,
	BGP_EV_NOTIFICATION,
	BGP_EV_KEEPALIVE,
	BGP_EV_REFRESH,
	BGP_EV_REPLACED, /* by a newer one of the neighbour's */
	BGP_EV_GARBAGE,  /* not a message: error and data say what was wrong */
	BGP_NEVENTS,
};

/* One event on one connection, and all that its step may need. */
struct bgp_step {
	struct bgp_fsm *s;
	struct bgp_conn *c;
	unsigned conn;
	mono now;
	struct bgp_actions *out;
	enum bgp_event event;
	const uint8_t *message; /* whole, when one came; else NULL */
	struct rbuf body;
	uint8_t type;         /* as on the wire */
	const uint8_t *wrong; /* the octet in it, where that is known */
	uint16_t error;       /* to be told the neighbour, with data */
	struct rbuf data;
	const char *why;       /* it ends */
	bool alone;            /* the end is no fault of the session's */
	bool graceful;         /* RFC 4724, 8538: the routes may stay */
	bool noted;            /* a NOTIFICATION came or went */
	enum bgp_state before; /* the neighbour's */
};

void bgp_act(struct bgp_actions *, enum bgp_action_kind, unsigned conn,
    struct rbuf bytes);

/* Where the next message is written; what w has written there goes out. */
struct wbuf bgp_step_room(struct bgp_step *);
void bgp_step_send(struct bgp_step *, unsigned conn, const struct wbuf *w);
void bgp_step_keepalive(struct bgp_step *);
/* A NOTIFICATION, noted; and what came or went is noted. */
void bgp_step_notify(
    struct bgp_step *, unsigned conn, uint16_t error, struct rbuf data);
void bgp_step_note(
    struct bgp_step *, bool sent, uint16_t error, struct rbuf data);

/* Established, with a neighbour whose routes would outlive the session. */
bool bgp_conn_may_restart(const struct bgp_conn *);
/* Stops timers; nothing is closed. */
void bgp_conn_clear(struct bgp_conn *);

/* Runs the machine's cell for this event in the connection's state. */
void bgp_step_run(struct bgp_step *);

#endif
