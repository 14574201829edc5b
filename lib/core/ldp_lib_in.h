/*
 * The parts of the label database, for its own files alone.
 *
 *	ldp_lib.c          making it, its configuration, work and timers
 *	ldp_lib_fec.c      entries of FECs, and settling what follows for one
 *	ldp_lib_route.c    routes, and the next hops they share
 *	ldp_lib_address.c  whose address is whose
 *	ldp_lib_peer.c     sessions that come, go and come back
 *	ldp_lib_take.c     messages received; ldp_lib_labels.c: those of labels
 *	ldp_lib_trail.c    loop detection
 *	ldp_lib_fill.c     messages to be sent; ldp_lib_pack.c: into PDUs
 *	ldp_lib_record.c   what changed, as records
 *	ldp_lib_show.c     questions
 *
 * FECs, neighbours, sets of next hops and addresses go by their handles. What
 * a neighbour and we have told each other of a FEC is a `binding`; each
 * neighbour has an array of them by the handle of the FEC.
 */
#ifndef CORE_LDP_LIB_IN_H
#define CORE_LDP_LIB_IN_H

#include "base/arena.h"
#include "base/map.h"
#include "base/obuf.h"
#include "base/pool.h"
#include "core/labels.h"
#include "core/ldp_lib.h"
#include "rec/rec.h"

#define NONE UINT32_MAX

enum {
	MAX_WAYS = 64,         /* of one FEC */
	MAX_ADDRESSES = 16384, /* of one neighbour */
	MAX_TRAIL = 254,       /* routers in a path vector */
};

/* ---- a queue of handles, each of which is in it once ---- */

struct fifo {
	uint32_t *at;
	uint32_t from, n, room; /* room is a power of two */
};

void fifo_push(struct fifo *, uint32_t);
uint32_t fifo_pop(struct fifo *); /* of one that is not empty */
void fifo_fini(struct fifo *);

/* What is of no fixed size, by a handle. */
struct box {
	uint32_t unused; /* the pool's */
	void *of;        /* NULL: free */
};

/* ---- next hops ---- */

struct claim { /* a neighbour says that the address is its own */
	uint32_t peer;
	bool heard; /* its hellos come from there */
	bool said;  /* in an Address message */
	bool stale; /* it has not repeated it since it was away */
};

/* Link-local ones are what they are on an interface; `scope` says on which. */
struct place {
	uint32_t unused; /* the pool's */
	struct addr addr;
	uint32_t scope;
	uint32_t peer; /* whose it is; NONE */
	uint32_t hops; /* sets of next hops that it is in, so many times */
	uint32_t n;
	size_t room;
	struct claim *claims;
};

struct hop {
	uint32_t place;     /* NONE: connected */
	uint32_t interface; /* one of the names; NONE */
};

struct hopset { /* counted, and equal ones are one */
	uint32_t refs, hash;
	uint16_t n;
	bool connected; /* one of them is */
	struct hop at[];
};

struct route {         /* one of those to a FEC */
	uint32_t next; /* behind it; NONE */
	uint32_t protocol, metric, hops;
};

/* ---- FECs ---- */

/* One way to forward. */
struct way {
	struct hop hop;
	uint32_t peer, label;
};

struct fec {
	uint32_t unused; /* the pool's */
	struct prefix prefix;
	bool live;
	bool ours;   /* the LSP ends here */
	bool wanted; /* it is to have a label */
	bool news;   /* it waits for ldp_lib_record() */
	uint8_t why;
	uint32_t routes; /* the best first; NONE */
	uint32_t label;  /* of the allocator's, or LABEL_NONE */
	uint32_t advert; /* what neighbours are told; LABEL_NONE: nothing */
	uint32_t trail;  /* how it goes on (loop detection), or 0 */
	uint32_t ways;   /* a hash of them; 0: none */
	/* what records have said */
	uint32_t said_ways, said_lfib, said_label, said_local;
};

/* ---- neighbours ---- */

enum {
	B_REMOTE = 1,      /* it has told us a label */
	B_STALE = 2,       /* and is away, or has not repeated it */
	B_REFUSED = 4,     /* which its filter does not let in */
	B_LOOPS = 8,       /* or which came by ourselves */
	B_TOLD = 16,       /* we have told it ours */
	B_RELEASED = 32,   /* and it did not want it */
	B_REQUESTED = 64,  /* it waits for an answer to its Label Request */
	B_ASKED = 128,     /* so do we */
	B_DENIED = 256,    /* our request was; later again */
	B_QUEUED = 512,    /* there is something to tell it */
	B_NEWS = 1024,     /* its label is to be a record */
	B_RECORDED = 2048, /* it is one */
};

