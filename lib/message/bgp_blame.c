/* What a neighbour has refused of ours, as its NOTIFICATION says. */
#include "message/bgp_records.h"
#include "value/family.h"

#include <stdio.h>
#include <string.h>

#define TEXT 96

struct blame {
	int kind; /* of the message that was refused; 0: it does not say */
	char text[TEXT];
	const char *attribute;
};

/* What the data say more; where they do not, *b is left as it was. */
typedef void data_fn(struct rbuf data, struct blame *b);

static void
length(struct rbuf data, struct blame *b)
{
	unsigned n = get_u16(&data);

	if (!data.bad)
		snprintf(b->text, TEXT, "a message of length %u", n);
}

static void
type(struct rbuf data, struct blame *b)
{
	unsigned n = get_u8(&data);

	if (!data.bad)
		snprintf(b->text, TEXT, "a message of type %u", n);
}

static void
version(struct rbuf data, struct blame *b)
{
	unsigned n = get_u16(&data);

	if (!data.bad)
		snprintf(b->text, TEXT, "it speaks version %u", n);
}

/* RFC 5492 5: those that it misses. */
static void
capability(struct rbuf data, struct blame *b)
{
	unsigned code = get_u8(&data);
	struct rbuf value = get_sub(&data, get_u8(&data));
	const char *name = name_of(bgp_capability_names, (int)code);
	char family[FAMILY_TEXT] = "";
	unsigned afi;

	if (data.bad)
		return;
	if (code == BGP_CAP_MULTIPROTOCOL && rbuf_left(&value) == 4) {
		afi = get_u16(&value);
		get_u8(&value);
		family_format(FAMILY(afi, get_u8(&value)), family);
	}
	if (name != NULL)
		snprintf(
		    b->text, TEXT, "it misses capability %s %s", name, family);
	else
		snprintf(b->text, TEXT, "it misses capability %u", code);
	if (family[0] == '\0' && name != NULL)
		b->text[strlen(b->text) - 1] = '\0';
}

/* RFC 4271 6.3: the attribute as it stood. */
static void
attribute(struct rbuf data, struct blame *b)
{
	get_u8(&data); /* flags */
	b->attribute = name_of(bgp_attr_names, get_u8(&data));
}

static void
missing(struct rbuf data, struct blame *b)
{
	b->attribute = name_of(bgp_attr_names, get_u8(&data));
}

/* RFC 6608 4. */
static void
unexpected(struct rbuf data, struct blame *b)
{
	b->kind = get_u8(&data);
}

/* RFC 4486 4. */
static void
limit(struct rbuf data, struct blame *b)
{
	unsigned afi = get_u16(&data), safi = get_u8(&data);
	uint32_t most = get_u32(&data);
	char family[FAMILY_TEXT];

	if (data.bad)
		return;
	family_format(FAMILY(afi, safi), family);
	snprintf(b->text, TEXT, "%s: more than %u prefixes", family, most);
}

/* RFC 8538 3: what it would have said otherwise. */
static void
hard_reset(struct rbuf data, struct blame *b)
{
	unsigned code = get_u8(&data), subcode = get_u8(&data);

	if (!data.bad)
		snprintf(b->text, TEXT, "%s", bgp_error_name(code, subcode));
}

static const struct row {
	uint16_t error; /* subcode 0: of any without a row of its own */
	int kind;
	data_fn *data;
} rows[] = {
	/* clang-format off */
	{ BGP_ERROR(1, 2),        0,                 length },
	{ BGP_ERROR(1, 3),        0,                 type },
	{ BGP_ERR_VERSION,        BGP_OPEN,          version },
	{ BGP_ERR_CAPABILITY,     BGP_OPEN,          capability },
	{ BGP_ERR_OPEN,           BGP_OPEN,          NULL },
	{ BGP_ERR_MISSING,        BGP_UPDATE,        missing },
	{ BGP_ERR_UPDATE,         BGP_UPDATE,        attribute },
	{ BGP_ERR_FSM,            0,                 unexpected },
	{ BGP_CEASE_MAX_PREFIXES, 0,                 limit },
	{ BGP_CEASE_HARD_RESET,   0,                 hard_reset },
	{ BGP_ERROR(7, 0),        BGP_ROUTE_REFRESH, NULL },
	{ 0,                      0,                 NULL },
	/* clang-format on */
};

static const struct row *
row_of(uint8_t code, uint8_t subcode)
{
	const struct row *r = rows;

	while (r->error != 0 && r->error != BGP_ERROR(code, subcode) &&
	       r->error != BGP_ERROR(code, 0))
		r++;
	return r->error != 0 ? r : NULL;
}

bool
bgp_record_blame(
    struct rec_error *e, const struct bgp_notification *n, struct arena *arena)
{
	const struct row *row = row_of(n->code, n->subcode);
	struct blame b = { .kind = row != NULL ? row->kind : 0 };
	const char *kind;

	if (row != NULL && row->data != NULL && rbuf_left(&n->data) > 0)
		row->data(n->data, &b);
	kind = name_of(bgp_type_names, b.kind);
	if (kind == NULL && b.text[0] == '\0')
		return false;
	if (b.text[0] == '\0')
		snprintf(
		    b.text, TEXT, "%s", bgp_error_name(n->code, n->subcode));
	PUT(e, error, text, arena_strndup(arena, b.text, strlen(b.text)));
	if (kind != NULL)
		PUT(e, error, kind, kind);
	if (b.attribute != NULL)
		PUT(e, error, attribute, b.attribute);
	return true;
}
