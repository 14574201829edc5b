/*
 * What the files of `ldpd-lite run` share: the daemon and its neighbours.
 *
 *	run.c           options, the callbacks of the stage, the end
 *	daemon.c        the router record, work, beginning and end
 *	discovery.c     hellos in and out, over the links that speak LDP
 *	listen.c        who connects to us, and is perhaps not heard yet
 *	neighbor.c      from what is heard to neighbours and their terms
 *	session.c       what happens to a session, and what comes of it
 *	labels.c        routes in; labels, LSPs and their state file out
 *	state.c         neighbours as records
 *	answer.c        commands on the control socket
 */
#ifndef LDPD_LITE_DAEMON_H
#define LDPD_LITE_DAEMON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/mono.h"
#include "cli/cli.h"
#include "core/ldp_hello.h"
#include "core/ldp_lib.h"
#include "core/ldp_policy.h"
#include "core/ldp_session.h"
#include "edge/conn.h"
#include "edge/loop.h"
#include "rec/rec.h"
#include "stage/stage.h"

struct daemon;
struct neighbor;
struct stranger;

struct run_opts {
	struct stage_opts stage;
	struct opt_span labels;
};

/* What a session depends on: when any of it changes, it begins anew. */
struct terms {
	struct addr remote, local;
	char interface[16]; /* of a link-local transport address, or empty */
	bool active, gtsm;
	uint16_t keepalive;
	bool on_demand, loop_detection;
	uint8_t max_path;
	uint32_t reconnect;
	uint8_t key_n, key[TCP_KEY_MAX];
};

/* Where a neighbour is heard, as the label database was told. */
struct heard_on {
	uint32_t ifindex;
	char interface[16];
	struct addr source;
	uint16_t hold;
	bool seen; /* in the last look */
};

struct neighbor {
	struct daemon *daemon;
	struct ldp_id id;
	char name[LDP_ID_TEXT];
	struct terms terms;
	bool heard;     /* else it is only remembered, or away (RFC 3478) */
	bool running;   /* the engine was started with these terms */
	char held[128]; /* why it is held down; empty: it is not */
	struct ldp_session session;
	struct conn *conn; /* or NULL */
	mono dialled;      /* when it was, last */
	struct loop_timer *timer;
	uint32_t lib; /* its handle there, while the session is up */
	bool in_lib;
	struct heard_on *links;
	size_t n_links, links_room;
	int64_t since;           /* when it came up, on the wall's clock */
	uint32_t sequence;       /* of its configuration, as it was heard */
	uint64_t label_messages; /* that went out */
	enum ldp_state told_state;
	uint64_t told_notices;
	char told_reason[128];
};

struct daemon {
	struct cli *cli;
	const struct run_opts *opts;
	struct stage *stage;
	struct loop *loop;
	struct rec *router; /* a copy, or NULL */
	struct ldp_hello_config hello;
	struct ldp_hellos *hellos;
	int udp[LDP_N_IP]; /* -1: not open */
	struct loop_fd *udp_watch[LDP_N_IP];
	struct loop_timer *hello_timer;
	struct conns *conns;
	int tcp[LDP_N_IP];
	struct loop_fd *tcp_watch[LDP_N_IP];
	struct stranger *strangers;
	unsigned n_strangers;
	struct neighbor **neighbors;
	size_t n_neighbors, neighbors_room;
	struct ldp_lib *lib;
	uint32_t lsr; /* of the lib */
	struct ldp_policy *policy;
	int state_fd; /* of labels; -1: none */
	size_t state_lines;
	struct loop_timer *lib_timer, *converge_timer;
	struct loop_task *work;
	struct arena arena;
	mono converge_by;
	bool ready, restarted, converged, ending;
	int status;
};

/* ---- daemon.c ---- */

void daemon_open(struct daemon *);
void daemon_close(struct daemon *);
void daemon_ready(struct daemon *);
void daemon_router(struct daemon *, const struct rec *new);
/* There is something to do. */
void daemon_work(struct daemon *);
/*
 * Says goodbye to all; the last word that has left finishes the stage. As for a
 * restart: without a word to those who then keep our labels (RFC 3478).
 */
void daemon_end(struct daemon *, int status, bool restart);
/* What the router record says, or NULL: nothing. */
const struct rec_ldp_router *daemon_config(const struct daemon *);

/* ---- discovery.c ---- */

void discovery_open(struct daemon *);
void discovery_close(struct daemon *);
/* The router record has changed. */
void discovery_configure(struct daemon *);
/* An `interface` or an `interface_state` of that name has changed. */
void discovery_link(struct daemon *, const char *name);
/* There is no such interface any more. */
void discovery_gone(struct daemon *, uint32_t ifindex);
/* Who gets targeted hellos; either may be NULL. */
void discovery_targets(struct daemon *, const struct rec_ldp_router *old,
    const struct rec_ldp_router *new);
/* Carries out what discovery has to do. */
void discovery_work(struct daemon *);
/* The name of the interface, or NULL. */
const char *discovery_name(const struct daemon *, uint32_t ifindex);

/* ---- listen.c ---- */

void listen_open(struct daemon *);
void listen_close(struct daemon *);
/* The password for connections from there: n 0 for none. */
void listen_key(
    struct daemon *, const struct addr *, const void *key, size_t n);
/* Somebody is heard: perhaps it has connected already. */
void listen_review(struct daemon *, struct neighbor *);

/* ---- neighbor.c ---- */

/* Hellos say something else of it than before; status: why it is gone. */
void neighbor_heard(struct daemon *, struct ldp_id, uint16_t status);
/* Its terms may be others, as the router record is. */
void neighbor_review(struct neighbor *);
void neighbor_free(struct neighbor *);

/* ---- session.c ---- */

void session_begin(struct neighbor *);
/* For good, or until it is heard again. */
void session_end(struct neighbor *, uint32_t status, const char *why);
void session_hurry(struct neighbor *);
/* Takes a connection that was accepted; false: not now. */
bool session_accept(struct neighbor *, struct conn *);
/* Asks it whether it lives, as it seems to have connected again. */
void session_probe(struct neighbor *);
void session_tick(struct neighbor *);
/* What the label database has for it, while there is room. True: more. */
bool session_pump(struct neighbor *);

/* ---- labels.c ---- */

void labels_open(struct daemon *);
void labels_close(struct daemon *);
void labels_configure(struct daemon *);
void labels_route(
    struct daemon *, const struct rec *old, const struct rec *new);
void labels_interface(
    struct daemon *, const struct rec *old, const struct rec *new);
/* A slice of what there is to do; true: there is more. */
bool labels_work(struct daemon *);
/* All neighbours have said what they have: what was before is swept. */
void labels_converged(struct daemon *, struct stage_sink *);

/* ---- state.c ---- */

void state_read(const struct neighbor *, struct rec *, struct arena *);
/* Tells it where it is news. */
void state_tell(struct neighbor *);
void state_tell_always(struct neighbor *);
void state_tell_gone(struct neighbor *);

/* ---- answer.c ---- */

bool answer_command(
    struct daemon *, struct stage_sink *, const struct rec_command *);

#endif