/* All zeros: nothing. */
struct binding {
	uint32_t remote, told; /* labels */
	uint32_t trail;        /* that the remote one came with, or 0 */
	uint32_t told_trail;   /* a hash of what ours was told with */
	uint32_t request;      /* identifier of the Label Request of theirs, */
	uint32_t asked;        /* and of ours */
	uint16_t flags;
	uint16_t releases; /* that are to come for what we withdrew */
};

enum peer_state { PEER_FREE, PEER_UP, PEER_AWAY, PEER_GONE };

struct peer {
	enum peer_state state;
	struct ldp_lib_session session;
	const struct prefix_set *advertise, *accept;
	struct binding *bindings; /* of the first `n` FECs */
	uint32_t n, remote;       /* labels of its */
	uint32_t recorded;        /* as records */
	uint32_t addresses;
	bool walking; /* the whole table is on its way to it, */
	bool again;   /* also what it has been told already */
	bool ends;    /* End-of-LIB is due behind that */
	uint32_t walk;
	struct fifo queue;   /* of FECs */
	struct obuf replies; /* whole messages, without a PDU */
	uint32_t message_id;
	uint8_t complete; /* families of which it has said all */
	mono until;       /* it is given up, or what stayed stale */
	mono retry;       /* denied requests are made again */
};

/* ---- loop detection: hop count and path vector ---- */

struct trail {
	uint32_t refs, hash;
	uint8_t hops; /* 0: unknown */
	uint16_t n;
	uint32_t lsr[];
};

struct ldp_lib {
	struct ldp_lib_config config;
	struct ldp_lib_filter *filters;
	struct labels *labels;
	bool starved; /* a FEC has no label for want of one */

	struct pool fecs;
	struct map fec_map;
	uint32_t scan, scan_left; /* FECs to be settled anew */

	struct peer **peers;
	size_t n_peers, peers_room;

	struct pool routes, places;
	struct pool hopsets, trails; /* in boxes */
	struct map place_map, hopset_map, trail_map;
	char **names; /* of interfaces and protocols */
	size_t n_names, names_room;
	struct addr *own; /* our addresses */
	size_t n_own, own_room;

	struct fifo news; /* FECs with something for a record */
	struct {          /* what ldp_lib_record() gave last */
		struct rec rec;
		unsigned n; /* paths */
		struct rec_path paths[MAX_WAYS];
		uint32_t labels[MAX_WAYS];
		char neighbor[ADDR_TEXT + 8];
	} out;
};

static inline struct fec *
fec_at(const struct ldp_lib *lib, uint32_t at)
{
	return pool_at(&lib->fecs, at);
}

static inline uint8_t
family_of(const struct prefix *p)
{
	return p->addr.ip == ADDR_IP4 ? LDP_LIB_IP4 : LDP_LIB_IP6;
}

/* ---- ldp_lib_fec.c ---- */

uint32_t fec_find(const struct ldp_lib *, const struct prefix *);
uint32_t fec_need(struct ldp_lib *, const struct prefix *);
/*
 * What follows for the FEC from what is so now: its LSP, its label, who is to
 * be told. It may be gone afterwards.
 */
void fec_settle(struct ldp_lib *, mono now, uint32_t fec);
void fec_news(struct ldp_lib *, uint32_t fec);
/* The entry goes, if nothing keeps it. */
void fec_tidy(struct ldp_lib *, uint32_t fec);
/* How it is forwarded now; MAX_WAYS at most. */
unsigned fec_ways(const struct ldp_lib *, const struct fec *, uint32_t handle,
    struct way *, enum ldp_lib_why *);
/* The same, and `ways` of the entry is their hash. */
unsigned fec_ways_now(struct ldp_lib *, uint32_t fec, struct way *);
/* All FECs are to be settled anew, in slices. */
void fec_settle_all(struct ldp_lib *);

/* ---- ldp_lib_route.c ---- */

uint32_t name_handle(struct ldp_lib *, const char *);
const struct hopset *fec_hops(const struct ldp_lib *, const struct fec *);
void routes_fini(struct ldp_lib *);

/* ---- ldp_lib_address.c ---- */

/* The place of an address, made where there is none. */
uint32_t place_need(struct ldp_lib *, const struct addr *, uint32_t interface);
void place_use(struct ldp_lib *, uint32_t place, int by);
bool place_claim(struct ldp_lib *, uint32_t peer, const struct addr *,
    uint32_t interface, bool heard);
