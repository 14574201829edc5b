/*
 * The label information base of LDP: which label is for which FEC, ours and
 * that of each neighbour, and what comes of it - what neighbours are told, and
 * by which labels we forward.
 *
 * It opens nothing and knows no clock. In come facts: routes, our addresses,
 * sessions that come and go, the label messages of neighbours. Out come bytes
 * for each neighbour and records: `lsp`, `lfib`, `label`. Neither is a queue of
 * what happened: per neighbour (and for the records) each FEC waits at most
 * once, and what is then said of it is what is so then. So memory is bounded by
 * the FECs, however slowly anybody reads.
 *
 * Of every FEC that has a route, or a label from anyone, there is one entry.
 * Labels of all neighbours are kept, whether they are the next hop or not
 * (liberal retention): when a route moves its LSP moves in the same call. Our
 * own label stays with the FEC as long as any neighbour may still use it: until
 * it has released what we withdrew (RFC 5036 3.5.10), or is gone.
 *
 *	ldp_lib_route() ...    the FEC is settled: LSP, label, who is to be told
 *	ldp_lib_state()        labels given out since: to be written to the file
 *	ldp_lib_fill()         what the neighbour is to be told, as PDUs
 *	ldp_lib_record()       what changed, as records
 *
 * No label is told before ldp_lib_state() has handed it to be written.
 *
 * RFC 5036 with appendix A, 3478 (graceful restart), 5918 (typed wildcards),
 * 5919 (End-of-LIB), 7552 (IPv6).
 */
#ifndef CORE_LDP_LIB_H
#define CORE_LDP_LIB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mono.h"
#include "value/addr.h"
#include "value/prefix.h"
#include "wire/ldp.h"

struct obuf;
struct prefix_set;
struct rec;
struct rec_route;

struct ldp_lib;

/* What goes to a neighbour and comes from it. */
struct ldp_lib_filter {
	uint32_t lsr; /* the neighbour; 0: all that have none of their own */
	const struct prefix_set *advertise, *accept; /* NULL: everything */
};

/* The sets are borrowed, until another configuration or the end. */
struct ldp_lib_config {
	uint32_t lsr;                     /* our identifier */
	uint32_t first_label, last_label; /* 0, 0: 16 to 99999 */
	int64_t label_rest;  /* microseconds until a label is used again */
	bool ordered;        /* control (RFC 5036 2.6.1.2) */
	bool explicit_null;  /* for our own FECs, in place of implicit null */
	bool loop_detection; /* RFC 5036 2.8 */
	uint8_t max_hops, max_path; /* 0: 255 hops, 254 routers */
	uint32_t max_fecs; /* that one neighbour may tell; 0: a million */
	const struct prefix_set *fecs;   /* that get labels; NULL: all with a
					  * route but for the default route */
	const struct prefix_set *egress; /* where the LSP ends here though the
					  * network is not connected; or NULL */
	unsigned n_filters;
	const struct ldp_lib_filter *filters; /* copied */
};

struct ldp_lib *ldp_lib_new(const struct ldp_lib_config *);
void ldp_lib_free(struct ldp_lib *);
/*
 * Another configuration: what differs changes, no more. The identifier and the
 * range of labels stay those of ldp_lib_new().
 */
void ldp_lib_configure(
    struct ldp_lib *, mono now, const struct ldp_lib_config *);

/* ---- labels over restarts ---- */

/*
 * The state file of a run before: its labels are kept for their FECs, and rest
 * if ldp_lib_forget() finds them without. Before anything else is told.
 */
bool ldp_lib_load(struct ldp_lib *, const char *text, size_t n, struct fault *);
/*
 * Appends the lines to be written behind the file since the last call; `whole`:
 * all of it, in its place, which pays when the file has twice as many lines.
 */
void ldp_lib_state(struct ldp_lib *, struct obuf *, bool whole);
bool ldp_lib_has_state(const struct ldp_lib *);
size_t ldp_lib_state_lines(const struct ldp_lib *); /* of a whole one */
/* The restart is over: labels kept for FECs that did not come back rest. */
void ldp_lib_forget(struct ldp_lib *, mono now);

/* ---- facts of this router ---- */

/*
 * A route of a source, as the record says it: those with `rib` set, of a VRF,
 * or of other families than IPv4 and IPv6 unicast are ignored. Of several to a
 * prefix the lowest metric counts, and a connected one first of equals. Paths
 * without a next hop are connected.
 */
void ldp_lib_route(
    struct ldp_lib *, mono now, const struct rec_route *, bool del);
/* An address of ours, for neighbours to know their next hop by. */
void ldp_lib_address(struct ldp_lib *, const struct addr *, bool del);

/* ---- neighbours ---- */

enum { LDP_LIB_IP4 = 1, LDP_LIB_IP6 = 2 }; /* families */

/* A session that is operational, as it was agreed. */
struct ldp_lib_session {
	uint32_t lsr;
	uint16_t space;
	uint16_t max_pdu;    /* octets of a PDU length; 0: 4096 */
	uint8_t families;    /* whose FECs and addresses it is told; LDP_LIB_ */
	bool on_demand;      /* labels only for who asks (RFC 5036 2.6.3) */
	bool typed_wildcard; /* it takes them (RFC 5918) */
	bool end_of_lib;     /* it takes unknown notifications (RFC 5919) */
	/*
	 * It kept its forwarding over its restart for so many microseconds more
	 * (RFC 3478: the Recovery Time of its FT Session TLV); 0: it did not,
	 * and what is left of before goes.
	 */
	int64_t recovery;
};

