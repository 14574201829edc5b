/* The inside of telling a station, for the files bmp*.c alone. */
#ifndef CORE_BMP_IN_H
#define CORE_BMP_IN_H

#include "base/arena.h"
#include "base/obuf.h"
#include "base/pool.h"
#include "core/bgp_rib.h"
#include "core/bgp_set.h"
#include "core/bmp.h"
#include "wire/bmp.h"

struct bmp_subject;

#define BMP_ATTRS_ROOM 65535
#define TOLD_SESSIONS  0x1fffu

enum bmp_view { VIEW_PRE, VIEW_POST, VIEW_OUT, VIEW_LOC, N_VIEWS };

#define VIEW_BIT(view) (1u << (view)) /* BMP_TELL_PRE and so on */

/* ---- what was told of routes: bmp_told.c ---- */

/* In one view, a route of that source and path id. */
struct told_route {
	uint32_t next; /* of the same destination, plus 1; 0 ends */
	uint32_t id;
	uint32_t set; /* held */
	uint16_t source;
	uint16_t view : 2, kept : 1, session : 13; /* of TOLD_SESSIONS */
};

/* Lists of these by destination. All zeros is empty. */
struct told_routes {
	uint32_t **chunks; /* the first of each list, plus 1 */
	size_t n;
	struct pool pool;
};

/* What leads to the first; it is made when it is not there. */
uint32_t *told_routes_head(struct told_routes *, uint32_t dest);
struct told_route *told_route_at(const struct told_routes *, uint32_t link);
/* A new one, at the front. */
struct told_route *told_route_add(struct told_routes *, uint32_t *head);
/* Takes out the one that *link leads to. */
void told_route_drop(struct told_routes *, struct bgp_sets *, uint32_t *link);
size_t told_routes_memory(const struct told_routes *);

/* What is to be forgotten. */
struct told_spent {
	struct told_routes routes;
	uint32_t at;
};

/* ---- sessions ---- */

/* One family of a neighbour. */
struct subject_family {
	struct bmp_family is;
	uint8_t eor_due; /* a bit a view */
};

/* A neighbour, or our own table: who has a Peer Up. */
struct bmp_subject {
	const void *key; /* NULL: it is down */
	bool told;       /* its Peer Up is written */
	struct bmp_peer peer;
	struct obuf
	    waits; /* its Peer Up, or when that was told its Peer Down */
	const uint32_t *treated_as_withdrawn;
	unsigned n;
	struct subject_family families[];
};

/* Whose a source of the RIB is, and how often that was up. */
struct bmp_source {
	struct bmp_subject *subject; /* NULL: nobody's that is up */
	unsigned family;
	uint16_t session;
};

/* ---- routes ---- */

/* What is told of one table. */
struct bmp_table {
	uint32_t cursor;
	bool started;   /* something was read by it */
	bool again;     /* all is to be looked at once more */
	bool own_ended; /* the End-of-RIB of our own table is written */
	bool eor_due;   /* there may be another one */
	struct told_routes told;
};

/* One route that is to be told. */
struct bmp_row {
	struct bmp_subject *subject;
	enum bmp_view view;
	struct bgp_set *set; /* NULL: withdrawn */
	uint32_t since, order;
	struct bgp_nlri nlri;
};

struct bmp {
	struct bmp_config config;
	struct bgp_sets *sets;
	enum bmp_state state;
	mono deadline; /* of the state */
	mono since;    /* when it was connected */
	mono stalled;  /* when it has taken nothing for too long */
	mono stats;    /* the next report */
	uint32_t wait; /* seconds, the next time */

	struct bmp_subject *own; /* the Loc-RIB */
	struct bmp_subject **subjects;
	size_t n_subjects, room_subjects;
	bool waiting;    /* there is something to be said of some */
	size_t stats_at; /* what is reported of next; SIZE_MAX: nothing */
	struct bmp_source *sources; /* by source of the RIB */
	size_t n_sources;

	struct bmp_table *tables; /* as many as of the RIB were seen */
	size_t n_tables, room_tables;
	uint32_t terms; /* bgp_export_terms() that the tables were judged by */
	struct told_spent *spent;
	size_t n_spent, room_spent;

	struct bmp_row *rows; /* of one batch */
	const struct bmp_row **sorted;
	struct bgp_nlri *nlri;
	size_t n_rows, room_rows, room_sorted;
	struct arena arena; /* of these */
	uint8_t *attrs;     /* room for what is written of one set, */
	uint8_t *update;    /* and for a message */

	struct obuf *to; /* what is written now, */
	struct bmp_clock clock;
	struct bmp_counts counts;
};

/* ---- bmp.c ---- */

void bmp_table_again(struct bmp *, uint16_t table);
/* Its Loc-RIB is told. Those of VRFs are others' (RFC 9069 5.1), and are not.
 */
bool bmp_table_is_own(const struct bmp *, uint16_t table);

/* ---- bmp_subject.c ---- */

void bmp_own_begin(struct bmp *, const struct bmp_clock *,
    const struct bmp_router *, struct obuf *);
/* What there is to say of sessions, and reports; false: there is no room. */
bool bmp_subjects_write(struct bmp *, size_t want);
/* All of the table was told. */
void bmp_subjects_eor(struct bmp *, uint16_t table);
void bmp_subject_free(struct bmp_subject *);

/* ---- bmp_rows.c: what of a destination is news, as rows ---- */

void bmp_rows_add(struct bmp *, uint16_t table, uint32_t dest);

/* ---- bmp_write.c ---- */

void bmp_put(struct bmp *, struct obuf *, const struct bmp_message *);
/* All rows, as Route Monitoring; there are none then. */
void bmp_rows_write(struct bmp *, uint32_t family);
void bmp_eor_write(
    struct bmp *, const struct bmp_subject *, enum bmp_view, uint32_t family);
void bmp_stats_write(struct bmp *, const struct bmp_subject *);
void bmp_initiation_write(
    struct bmp *, const struct bmp_router *, struct obuf *);

#endif
