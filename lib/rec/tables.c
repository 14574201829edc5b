/*
 * The vocabulary as data: words, fields (from fields.h) and types.
 *
 * The words of an ENUM are numbers in C, those of a WORD stay text there; both
 * are refused when they are none of the table.
 */
#include "rec/rec.h"
#include "value/label.h"
#include "value/names.h"

#include <string.h>

/* ---- words ---- */

static const struct name origins[] = {
	{ 0, "igp" },
	{ 1, "egp" },
	{ 2, "incomplete" },
	{ 0, NULL },
};

static const struct name orf_times[] = {
	/* RFC 5291 4 */
	{ 1, "immediate" },
	{ 2, "defer" },
	{ 0, NULL },
};

static const struct name orf_actions[] = {
	{ 0, "add" },
	{ 1, "remove" },
	{ 2, "remove_all" },
	{ 0, NULL },
};

static const struct name orf_matches[] = {
	{ 0, "permit" },
	{ 1, "deny" },
	{ 0, NULL },
};

static const struct name ribs[] = {
	{ RIB_ADJ_IN_PRE, "adj_in_pre" },
	{ RIB_ADJ_IN, "adj_in" },
	{ RIB_ADJ_OUT, "adj_out" },
	{ RIB_LOC, "loc" },
	{ RIB_ADJ_OUT_PRE, "adj_out_pre" },
	{ 0, NULL },
};

static const struct name verdicts[] = {
	{ THEN_ACCEPT, "accept" },
	{ THEN_REJECT, "reject" },
	{ THEN_NEXT, "next" },
	{ 0, NULL },
};

static const struct name preferences[] = {
	{ 1, "primary" },
	{ 2, "backup" },
	{ 0, NULL },
};

static const struct name directions[] = {
	{ 1, "local" },
	{ 2, "remote" },
	{ 0, NULL },
};

static const struct name label_controls[] = {
	/* RFC 5036 2.6.1 */
	{ 1, "independent" },
	{ 2, "ordered" },
	{ 0, NULL },
};

static const struct name bgp_states[] = {
	{ 1, "idle" },
	{ 2, "connect" },
	{ 3, "active" },
	{ 4, "open_sent" },
	{ 5, "open_confirm" },
	{ 6, "established" },
	{ 0, NULL },
};

static const struct name notified[] = {
	{ 1, "sent" },
	{ 2, "received" },
	{ 0, NULL },
};

static const struct name rpki_states[] = {
	{ 0, "not_found" },
	{ 1, "valid" },
	{ 2, "invalid" },
	{ 0, NULL },
};

static const struct name bmp_views[] = {
	/* RFC 7854 5, RFC 8671, RFC 9069 */
	{ 1, "pre_policy" },
	{ 2, "post_policy" },
	{ 3, "adj_out" },
	{ 4, "loc_rib" },
	{ 0, NULL },
};

static const struct name bfd_states[] = {
	/* RFC 5880 4.1 */
	{ 0, "admin_down" },
	{ 1, "down" },
	{ 2, "init" },
	{ 3, "up" },
	{ 0, NULL },
};

static const struct name add_path_modes[] = {
	/* RFC 7911 4 */
	{ 1, "receive" },
	{ 2, "send" },
	{ 3, "both" },
	{ 0, NULL },
};
static const struct name policy_ways[] = {
	{ 1, "import" },
	{ 2, "export" },
	{ 3, "redistribute" },
	{ 4, "aggregate" },
	{ 0, NULL },
};
static const struct name local_as_modes[] = {
	{ 1, "alone" },
	{ 2, "send" },
	{ 3, "both" },
	{ 0, NULL },
};
static const struct name restart_modes[] = {
	/* RFC 4724: whose routes outlive the session */
	{ 1, "helper" },
	{ 2, "full" },
	{ 3, "off" },
	{ 0, NULL },
};

static const struct name roles[] = {
	/* RFC 9234 4.1 */
	{ 0, "provider" },
	{ 1, "rs" },
	{ 2, "rs_client" },
	{ 3, "customer" },
	{ 4, "peer" },
	{ 0, NULL },
};

static const struct name ip_versions[] = {
	{ 4, "ipv4" },
	{ 6, "ipv6" },
	{ 0, NULL },
};

static const struct name label_modes[] = {
	{ 1, "vrf" },
	{ 2, "next_hop" },
	{ 3, "prefix" },
	{ 0, NULL },
};

static const struct name actions[] = {
	{ 1, "add" },
	{ 2, "change" },
	{ 3, "delete" },
	{ 0, NULL },
};