/*
 * The session is there: all is told to it, and then changes. The handle is good
 * until ldp_lib_down(), and may be another one when the neighbour returns.
 * There is at most one session with an identifier.
 */
uint32_t ldp_lib_up(struct ldp_lib *, mono now, const struct ldp_lib_session *);
/*
 * It is over. `keep`: for so many microseconds its labels are still good, as it
 * may return with them (RFC 3478 3.3: the Reconnect Timeout); 0: gone at once.
 */
void ldp_lib_down(struct ldp_lib *, mono now, uint32_t at, int64_t keep);
/*
 * A hello adjacency of the session: the address it comes from is one of the
 * neighbour's there, even where no Address message may say so (link-local).
 */
void ldp_lib_link(struct ldp_lib *, mono now, uint32_t at,
    const char *interface, const struct addr *, bool up);

/*
 * A message of the neighbour: Address and Address Withdraw, all of labels, and
 * notifications that are not fatal; others are ignored. False: the session is
 * to end with the status in the fault. What it takes to answer is in the next
 * ldp_lib_fill(); do not read on while the neighbour does not take that.
 */
bool ldp_lib_receive(struct ldp_lib *, mono now, uint32_t at,
    const struct ldp_message *, struct fault *);

/*
 * Appends whole PDUs until `want` octets or more are added, or there is nothing
 * more to tell; looks at no more than `budget` FECs. Returns the octets; *more:
 * come again. Message identifiers have the high bit set: others have it off.
 */
size_t ldp_lib_fill(struct ldp_lib *, uint32_t at, struct obuf *, size_t want,
    uint32_t budget, bool *more);
bool ldp_lib_pending(const struct ldp_lib *, uint32_t at);
/*
 * It has said all of what it has: End-of-LIB for each family (RFC 5919). Who
 * does not do that never has.
 */
bool ldp_lib_is_complete(const struct ldp_lib *, uint32_t at);

/* ---- what comes of it ---- */

/*
 * The next record that is news, in an order of its own per FEC: lfib, lsp,
 * label; with `op` del where it is gone. NULL: that was all. Borrowed until the
 * next call.
 */
const struct rec *ldp_lib_record(struct ldp_lib *);
bool ldp_lib_has_records(const struct ldp_lib *);
/* Everything is news again, for a reader that begins. */
void ldp_lib_repeat(struct ldp_lib *);

/*
 * Goes on with what one event has changed for many FECs, at most `budget` of
 * them; true: there is more. Call it in each turn, before ldp_lib_fill().
 */
bool ldp_lib_work(struct ldp_lib *, mono now, uint32_t budget);
/* Timers: neighbours that did not return, labels that have rested. */
void ldp_lib_tick(struct ldp_lib *, mono now);
mono ldp_lib_deadline(const struct ldp_lib *);

/* ---- for people ---- */

enum ldp_lib_why {            /* a FEC has no LSP; names: ldp_lib_why_names */
	LDP_LIB_REACHED,      /* it has */
	LDP_LIB_OURS,         /* connected, or an egress: it ends here */
	LDP_LIB_NO_ROUTE,     /* only labels */
	LDP_LIB_NO_NEIGHBOR,  /* the next hop is no neighbour's address */
	LDP_LIB_NO_MAPPING,   /* the neighbour has told no label for it */
	LDP_LIB_NOT_ACCEPTED, /* by the filter of the neighbour */
	LDP_LIB_LOOP,         /* the label came with a loop */
	LDP_LIB_NO_LABEL,     /* none of ours is left: ingress alone */
};
extern const struct name ldp_lib_why_names[];

/* What one neighbour and we have told each other of a FEC. */
struct ldp_lib_binding {
	uint32_t lsr;
	uint16_t space;
	bool has_remote, has_told;
	uint32_t remote; /* its label */
	uint32_t told;   /* ours, as it was told */
	bool in_use;     /* remote: packets go out with it */
	bool stale;      /* remote: it is away (RFC 3478) */
	bool withdrawn;  /* told: withdrawn, and not released yet */
};

struct ldp_lib_fec {
	struct prefix prefix;
	bool has_label;
	uint32_t label; /* ours */
	enum ldp_lib_why why;
};

/* The next FEC from *at on (0 to begin); false: there is none. */
bool ldp_lib_next_fec(
    const struct ldp_lib *, uint32_t *at, struct ldp_lib_fec *);
bool ldp_lib_find_fec(const struct ldp_lib *, const struct prefix *,
    uint32_t *at, struct ldp_lib_fec *);
/* The next neighbour that has to do with the FEC found at fec, from *at on. */
bool ldp_lib_next_binding(const struct ldp_lib *, uint32_t fec, uint32_t *at,
    struct ldp_lib_binding *);

struct ldp_lib_counts {
	uint32_t fecs, labels, lsps; /* entries, labels of ours, FECs reached */
	uint32_t remote, told;       /* of one neighbour, or of all */
	uint32_t addresses;
	size_t memory; /* octets, of all */
};

/* `at`: a neighbour, or UINT32_MAX for all. */
void ldp_lib_count(
    const struct ldp_lib *, uint32_t at, struct ldp_lib_counts *);

#endif
