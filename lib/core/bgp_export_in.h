/* The inside of export, for the files bgp_export*.c alone. */
#ifndef CORE_BGP_EXPORT_IN_H
#define CORE_BGP_EXPORT_IN_H

#include "base/arena.h"
#include "base/pool.h"
#include "core/bgp_export.h"
#include "core/bgp_policy.h"
#include "core/bgp_rib.h"
#include "core/bgp_set.h"

#define NOBODY 0 /* no source */

/* Of the default route of our own; those of paths are their handles plus 1. */
#define EXPORT_DEFAULT_ID UINT32_MAX

/* One packed message, and who is to get it. */
struct packed {
	uint32_t size;
	uint16_t except, only; /* the member with this source; or NOBODY */
	uint16_t hop_at;       /* where the next hop stands; 0: no next hop */
	uint8_t hop_size;      /* 4, 16 or 32 (RFC 2545), without RDs */
	bool self;             /* the next hop is the member's own address */
};

/* What was packed together: from the cursor's place before to that after. */
struct batch_mark {
	uint64_t first;  /* its first message */
	uint32_t cursor; /* a cursor at the place before; BGP_NONE: none */
};

/* A path that was told: all members have it but its own source. */
struct told_path {
	uint32_t next;       /* of the same destination, plus 1; 0 ends */
	uint32_t id;         /* in messages */
	struct bgp_set *set; /* held */
	uint16_t source;
	bool kept; /* told now too */
};

struct told_chunk;

/*
 * Lists of these by destination, in chunks that groups share until one of them
 * changes it: so a copy takes no time. All zeros is empty.
 */
struct told_paths {
	struct told_chunk **chunks;
	size_t n;
};

/* RFC 4684 4: the AS, and the first bits of a route target. */
struct membership {
	uint64_t target; /* what is behind its bits is 0 */
	uint32_t as;
	uint8_t bits; /* 0, or 32 to 96 of AS and target */
};

/* What a neighbour wants, and where that was read from. */
struct wanted {
	uint32_t cursor;       /* on the table of memberships */
	uint32_t review;       /* while reviewing: over what was told */
	bool reviewing, again; /* again: from the front once more */
	struct membership *at; /* in order */
	size_t n, room;
	uint32_t of_bits[97]; /* how many, by bits */
};

/*
 * Neighbours that get the same. Messages are counted from the group's first;
 * those from `base` on are kept, as some member has yet to copy them.
 */
struct group {
	bool used;
	struct bgp_target like; /* what all members have in common */
	struct bgp_codec codec;
	uint32_t cursor;
	bool started;     /* something was read from the RIB */
	bool default_due; /* the default route of our own was not told yet */
	bool eor_due;     /* the table was not told to its end yet */
	bool refreshing;  /* EoRR is due when the table was told */
	uint64_t eor_at;  /* the message that said so, once packed */
	bool gives_back;  /* members are told what is theirs too */
	bool prefers_clients; /* of equal destinations; all changes are read */
	uint8_t join_tries;   /* to find a group that it could be one with */
	bool told_unsure; /* some may be told of which `told` does not know */
	struct bgp_told told; /* by source: all have it but that one itself */
	struct told_paths told_paths; /* instead, with like.paths */
	struct wanted wanted;         /* with like.memberships */
	uint32_t count;               /* destinations told */
	uint32_t *count_of;           /* of these, by source */
	size_t n_count_of;
	uint32_t n_members;
	uint8_t *is_member; /* by source */
	size_t n_is_member;

	uint8_t *bytes; /* of the messages from base on */
	size_t n_bytes, room_bytes;
	struct packed *packed;
	size_t n_packed, room_packed;
	uint64_t base;
	struct batch_mark *marks;
	size_t n_marks, room_marks;
};

struct member {
	bool used, waits;
	struct bgp_target target;
	uint32_t group;
	uint64_t at;    /* the next message */
	size_t byte_at; /* of it, in the group's bytes */
};

/* What becomes of a destination: equal ones share their UPDATEs. */
struct sort {
	struct bgp_set *set;   /* held; NULL: withdraw */
	uint16_t source;       /* of the path */
	uint16_t except, only; /* as in a message */
	bool self;             /* next hop */
	bool local, reflected;
	bool keep_med;
	uint32_t first, last; /* of its items */
};

#define NO_ITEM UINT32_MAX

struct item {
	uint32_t dest, next;
	struct bgp_nlri nlri;
};

/* What is to become an item. */
struct saying {
	uint32_t dest;
	const struct bgp_path *path; /* NULL: withdraw */
	uint32_t id;                 /* of the path, with ADD-PATH */
};

