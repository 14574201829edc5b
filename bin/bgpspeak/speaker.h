/*
 * What the files of `bgpspeak run` share: the speaker and its neighbours.
 *
 *	run.c           options, the callbacks of the stage, the end
 *	speaker.c       what there is to do, in slices; router and policies
 *	neighbor.c      from `peer` records to neighbours
 *	range.c         neighbours that are known by where they are
 *	terms.c         what its record asks of a session
 *	as.c            of which AS we are for a neighbour
 *	held.c          what holds a neighbour down
 *	session.c       what happens to a session, and what comes of it
 *	member.c        each of its families: routes in and out
 *	link.c          one TCP connection: bytes in and out
 *	restart.c       routes that outlive a session, and our restarts
 *	listen.c        who connects to us
 *	far.c           what GTSM drops of it
 *	path.c          BFD with it
 *	rpki.c          the ROAs that policies ask
 *	redistribute.c  routes of this machine into the RIB
 *	aggregate.c     what the router record aggregates
 *	output.c        the RIB as records, to everyone who reads
 *	state.c         neighbours as records
 *	state_show.c    what more there is to say of them, and of the speaker
 *	answer.c        commands on the control socket
 *	answer_routes.c `show routes`
 *	traffic.c       every message of a session, counted
 *	mrt.c           and what has come, kept in files
 *	station*.c      who is told of sessions and routes (BMP; station.h)
 */
#ifndef BGPSPEAK_SPEAKER_H
#define BGPSPEAK_SPEAKER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/mono.h"
#include "base/obuf.h"
#include "cli/cli.h"
#include "core/bgp_aggregate.h"
#include "core/bgp_explain.h"
#include "core/bgp_export.h"
#include "core/bgp_fsm.h"
#include "core/bgp_import.h"
#include "core/bgp_nexthop.h"
#include "core/bgp_policy.h"
#include "core/bgp_restart.h"
#include "core/bgp_rib.h"
#include "core/prefix_count.h"
#include "edge/loop.h"
#include "edge/tcp.h"
#include "link.h"
#include "rec/rec.h"
#include "stage/stage.h"
#include "traffic.h"

struct farewell;
struct mrt_log;
struct listener;
struct neighbor;
struct path;
struct path_port;
struct station;
struct validation;
struct speaker;
struct terms;

/* ---- listen.c ---- */

/*
 * As the router record and the neighbours say now: what is no longer wanted is
 * closed, what is missing is tried. Set listen_due where one of these, or an
 * interface, may have changed.
 */
void listen_review(struct speaker *);
void listen_end(struct speaker *);
/* Whether its record lets a connection between these be its own. */
bool listen_fits(const struct neighbor *, const struct tcp_ends *);
/* Its TCP-MD5 key, where it has one, into every listener or out of it. */
void listen_key(struct neighbor *, bool gone);

/* ---- neighbor.c ---- */

/* Whether local_as hides our own AS number, or goes with it. */
enum local_as_mode { LOCAL_AS_ALONE, LOCAL_AS_SEND, LOCAL_AS_BOTH };

/* What a session depends on: when any of it changes, it begins anew. */
struct terms {
	struct bgp_fsm_config fsm;
	struct addr remote, local; /* local may be ADDR_NONE */
	uint8_t remote_len;        /* less than all: a range (range.c) */
	uint16_t port;
	uint8_t ttl, min_ttl;
	bool client; /* of us as a route reflector */
	enum local_as_mode local_as_mode;
	char interface[16]; /* the only one that it may be on, or empty */
	uint32_t ifindex;
	char vrf[16]; /* the VRF that it is in, or empty */
	uint8_t key_n, key[TCP_KEY_MAX];
};

/* One family of a neighbour: a source of the RIB, and a reader of it. */
struct member {
	uint32_t family;
	uint16_t source;
	struct bgp_import import;
	bool in_force; /* the session is up, and speaks it */
	uint32_t told; /* the handle of export, while it is */
	bool ended;    /* its End-of-RIB has come */
	bool warned;   /* that it is near max_prefixes */
};

struct neighbor {
	struct speaker *speaker;
	struct rec *rec; /* its `peer`, a copy */
	const char *name;
	struct neighbor *range; /* whose copy it is, or NULL */
	struct terms terms;
	char held[256]; /* why it is held down; empty: it is not */
	bool far;       /* what it sends has too low a TTL for gtsm (far.c) */
	uint64_t low_ttls; /* that the kernel had counted, plus 1; or 0 */
	mono far_due;

