/* Between the files that read and write by steps. */
#ifndef MESSAGE_BGP_FORM_PARTS_H
#define MESSAGE_BGP_FORM_PARTS_H

#include "message/bgp_form.h"

enum { LABEL_OCTETS = 4, EXT6_OCTETS = 20, MAC_OCTETS = 6 };

/* The row of a type, or NULL. */
const struct bgp_form *bgp_form_find(
    const struct bgp_forms *, uint32_t type, uint32_t outer);
/* How its value is read and written; NULL: in hex. */
const struct bgp_step *bgp_form_steps(
    const struct bgp_forms *, uint32_t type, uint32_t outer);
/* How many octets the length of a TLV has. */
unsigned bgp_form_length(const struct bgp_forms *, uint32_t type);

/* `outer`: the type of what this stands in. */
bool bgp_form_put(struct wbuf *, const struct bgp_step *, const struct object *,
    const void *from, uint32_t outer, struct bgp_unfit *);

/* ---- fields of any object ---- */

static inline void *
member(const struct object *o, void *obj, uint8_t key)
{
	return (char *)obj + o->fields[key].offset;
}

static inline const void *
look(const struct object *o, const void *obj, uint8_t key)
{
	return (const char *)obj + o->fields[key].offset;
}

static inline void
mark(void *obj, uint8_t key)
{
	*(uint64_t *)obj |= UINT64_C(1) << key;
}

static inline bool
there(const void *obj, uint8_t key)
{
	return *(const uint64_t *)obj >> key & 1;
}

static inline uint64_t
number(const struct object *o, const void *obj, uint8_t key)
{
	const void *at = look(o, obj, key);

	switch (o->fields[key].size) {
	case sizeof(uint8_t):
		return *(const uint8_t *)at;
	case sizeof(uint16_t):
		return *(const uint16_t *)at;
	case sizeof(uint32_t):
		return *(const uint32_t *)at;
	}
	return *(const uint64_t *)at;
}

/* ---- tables of steps ---- */

/* clang-format off */
#define UINT(octets, type, member)                                            \
	{ STEP_UINT, octets, AT_##type##_##member, { NULL } }
#define WORD(octets, type, member, table)                                     \
	{ STEP_UINT, octets, AT_##type##_##member, { .names = table } }
#define ZERO(octets) { STEP_ZERO, octets, 0, { NULL } }
#define CONST(text) { STEP_CONST, sizeof(text) - 1, 0, { .octets = text } }
#define STEP(kind, octets, type, member)                                      \
	{ STEP_##kind, octets, AT_##type##_##member, { NULL } }
#define INTO(kind, octets, type, member, rows)                                \
	{ STEP_##kind, octets, AT_##type##_##member, { .steps = rows } }
#define TLVS(type, member, table)                                             \
	{ STEP_TLVS, 0, AT_##type##_##member, { .forms = &table } }
#define END { STEP_END, 0, 0, { NULL } }
#define STEPS static const struct bgp_step
#define ROWS static const struct bgp_form
#define OF(array) .rows = array, .n = sizeof(array) / sizeof((array)[0])
/* clang-format on */

#endif
