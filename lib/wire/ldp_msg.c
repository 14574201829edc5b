/* Which LDP messages there are, and what each must hold (RFC 5036 3.5). */
#include <string.h>

#include "wire/ldp.h"

enum { NEEDED = 2 };

static const struct row {
	uint16_t type;
	const char *name;
	uint16_t needs[NEEDED]; /* types of TLVs; any label stands for all */
} rows[] = {
	{ LDP_NOTIFICATION, "notification", { LDP_TLV_STATUS } },
	{ LDP_HELLO, "hello", { LDP_TLV_HELLO } },
	{ LDP_INITIALIZATION, "initialization", { LDP_TLV_SESSION } },
	{ LDP_KEEPALIVE, "keepalive", { 0 } },
	{ LDP_CAPABILITY, "capability", { 0 } },
	{ LDP_ADDRESS, "address", { LDP_TLV_ADDRESS_LIST } },
	{ LDP_ADDRESS_WITHDRAW, "address_withdraw", { LDP_TLV_ADDRESS_LIST } },
	{ LDP_LABEL_MAPPING, "label_mapping",
	    { LDP_TLV_FEC, LDP_TLV_GENERIC_LABEL } },
	{ LDP_LABEL_REQUEST, "label_request", { LDP_TLV_FEC } },
	{ LDP_LABEL_WITHDRAW, "label_withdraw", { LDP_TLV_FEC } },
	{ LDP_LABEL_RELEASE, "label_release", { LDP_TLV_FEC } },
	{ LDP_LABEL_ABORT_REQUEST, "label_abort_request",
	    { LDP_TLV_FEC, LDP_TLV_REQUEST_ID } },
	/* Named alone: calls (RFC 7062), redundancy groups (RFC 7275) */
	{ 0x0500, "call_setup", { 0 } },
	{ 0x0501, "call_release", { 0 } },
	{ 0x0700, "rg_connect", { 0 } },
	{ 0x0701, "rg_disconnect", { 0 } },
	{ 0x0702, "rg_notification", { 0 } },
	{ 0x0703, "rg_application_data", { 0 } },
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static const struct row *
row_of(uint16_t type)
{
	for (unsigned i = 0; i < ROWS; i++)
		if (rows[i].type == type)
			return &rows[i];
	return NULL;
}

const char *
ldp_message_name(uint16_t type)
{
	const struct row *row = row_of(type);

	return row != NULL ? row->name : NULL;
}

bool
ldp_message_find(const char *name, uint16_t *type)
{
	for (unsigned i = 0; i < ROWS; i++)
		if (strcmp(rows[i].name, name) == 0) {
			*type = rows[i].type;
			return true;
		}
	return false;
}

static bool
is_needed(uint16_t needed, uint16_t type)
{
	if (needed == LDP_TLV_GENERIC_LABEL)
		return type >= LDP_TLV_GENERIC_LABEL &&
		       type <= LDP_TLV_FRAME_RELAY_LABEL;
	return needed == type;
}

bool
ldp_message_check(const struct ldp_message *m, struct fault *f)
{
	const struct row *row = row_of(m->type);
	struct rbuf r = m->params;
	unsigned missing = 0;
	struct ldp_tlv t;

	if (row == NULL)
		return m->ignore || fault(f, m->whole.at, LDP_UNKNOWN_MESSAGE,
					"type of the message is not known");
	for (unsigned i = 0; i < NEEDED; i++)
		missing |= (unsigned)(row->needs[i] != 0) << i;
	while (rbuf_left(&r) > 0) {
		const uint8_t *at = r.at;

		if (!ldp_tlv_next(&r, &t, f))
			return false;
		if (!t.ignore && ldp_tlv_name(t.type) == NULL)
			return fault(f, at, LDP_UNKNOWN_TLV,
			    "type of the TLV is not known");
		for (unsigned i = 0; i < NEEDED; i++)
			if (is_needed(row->needs[i], t.type))
				missing &= ~(1u << i);
	}
	return missing == 0 || fault(f, m->whole.at, LDP_MISSING_PARAMETERS,
				   "a parameter that it must have is missing");
}