	struct bgp_fsm fsm;
	struct bgp_restart restart;
	bool running; /* the engine was started with these terms */
	struct link links[BGP_NCONNS];
	struct loop_timer *timer;

	struct bgp_chain *import, *export;
	/* A member for each family of its terms; by pointer, as the RIB keeps
	 * where its import stands. */
	unsigned n_members;
	struct member *members[BGP_MAX_FAMILIES];
	struct tcp_ends ends;     /* while Established */
	int64_t since;            /* when it was, on the wall's clock */
	enum bgp_state mrt_state; /* the last that was kept */
	struct traffic traffic;
	uint32_t treated_as_withdrawn; /* UPDATEs */
	bool lost;         /* the connection is, while that has its effects */
	struct path *path; /* what BFD knows of it, or NULL */

	struct bgp_error error;    /* of the last UPDATE that had one, */
	uint32_t error_offset;     /* and where in it */
	uint64_t error_at;         /* so many NOTIFICATIONs, its own too */
	uint64_t told_notices;     /* by the last peer_state */
	enum bgp_state told_state; /* by the last peer_state */
	char told_reason[256];
	mono targets_due; /* its memberships are waited for until then */
};

static inline const struct rec_peer *
neighbor_peer(const struct neighbor *n)
{
	return &n->rec->peer;
}

/* A `peer` came (old NULL), changed, or went (new NULL). */
void neighbor_change(
    struct speaker *, const struct rec *old, const struct rec *new);
/* Says, the first time that it is up, what lacks a policy. */
void neighbor_tell_silence(const struct neighbor *);
/* What it refers to may be there now, or have changed: up or held down. */
void neighbor_review(struct neighbor *);
struct neighbor *neighbor_new(struct speaker *, const struct rec *);
/* Its record is this from now on. */
void neighbor_update(struct neighbor *, const struct rec *);
/* Its session ends, it is gone, and that is told. */
void neighbor_remove(struct neighbor *);
void neighbor_free(struct neighbor *);

/* ---- range.c ---- */

/* It has no session itself: those who come from its prefix have. */
bool neighbor_is_range(const struct neighbor *);
/*
 * Who connects from the prefix of one, as a neighbour of its own; the range
 * itself where it takes none now; NULL where there is none.
 */
struct neighbor *range_welcome(
    struct speaker *, const char *vrf, const struct tcp_ends *);
/* How many are there, and whether those are all that may be. */
uint32_t range_count(const struct neighbor *range);
bool range_is_full(const struct neighbor *range);
/* Those who came of it follow its record; or all go. */
void range_change(struct neighbor *range);
void range_end(struct neighbor *range);
/* A record names that address: who came of a range makes room for it. */
void range_yield(struct speaker *, const struct rec_peer *);
/* Those whose session is over are gone. */
void range_sweep(struct speaker *);

/* ---- as.c ---- */

/* Our AS number, as it is to see it. */
uint32_t as_of(const struct rec_router *, const struct rec_peer *);
/* As all see it who are in no confederation with us. */
uint32_t as_outside(const struct rec_router *);
/* Whether it is in our confederation, and in another AS of it than we are. */
bool as_is_member(const struct rec_router *, uint32_t as);
enum local_as_mode as_local_mode(const struct rec_peer *);
/* In another AS; then perhaps one of our confederation. */
bool neighbor_is_external(const struct neighbor *);
bool neighbor_is_member(const struct neighbor *);
/* RFC 8212: a border that nothing crosses without a policy. */
bool neighbor_is_outside(const struct neighbor *);

/* ---- terms.c ---- */

/* Holds the neighbour down where they cannot be had. */
struct terms terms_read(struct neighbor *);

/* ---- held.c ---- */

/* Holds it down for this reason, unless it has one already. */
void held_because(struct neighbor *, const char *fmt, ...) CLI_PRINTF(2, 3);
/* All reasons but those for which terms could not be read. */
void held_find(struct neighbor *);

/* ---- session.c ---- */

void session_start(struct neighbor *);
/* Down, with that NOTIFICATION; `why` is a literal. */
void session_stop(
    struct neighbor *, uint16_t error, const char *why, bool again);