static const struct name levels[] = {
	{ 1, "error" },
	{ 2, "warning" },
	{ 3, "info" },
	{ 4, "debug" },
	{ 0, NULL },
};

/* ---- fields ---- */

enum {
	KEY = FIELD_KEY,
	REQUIRED = FIELD_REQUIRED,
	LIST = FIELD_LIST,
	OR_ZERO = FIELD_OR_ZERO,
	BARE = FIELD_BARE,
	ONE = FIELD_LIST | FIELD_ONE,
};

/* The size of one value of a kind, as the element of a list. */
enum {
	SIZE_BOOL = sizeof(bool),
	SIZE_UINT = sizeof(uint32_t),
	SIZE_TIME = sizeof(int64_t),
	SIZE_NAME = sizeof(char *),
	SIZE_TEXT = sizeof(char *),
	SIZE_ENUM = sizeof(int),
	SIZE_ADDR = sizeof(struct addr),
	SIZE_PREFIX = sizeof(struct prefix),
	SIZE_IFADDR = sizeof(struct prefix),
	SIZE_RANGE = sizeof(struct prefix_range),
	SIZE_FAMILY = sizeof(uint32_t),
	SIZE_RD = sizeof(struct rd),
	SIZE_RT = sizeof(struct ext_community),
	SIZE_COMMUNITY = sizeof(uint32_t),
	SIZE_LARGE = sizeof(struct large_community),
	SIZE_EXT = sizeof(struct ext_community),
	SIZE_HEX = sizeof(struct rec_bytes),
	SIZE_AS_PATH = sizeof(rec_as_path),
	SIZE_JSON = sizeof(char *),
};

