/* What the kinds of values look like, for the manual and the schema. */
#include "rec/kinds.h"

#include <assert.h>

#define ADDRESS "[0-9A-Fa-f:.]+"
#define DIST    "([0-9.]+:[0-9]+|2:[0-9]+:[0-9]+)"

/* clang-format off */
const struct kind rec_kinds[] = {
[F_BOOL] = { "boolean", "boolean", NULL, "true or false." },
[F_UINT] = { "number", "integer", NULL, "A whole number." },
[F_TIME] = { "time", "number", NULL,
    "Seconds since the epoch, with microseconds: 1447830000.123456." },
[F_NAME] = { "name", "string", "^[^ \\u0000-\\u001f\\u007f]+$",
    "A string that is not empty and has no blank in it." },
[F_TEXT] = { "text", "string", NULL, "Any string." },
[F_ENUM] = { "word", "string", NULL, "One of some words." },
[F_ADDR] = { "address", "string", "^" ADDRESS "$",
    "An IPv4 or IPv6 address." },
[F_PREFIX] = { "prefix", "string", "^" ADDRESS "/[0-9]{1,3}$",
    "An address and a length, without host bits: 10.0.0.0/8." },
[F_IFADDR] = { "interface address", "string", "^" ADDRESS "/[0-9]{1,3}$",
    "An address and the length of its network: 10.0.0.1/24." },
[F_RANGE] = { "prefix range", "string",
    "^" ADDRESS "/[0-9]{1,3}( ge [0-9]{1,3})?( le [0-9]{1,3})?$",
    "A prefix, and the lengths that match below it: 10.0.0.0/8 ge 9 le 24." },
[F_FAMILY] = { "family", "string", "^[a-z][a-z0-9_]*$",
    "An address family: ipv4_unicast; afi_1_safi_9 where it has no name." },
[F_RD] = { "route distinguisher", "string", "^(" DIST "|0x[0-9A-Fa-f]{16})$",
    "65001:100 or 192.0.2.1:100 (RFC 4364 4.2)." },
[F_RT] = { "route target", "string", "^" DIST "$",
    "65001:100 or 192.0.2.1:100 (RFC 4360 4)." },
[F_COMMUNITY] = { "community", "string", "^([0-9]+:[0-9]+|[a-z][a-z0-9_]*)$",
    "65001:100, or a well-known name: no_export." },
[F_LARGE] = { "large community", "string", "^[0-9]+:[0-9]+:[0-9]+$",
    "65001:1:2." },
[F_EXT] = { "extended community", "string",
    "^([a-z0-9_]+(:[0-9a-zA-Z_.]+)*|0x[0-9A-Fa-f]{16})$",
    "rt:65001:100, color:0:7; what has no name: 0x and 16 hex digits." },
[F_HEX] = { "hex", "string", "^([0-9A-Fa-f]{2})*$",
    "Bytes, two digits each." },
[F_AS_PATH] = { "AS path", "array", NULL,
    "AS numbers; in braces: {\"set\":[1,2]}, confed_sequence, confed_set." },
[F_OBJECT] = { "object", "object", NULL, "An object with keys of its own." },
[F_JSON] = { "JSON", NULL, NULL, "Any JSON value." },
};
/* clang-format on */

static void
add_parts(const struct object *object,
    const struct object *parts[REC_PARTS_MAX], unsigned *n)
{
	for (unsigned i = 0; i < object->n; i++) {
		const struct object *part = object->fields[i].object;
		unsigned j = 0;

		if (part == NULL)
			continue;
		while (j < *n && parts[j] != part)
			j++;
		if (j < *n)
			continue;
		add_parts(part, parts, n);
		assert(*n < REC_PARTS_MAX);
		parts[(*n)++] = part;
	}
}

unsigned
rec_parts(const struct object *parts[REC_PARTS_MAX])
{
	unsigned n = 0;

	for (int type = REC_NONE + 1; type < REC_NTYPES; type++)
		add_parts(&rec_objects[type], parts, &n);
	return n;
}