/* For good, with what is to be said about it (RFC 9003), or "". */
void session_shutdown(struct neighbor *, const char *text);
void session_tick(struct neighbor *);
/* It is not up: dials now, whatever it waits for. */
void session_hurry(struct neighbor *);
void session_connected(struct neighbor *, unsigned conn);
/* Takes the descriptor when it is wanted, otherwise refuses it. */
void session_accept(struct neighbor *, int fd, const struct tcp_ends *);
/* Its link has written some, or has begun to wait. */
void session_sent(struct neighbor *, unsigned conn, bool waiting);
void session_lost(struct neighbor *, unsigned conn, const char *why);
/* There are bytes in the link's buffer. */
void session_input(struct neighbor *, unsigned conn);
/* What the RIB has for it, while there is room. True: there is more. */
bool session_pump(struct neighbor *);
/* Down, when it has announced more than max_prefixes: that may be new. */
void session_limit(struct neighbor *);

/* ---- member.c ---- */

/* A member for each family of the terms, and none else. */
void member_all_take(struct neighbor *);
/* BGP_ADD_PATH_ of the family, and how many of each destination to send. */
uint8_t member_add_path(
    const struct rec_peer *, uint32_t family, uint16_t *paths);
bool member_paths_differ(const struct rec_peer *, const struct rec_peer *);
void member_all_free(struct neighbor *);
/* NULL when it is not in force. */
struct member *member_find(const struct neighbor *, uint32_t family);
/* The session is up; the session is down. */
void member_all_join(struct neighbor *);
void member_all_leave(struct neighbor *);
/* Everything to be announced is announced anew: the terms of that changed. */
void member_all_renew(struct neighbor *);
/* default_originate, as its record says now. */
void member_all_default(struct neighbor *);
/* Its End-of-RIB has come. */
void member_ended(struct neighbor *, struct member *);
/* It is not waited for any longer. */
void member_tick(struct neighbor *, mono now);
/* Up, and its whole table has come. */
bool member_all_ended(const struct neighbor *);
/* Once in a session, when it is near max_prefixes. */
void member_warn(struct neighbor *, struct member *);
/* All that it has announced is judged again. */
void member_all_refilter(struct neighbor *);

/* ---- restart.c ---- */

/* Carries out what becomes of its routes. */
void restart_do(struct neighbor *, const struct bgp_restart_do *);
void restart_tick(struct neighbor *, mono now);
/* Whether we have been here before; leaves the mark of it. */
void restart_begin(struct speaker *);
/* What its OPENs say of that. */
void restart_apply(struct neighbor *);
/* All was heard: we are like anybody else. */
void restart_over(struct speaker *);
/* We say goodbye: the next one begins anew. */
void restart_end(void);
/* Not before we have heard all: it keeps what we told it before. */
bool restart_defers(const struct neighbor *);
bool restart_defers_any(const struct speaker *);

/* ---- far.c ---- */

/* It was dialled, was accepted, came up: whether what it sends is dropped. */
void far_look(struct neighbor *);
void far_tick(struct neighbor *, mono now);

/* ---- path.c ---- */

/* As its record and its terms are now: BFD begins, changes or ends. */
void path_review(struct neighbor *);
void path_end(struct neighbor *);
/* Only of one that has a path. */
void path_state(const struct neighbor *, struct rec_bfd_state *);
void path_ports_close(struct speaker *);

/* ---- rpki.c ---- */

/* As the router record says now. */
void rpki_review(struct speaker *);
/* Files that have changed are read again. */
void rpki_reload(struct speaker *);
void rpki_end(struct speaker *);
/* The sources, and how many ROAs each has. */
void rpki_state(
    const struct speaker *, struct rec_router_state *, struct arena *);

/* ---- redistribute.c ---- */

/* One protocol whose routes the router record may redistribute. */
struct origin {
	uint16_t source;
	struct bgp_import import; /* chain NULL: it does not */
};

#define NORIGINS 3

/* By the router record, and by policies as they are now. */
void redistribute_change(struct speaker *);
/* A route without `rib`; old or new is NULL where there is none. */
void redistribute_route(
    struct speaker *, const struct rec *old, const struct rec *new);
void redistribute_free(struct speaker *);

/* ---- aggregate.c ---- */

void aggregate_open(struct speaker *);
/* By the router record, and by policies as they are now. */
void aggregate_change(struct speaker *);
void aggregate_close(struct speaker *);

/* ---- output.c ---- */

void output_open(struct speaker *, struct stage_sink *);
void output_close(struct speaker *, struct stage_sink *);
/* What the RIB has for who reads, while they have room. True: more to do. */
bool output_pump(struct speaker *);
/* One path of a destination as a record; it borrows from the arena. */
void output_route(struct speaker *, uint32_t dest, const struct bgp_path *,
    int rib, struct rec *, struct arena *);