void place_unclaim(struct ldp_lib *, uint32_t peer, const struct addr *,
    uint32_t interface, bool heard);
/* All that the peer has claimed is stale from now on; or what is, goes. */
void places_age(struct ldp_lib *, uint32_t peer);
void places_sweep(struct ldp_lib *, uint32_t peer);
void addresses_tell(struct ldp_lib *, struct peer *);
void places_fini(struct ldp_lib *);

static inline struct place *
place_at(const struct ldp_lib *lib, uint32_t at)
{
	return pool_at(&lib->places, at);
}

/* ---- ldp_lib_peer.c ---- */

/* The binding of a FEC, made where there is none; or all zeros. */
struct binding *binding_need(struct peer *, uint32_t fec);
const struct binding *binding_of(const struct peer *, uint32_t fec);
void peer_queue(struct peer *, uint32_t fec);
/* The remote label is no more. */
void binding_drop(
    struct ldp_lib *, struct peer *, uint32_t fec, struct binding *);
void peer_filters(const struct ldp_lib *, struct peer *);
/* Whether it may have our label of the FEC. */
bool peer_may_have(const struct peer *, const struct fec *);
/* What stayed stale of the families goes. */
void peer_sweep(struct ldp_lib *, uint32_t peer, uint8_t families);
void peer_tick(struct ldp_lib *, mono now, uint32_t peer);
void peer_walk(struct peer *, bool again);
void peers_fini(struct ldp_lib *);

/* ---- ldp_lib_labels.c ---- */

/* The parameters of a message about labels. */
struct params {
	struct rbuf fecs, path, addresses;
	uint16_t family; /* of the addresses */
	bool has_label, has_request, has_status, has_path;
	uint32_t label, request;
	uint32_t status, about; /* its code, and of which message */
	uint8_t hops;           /* 0: unknown, or not told */
	uint32_t id;            /* of the message */
	uint16_t type;
};

bool take_labels(struct ldp_lib *, mono now, uint32_t peer,
    const struct params *, struct fault *);
bool take_notice(struct ldp_lib *, mono now, uint32_t peer,
    const struct params *, struct fault *);

/* ---- ldp_lib_trail.c: handles, 0 is none ---- */

uint32_t trail_of(struct ldp_lib *, uint8_t hops, struct rbuf path);
void trail_hold(struct ldp_lib *, uint32_t);
void trail_drop(struct ldp_lib *, uint32_t);
/* RFC 5036 A.2.7 */
bool trail_loops(const struct ldp_lib *, uint8_t hops, struct rbuf path);
/* What our mapping says; a hash of it, 0 where that is nothing. */
uint32_t trail_told(const struct ldp_lib *, const struct fec *);
void trail_encode(const struct ldp_lib *, const struct fec *, struct wbuf *);
void trails_fini(struct ldp_lib *);

/* ---- ldp_lib_pack.c ---- */

/* Messages into PDUs; one message while type and label are the same. */
struct pack {
	struct peer *peer;
	uint32_t lsr; /* ours */
	struct obuf *to;
	size_t done;                   /* octets of PDUs that are finished */
	struct wbuf w;                 /* of this PDU */
	uint8_t *pdu, *message, *fecs; /* where their lengths go; NULL: none */
	uint16_t type;
	uint32_t label, id; /* of this message */
};

void pack_begin(
    struct pack *, const struct ldp_lib *, struct peer *, struct obuf *to);
/*
 * One more FEC. `more`: TLVs behind the label, which no other may share; nor is
 * a message without a label shared, as a Label Request is for one.
 */
void pack_fec(struct pack *, uint16_t type, const struct prefix *,
    uint32_t label, struct rbuf more);
/* A whole message; its octets are copied. */
void pack_message(struct pack *, struct rbuf);
size_t pack_size(const struct pack *); /* so far */
/* Returns the octets of all PDUs. */
size_t pack_end(struct pack *);

/* Whole messages that answer one of the neighbour's. */
void reply_notice(struct peer *, uint32_t status, uint32_t about,
    uint16_t about_type, struct rbuf fecs);
void reply_release(
    struct peer *, struct rbuf fecs, const uint32_t *label, uint32_t status);
void reply_addresses(struct peer *, uint16_t type, const struct addr *,
    size_t n, uint8_t family);
uint32_t message_id(struct peer *);

#endif
