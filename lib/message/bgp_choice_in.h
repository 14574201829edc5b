/* The inside of captured choices, for the files bgp_choice*.c alone. */
#ifndef MESSAGE_BGP_CHOICE_IN_H
#define MESSAGE_BGP_CHOICE_IN_H

#include "base/map.h"
#include "message/bgp_choice.h"

#define NONE UINT32_MAX

struct neighbor {    /* as routes name it */
	char *name;  /* owned; "": ourselves */
	uint32_t as; /* 0: not known */
	uint32_t router_id;
	struct addr address;
	bool judged; /* it has routes behind policies */
};

struct known { /* what other records say of one */
	char name[64];
	struct addr address;
	uint32_t as, router_id;
};

struct path {
	struct bgp_set *set; /* held; NULL: withdrawn */
	struct rec *rest;    /* owned: what is no attribute; or NULL */
	int64_t time;        /* 0: not told */
	uint32_t next;       /* of the destination */
	uint32_t neighbor, path_id;
	bool before; /* its policies have not seen it */
};

struct dest {
	uint32_t family, first, vrf;
	struct prefix prefix;
	struct rd rd;
	struct rec_bytes nlri; /* owned */
};

struct bgp_choice {
	struct bgp_decide_opts opts;
	struct bgp_sets *sets;
	uint32_t local_as;
	struct map by_dest, by_neighbor;
	struct dest *dests;
	struct path *paths;
	struct neighbor *neighbors;
	struct known *known;
	char **vrfs; /* the first is "" */
	size_t n, room, n_paths, room_paths, n_neighbors, room_neighbors;
	size_t n_known, room_known, n_vrfs, room_vrfs;
	struct arena arena;
	/* Of the destination at hand. */
	struct bgp_candidate *candidates;
	uint32_t *at; /* their paths */
	uint8_t *lost;
	size_t room_candidates;
};

/* What is known of neighbours put to those that routes name. */
void bgp_choice_fill(struct bgp_choice *);

#endif