/* The same as the neighbour would be told it now, under that path id (0: none).
 * False: it is told nothing. */
bool output_sent(struct speaker *, const struct neighbor *,
    const struct member *, uint32_t dest, const struct bgp_path *,
    uint32_t path_id, struct rec *, struct arena *);
/* The same of the default route of our own (default_originate). */
bool output_sent_default(struct speaker *, const struct neighbor *,
    const struct member *, struct rec *, struct arena *);

/* ---- state.c ---- */

void state_read(const struct neighbor *, struct rec *, struct arena *);
/* The same and more, for who asks. */
void state_show(const struct neighbor *, struct rec *, struct arena *);
/* The speaker as a whole: a `router_state`. */
void state_router(struct speaker *, struct rec *, struct arena *);
/* Says it to all, when it differs in what people watch for. */
void state_tell(struct neighbor *);
void state_tell_always(struct neighbor *);
void state_tell_gone(struct neighbor *);

/* ---- answer.c ---- */

bool answer_command(
    struct speaker *, struct stage_sink *, const struct rec_command *);

/* ---- answer_policies.c ---- */

void answer_policies(
    struct speaker *, struct stage_sink *, const rec_names *args);

/* ---- answer_routes.c ---- */

void answer_routes(
    struct speaker *, struct stage_sink *, const rec_names *args);
/* Goes on with answers whose readers have room. True: there is more. */
bool answer_pump(struct speaker *);
void answer_close(struct speaker *, struct stage_sink *);

/* ---- speaker.c ---- */

struct run_opts {
	struct stage_opts stage;
	bool no_resolve;
};

struct answer;
struct naming;
struct reader;

struct speaker {
	struct cli *cli;
	const struct run_opts *opts;
	struct stage *stage;
	struct loop *loop;

	struct bgp_sets *sets;
	struct bgp_hops *hops;
	struct bgp_rib *rib;
	struct bgp_policies *policies;
	struct bgp_export *export;

	struct rec *router; /* a copy, or NULL */
	bool ready;         /* the files are read: sessions may begin */
	bool ending;
	int status; /* of the end */

	struct neighbor **neighbors;
	size_t n_neighbors, room_neighbors;
	struct origin origins[NORIGINS];
	struct prefix_count redistributed; /* by origin */
	struct bgp_aggregates *aggregates;
	struct naming *named; /* of these (aggregate.c) */
	struct listener *listeners;
	bool listen_due;
	struct path_port *path_ports;
	struct validation *validation; /* or NULL: there is no source of it */
	struct farewell *farewells;
	size_t n_farewells;
	struct mrt_log *mrt; /* NULL: messages are not kept */
	struct station *stations;
	struct reader *readers;
	struct answer *answers;

	/* All initial routes are there (RFC 4724 4.1; records.md, rule 6). */
	bool converged;
	bool restarting; /* and it has not come to that yet */
	bool preserved;  /* what was installed before us has stayed */
	struct loop_timer *deferral;

	struct links heard; /* connections that have something to read */
	struct loop_task *reading;
	struct loop_task *work;
	size_t turn;        /* the neighbour that was told last */
	struct arena arena; /* of one record at a time */
};

void speaker_open(struct speaker *);
void speaker_ready(struct speaker *); /* the files are read */
void speaker_close(struct speaker *);
/* There may be something to do in the RIB, or for its readers. */
void speaker_work(struct speaker *);
void speaker_router(struct speaker *, const struct rec *new);
bool speaker_check(struct speaker *, const struct rec *, struct rec_fault *);
void speaker_policy(
    struct speaker *, const struct rec *old, const struct rec *new);
void speaker_interface(
    struct speaker *, const struct rec *old, const struct rec *new);
void speaker_review_all(struct speaker *);
/* Any neighbour that is not held down. */
bool speaker_expects(const struct speaker *);
/* `restart`: who keeps our routes meanwhile is told nothing. */
void speaker_end(struct speaker *, int status, bool restart);
/* Our address of that IP version on the session's interface, and its network.
 */
void speaker_own(const struct neighbor *, unsigned ip, struct addr *global,
    struct addr *link_local, struct prefix *shared);
/* The interface of its session, where it is on that very network; or "". */
const char *speaker_link(const struct neighbor *);
uint32_t speaker_now(void); /* seconds, monotonic */

#endif