/* What one batch is sorted into; used again for the next. */
struct sorted {
	struct sort *sorts;
	size_t n_sorts, room_sorts;
	struct item *items;
	size_t n_items, room_items;
	size_t found;     /* the sort of the item before */
	struct sort last; /* the judgement before, of this set: */
	uint32_t last_set;
	uint32_t *index; /* hash of a sort -> its number + 1 */
	uint32_t n_index;
	struct arena arena; /* NLRI that are withdrawn */
};

struct bgp_export {
	struct bgp_rib *rib;
	const struct bgp_aggregates *aggregates; /* or NULL */
	struct group *groups;
	size_t n_groups, room_groups;
	struct member *members;
	size_t n_members, room_members;
	uint32_t terms; /* so often did something but the RIB change */
	struct sorted sorted;
	struct bgp_nlri *nlri; /* of one sort */
	size_t room_nlri;
};

/* bgp_export.c: a group of its own, from the front of the table. */
void export_start_over(
    struct bgp_export *, uint32_t member, struct bgp_chain *);

/* bgp_export_route.c */

/* Whether an aggregate stands for it. */
bool export_hides(
    const struct bgp_export *, uint32_t dest, const struct bgp_path *);
/* What the group is told of the path; set NULL: nothing. The set is held. */
struct sort export_judge(const struct bgp_export *, const struct group *,
    uint32_t dest, const struct bgp_path *);
/*
 * The attributes to send, written to w and borrowing from it; *hop is there
 * when the family has its next hop in MP_REACH, and so is true returned.
 */
bool export_attrs(const struct bgp_export *, const struct group *,
    const struct sort *, struct wbuf *w, struct bgp_attrs *,
    struct bgp_hop *hop);

/* bgp_export_paths.c: all paths of a destination, and what was told of them. */
void export_paths(struct bgp_export *, struct group *, uint32_t dest);
/* What could not be said after all. */
void told_path_forget(
    struct bgp_export *, struct group *, uint32_t dest, uint32_t id);
void told_paths_copy(struct told_paths *, const struct told_paths *);
void told_paths_fini(struct told_paths *, struct bgp_sets *);

/* bgp_export_told.c: what the group is told of the destination, and the counts.
 */
void group_tell(
    struct group *, uint32_t dest, uint16_t before, uint16_t source);
void group_count(struct group *, uint16_t source, int by);
void group_told_copy(struct group *to, const struct group *from);

/* bgp_export_targets.c: who wants which routes (RFC 4684). */
void export_wanted_begin(const struct bgp_export *, struct group *);
void export_wanted_end(const struct bgp_export *, struct group *);
/* What the neighbour wants now; a review begins when that is something else. */
void export_wanted_read(struct bgp_export *, struct group *, uint32_t *budget);
/* A slice of the review is done: it ends when it has seen all. */
void export_wanted_reviewed(const struct bgp_export *, struct group *);
bool export_wanted_pending(const struct bgp_export *, const struct group *);
bool export_wants(const struct group *, const struct bgp_set *);
/* How it is told of memberships itself. */
void export_reflects_targets(const struct bgp_export *, struct group *);
/* The path that the group is to be told of; or NULL. */
const struct bgp_path *export_best(
    const struct bgp_export *, const struct group *, uint32_t dest);

/* bgp_export_as.c; it writes to w, and borrows from it. */
struct bgp_as_path export_as_path(
    const struct bgp_target *, struct wbuf *w, struct bgp_as_path);

/* bgp_export_pack.c: one batch; false when there was nothing to look at. */
bool export_pack(struct bgp_export *, struct group *, uint32_t *budget);
/* Takes over the sort's set. */
void export_add(
    struct bgp_export *, const struct saying *, const struct sort *);
/* What becomes of a path, as most come in runs of equal attributes. */
struct sort export_judge_run(struct bgp_export *, struct group *, uint32_t dest,
    const struct bgp_path *);
uint16_t member_or_nobody(const struct group *, uint16_t source);
/* The default route that is in no table, and its set, held. */
struct sort export_default(const struct bgp_export *);
/* Whether that is told in the place of the destination. */
bool export_replaces(
    const struct bgp_export *, const struct group *, uint32_t dest);
/* Announces or withdraws it. */
void export_pack_default(struct bgp_export *, struct group *, bool on);
void sorted_fini(struct sorted *);

/*
 * bgp_export_write.c: messages about what was sorted. What no message holds is
 * withdrawn instead.
 */
void export_announce(struct bgp_export *, struct group *, const struct sort *);
void export_withdraw(struct bgp_export *, struct group *, const struct sort *);
/* BoRR or EoRR (RFC 7313), End-of-RIB (RFC 4724). */
void export_pack_refresh(struct group *, uint32_t family, bool begins);
void export_pack_eor(struct group *, uint32_t family);

/*
 * bgp_export_copy.c: the next message for the member, which is there; how many
 * bytes that was, 0 when it is not for this one.
 */
size_t export_copy_out(const struct group *, struct member *, struct obuf *);

#endif