#define MEMBER(type, member) ((struct rec_##type *)0)->member
#define ROW(type, member, key, is, bits, one, text, ...)                       \
	{ .name = key,                                                         \
		.put = ",\"" key "\":",                                        \
		.put_len = sizeof(key) + 3,                                    \
		.help = text,                                                  \
		.kind = is,                                                    \
		.flags = bits,                                                 \
		.offset = offsetof(struct rec_##type, member),                 \
		.size = (bits)&LIST ? (one) : sizeof(MEMBER(type, member)),    \
		__VA_ARGS__ },

/* clang-format off */
#define OBJECT(type) static const struct field type##_fields[] = {
#define FIELD(type, member, key, kind, flags, help)                           \
	ROW(type, member, key, F_##kind, flags, SIZE_##kind, help, )
#define UINT(type, member, key, flags, from, to, help)                        \
	ROW(type, member, key, F_UINT, flags, SIZE_UINT, help,                \
	    .lo = (from), .hi = (to))
#define ENUM(type, member, key, flags, table, help)                           \
	ROW(type, member, key, F_ENUM, flags, SIZE_ENUM, help, .words = table)
#define WORD(type, member, key, flags, table, help)                           \
	ROW(type, member, key, F_NAME, flags, SIZE_NAME, help, .words = table)
#define PART(type, member, key, flags, part, help)                            \
	ROW(type, member, key, F_OBJECT, flags, sizeof(struct rec_##part),    \
	    help, .object = &part##_object)
#define END(type)                                                             \
		{ .name = NULL }                                              \
	};                                                                    \
	static const struct object type##_object = {                          \
		.name = #type,                                                \
		.fields = type##_fields,                                      \
		.size = sizeof(struct rec_##type),                            \
		.n = sizeof(type##_fields) / sizeof(struct field) - 1,        \
	};
#include "rec/fields.h"

/* ---- types ---- */

#define TYPE(object, word, by, for, text)                                     \
	{                                                                     \
		.name = word,                                                 \
		.put = "{\"type\":\"" word "\"",                              \
		.put_len = sizeof(word) + 9,                                  \
		.fields = object##_fields,                                    \
		.size = sizeof(struct rec_##object),                          \
		.n = sizeof(object##_fields) / sizeof(struct field) - 1,      \
		.help = text,                                                 \
		.writers = by,                                                \
		.readers = for,                                               \
	}

const struct object rec_objects[REC_NTYPES] = {
[REC_BEGIN] = TYPE(begin, "begin", "whoever states configuration", "all",
    "begins a statement"),
[REC_END] = TYPE(begin, "end", "whoever states configuration", "all",
    "ends a statement: what was stated before and not again is deleted"),
[REC_ROUTER] = TYPE(router, "router", "a person",
    "ldpd-lite, bgpspeak, vrfctl", "this router"),
[REC_PEER] = TYPE(peer, "peer", "a person, cloudpeer", "bgpspeak",
    "a BGP neighbour that should exist"),
[REC_POLICY] = TYPE(policy, "policy", "a person, cloudpeer", "bgpspeak",
    "rules for import or export"),
[REC_VRF] = TYPE(vrf, "vrf", "a person", "vrfctl, bgpspeak, mplsfwd",
    "a VRF that should exist"),
[REC_INTERFACE] = TYPE(interface, "interface", "a person, ipsecup",
    "ldpd-lite, vrfctl, mplsfwd", "how an interface should be"),
[REC_TUNNEL] = TYPE(tunnel, "tunnel", "a person, cloudpeer", "ipsecup",
    "an IPsec tunnel that should exist"),
[REC_CLOUD] = TYPE(cloud, "cloud", "a person", "cloudpeer",
    "a cloud connection that should exist"),
[REC_REQUIREMENTS] = TYPE(named, "requirements", "a person", "cloudpeer",
    "what a design must satisfy"),
[REC_SCENARIO] = TYPE(named, "scenario", "a person", "bgpspeak",
    "a change to try on paper"),
[REC_INTERFACE_STATE] = TYPE(interface_state, "interface_state",
    "vrfctl watch", "ldpd-lite, bgpspeak, mplsfwd",
    "how an interface is"),
[REC_ROUTE] = TYPE(route, "route", "vrfctl watch, bgpspeak",
    "ldpd-lite, bgpspeak, vrfctl sync, mplsfwd", "a route"),
[REC_LABEL] = TYPE(label, "label", "ldpd-lite", "people", "an LDP binding"),
[REC_LSP] = TYPE(lsp, "lsp", "ldpd-lite, ipsecup, a person",
    "bgpspeak, mplsfwd", "how a FEC is reached"),
[REC_LFIB] = TYPE(lfib, "lfib", "ldpd-lite, bgpspeak", "mplsfwd",
    "what to do with an incoming label"),
[REC_EOR] = TYPE(eor, "eor", "the owner of the records",
    "vrfctl sync, mplsfwd", "all records of that kind have been said"),
[REC_PEER_STATE] = TYPE(peer_state, "peer_state", "bgpspeak",
    "people, verify", "how a BGP neighbour is"),
[REC_ROUTER_STATE] = TYPE(router_state, "router_state", "bgpspeak show",
    "people", "how a BGP speaker as a whole is"),
[REC_ADJACENCY] = TYPE(adjacency, "adjacency", "ldpd-lite", "people",
    "how an LDP neighbour is"),
[REC_POLICY_STATE] = TYPE(policy_state, "policy_state", "bgpspeak show",
    "people", "which policy there is, and who uses it"),
[REC_TUNNEL_STATE] = TYPE(state, "tunnel_state", "ipsecup",
    "people, bgpspeak, verify", "how a tunnel is"),
[REC_CLOUD_STATE] = TYPE(state, "cloud_state", "cloudpeer", "people, verify",
    "how a cloud connection is"),
[REC_INSTALL_STATE] = TYPE(state, "install_state", "mplsfwd",
    "people, bgpspeak", "whether a route was installed"),
[REC_MESSAGE] = TYPE(message, "message", "every decode", "people, encode",
    "one protocol message"),
[REC_SESSION] = TYPE(session, "session", "every decode", "people",
    "one session in a capture"),
[REC_FLOW] = TYPE(session, "flow", "mplsfwd decode", "people",
    "a sum over packets"),
[REC_STEP] = TYPE(step, "step", "plan, apply, sync", "people",
    "what would be done, or was done"),
[REC_DIFFERENCE] = TYPE(finding, "difference", "diff, verify", "people",
    "two views that do not agree"),
[REC_VERDICT] = TYPE(finding, "verdict", "sim, check, policy, best, why",
    "people",
    "what was judged"),
[REC_ADVICE] = TYPE(finding, "advice", "cloudpeer advise", "people",
    "what is proposed"),
[REC_COMMAND] = TYPE(command, "command", "show, --feed", "daemons",
    "a question to a daemon"),
[REC_REPLY] = TYPE(reply, "reply", "daemons", "show, --feed",
    "the end of an answer"),
[REC_LOG] = TYPE(log, "log", "every tool", "people",
    "a diagnostic, with --log-format json"),
};
/* clang-format on */

/* Types by name; the 32 names are few and short, so a scan will do. */
enum rec_type
rec_type_find(const char *s, size_t n)
{
	for (enum rec_type type = REC_NONE + 1; type < REC_NTYPES; type++) {
		const char *name = rec_objects[type].name;

		if (strlen(name) == n && memcmp(name, s, n) == 0)
			return type;
	}
	return REC_NONE;
}

const char *
rec_type_name(enum rec_type type)
{
	return rec_objects[type].name;
}
