/*
 * The vocabulary: every record that the tools exchange, as one tagged union.
 *
 * A record is a plain struct, and a table of its fields (tables.c) from which
 * the readers, the writer, --strict, diff, the view for people, the manual page
 * and the JSON Schema come. Adding a field is a member here and a line there.
 *
 * Presence is a bit: field i of the type's table is there when bit i of `has`
 * is set, so zero and absent never meet. Every object, nested ones too,
 * begins with its `has`.
 *
 * Ownership: what a record points at is borrowed from the arena it was read
 * into; rec_dup() owns.
 */
#ifndef REC_REC_H
#define REC_REC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rec/config.h"
#include "rec/control.h"
#include "rec/decoded.h"
#include "rec/live.h"
#include "rec/table.h"

struct arena;
struct obuf;

enum rec_type {
	REC_NONE, /* not a record, or of no type that we know */
	REC_BEGIN,
	REC_END,
	REC_ROUTER,
	REC_PEER,
	REC_POLICY,
	REC_VRF,
	REC_INTERFACE,
	REC_TUNNEL,
	REC_CLOUD,
	REC_REQUIREMENTS,
	REC_SCENARIO,
	REC_INTERFACE_STATE,
	REC_ROUTE,
	REC_LABEL,
	REC_LSP,
	REC_LFIB,
	REC_EOR,
	REC_PEER_STATE,
	REC_ROUTER_STATE,
	REC_POLICY_STATE,
	REC_ADJACENCY,
	REC_TUNNEL_STATE,
	REC_CLOUD_STATE,
	REC_INSTALL_STATE,
	REC_MESSAGE,
	REC_SESSION,
	REC_FLOW,
	REC_STEP,
	REC_DIFFERENCE,
	REC_VERDICT,
	REC_ADVICE,
	REC_COMMAND,
	REC_REPLY,
	REC_LOG,
	REC_NTYPES,
};

struct rec {
	enum rec_type type;
	bool del; /* "op":"del" */
	union {
		uint64_t has;
		struct rec_begin begin; /* and end */
		struct rec_router router;
		struct rec_peer peer;
		struct rec_policy policy;
		struct rec_vrf vrf;
		struct rec_interface interface;
		struct rec_tunnel tunnel;
		struct rec_cloud cloud;
		struct rec_named named;
		struct rec_interface_state interface_state;
		struct rec_route route;
		struct rec_label label;
		struct rec_lsp lsp;
		struct rec_lfib lfib;
		struct rec_eor eor;
		struct rec_peer_state peer_state;
		struct rec_router_state router_state;
		struct rec_adjacency adjacency;
		struct rec_policy_state policy_state;
		struct rec_state state;
		struct rec_message message;
		struct rec_session session;
		struct rec_step step;
		struct rec_finding finding;
		struct rec_command command;
		struct rec_reply reply;
		struct rec_log log;
	};
};

/* ---- the tables ---- */

extern const struct object rec_objects[REC_NTYPES]; /* [REC_NONE] is empty */

/* The type whose name this is, or REC_NONE. */
enum rec_type rec_type_find(const char *s, size_t n);
const char *rec_type_name(enum rec_type);

/* What should be: stated by a person or a tool, in statements. */
static inline bool
rec_is_configuration(enum rec_type type)
{
	return type >= REC_ROUTER && type <= REC_SCENARIO;
}

/* What is so now: it has a key and one owner. An eor is about these. */
static inline bool
rec_is_live(enum rec_type type)
{
	return type >= REC_INTERFACE_STATE && type <= REC_INSTALL_STATE &&
	       type != REC_EOR;
}

/*
 * Presence by member name; `obj` points at the struct, `type` is the name its
 * fields stand under in fields.h: HAS(&r->route, route, med).
 */
#define HAS(obj, type, member) ((obj)->has >> AT_##type##_##member & 1)
#define PUT(obj, type, member, ...)                                            \
	((obj)->has |= UINT64_C(1) << AT_##type##_##member,                    \
	    (obj)->member = __VA_ARGS__)
#define MARK(obj, type, member)                                                \
	((obj)->has |= UINT64_C(1) << AT_##type##_##member)
#define DROP(obj, type, member)                                                \
	((obj)->has &= ~(UINT64_C(1) << AT_##type##_##member))

/* ---- reading and writing ---- */

/* Why a record was refused; both texts are complete in themselves. */
struct rec_fault {
	unsigned line; /* from 1, of what was read; 0 where there is none */
	char key[96];  /* "peer \"aws-1\": hold_time"; may be empty */
	char text[160];
};

enum {
	REC_STRICT = 1, /* unknown keys are faults */
};

/*
 * The type of a line that begins as ours do ({"type":"NAME"), without parsing
 * it; REC_NONE for any other.
 */
enum rec_type rec_peek(const char *line, size_t n);

/*
 * Reads one object. The record borrows from the arena, not from the text.
 * REC_NONE in *r and true: well-formed, of an unknown type (the faults of
 * which are nobody's business here). Uses the fast reader where it can.
 */
bool rec_read(struct rec *r, const char *text, size_t n, unsigned flags,
    struct arena *, struct rec_fault *);

/* One line with its newline, no allocation but of the buffer's growth. */
void rec_write(struct obuf *, const struct rec *);
/* These fields alone, each with a comma in front. */
void rec_write_fields(struct obuf *, const struct rec *, uint64_t fields);

/* A deep copy, freed by rec_free(). */
struct rec *rec_dup(const struct rec *);
void rec_free(struct rec *);
/* A deep copy into the arena. */
void rec_copy(struct rec *to, const struct rec *from, struct arena *);

/* ---- identity and difference ---- */

uint64_t rec_key_hash(const struct rec *);
/* The record's end: "op":"del" and its key, borrowed from it. */
struct rec rec_gone(const struct rec *);
bool rec_key_equal(const struct rec *, const struct rec *); /* type too */
bool rec_equal(const struct rec *, const struct rec *);     /* every field */
/* "peer \"aws-1\"", "route 10.0.0.0/8 vrf A": for people; truncates. */
void rec_key_format(const struct rec *, char *to, size_t room);

#endif
