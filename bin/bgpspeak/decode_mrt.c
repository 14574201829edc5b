/* MRT dumps as input of decode; what is damaged is searched through. */
#include <inttypes.h>
#include <string.h>

#include "decode.h"
#include "message/mrt_records.h"
#include "wire/mrt.h"

/* A dump begins with a type that exists and a length that can be. */
bool
decode_mrt_is(const uint8_t *at, size_t n)
{
	struct mrt_record m;

	return n >= MRT_HEADER_SIZE && mrt_header_decode(at, &m, NULL) &&
	       m.type < MRT_TYPES;
}

/* Few octets that are no header look like that of a record we read. */
static bool
mrt_is_likely(const struct decode *d, const uint8_t *at, struct mrt_record *m)
{
	return mrt_header_decode(at, m, NULL) && m->kind != MRT_OTHER &&
	       mrt_is_near(m, d->time_us);
}

/* Whether a record begins there, with another behind it or the end. */
static bool
mrt_record_is_at(struct decode *d, struct input *in, size_t from)
{
	struct mrt_record m;
	const uint8_t *at;
	size_t end = from + MRT_HEADER_SIZE;
	ssize_t n = input_peek(in, end, &at);

	if (n < (ssize_t)end || !mrt_is_likely(d, at + from, &m))
		return false;
	end += m.length;
	n = input_peek(in, end + MRT_HEADER_SIZE, &at);
	if (n < (ssize_t)(end + MRT_HEADER_SIZE))
		return n == (ssize_t)end;
	return mrt_is_likely(d, at + end, &m);
}

/* How far away the next record is; all that is left where there is none. */
static size_t
mrt_search(struct decode *d, struct input *in, bool *found)
{
	const uint8_t *at;
	size_t n = 1;

	for (; n < MRT_MAX_SIZE; n++) {
		if (input_peek(in, n + MRT_HEADER_SIZE, &at) <
		    (ssize_t)(n + MRT_HEADER_SIZE))
			break;
		*found = mrt_record_is_at(d, in, n);
		if (*found)
			return n;
	}
	return (size_t)input_peek(in, n, &at);
}

/*
 * A length that cannot be, or no header at all. What is readable up to where
 * the next record begins is said; true when there is a next one.
 */
static bool
mrt_damage(
    struct decode *d, struct input *in, struct mrt_record *m, const char *what)
{
	const uint8_t *at;
	bool found = false;
	size_t size;

	if (d->time_us == 0)
		d->time_us = m->time_us;
	size = mrt_search(d, in, &found);
	input_peek(in, size, &at);
	if (size > MRT_HEADER_SIZE) {
		m->length = (uint32_t)(size - MRT_HEADER_SIZE);
		if (mrt_body_decode(
			rbuf(at + MRT_HEADER_SIZE, m->length), m, NULL))
			mrt_reader_add(d->mrt, m, (uint32_t)d->number);
	}
	if (found)
		decode_damage(d, input_offset(in), what);
	else
		decode_damage_end(d, in, what);
	input_take(in, size);
	return found && !d->failed;
}

/* One record; false at the end or where there is no going on. */
static bool
mrt_next(struct decode *d, struct input *in)
{
	struct mrt_record m;
	struct fault f;
	const uint8_t *at;
	ssize_t n = input_peek(in, MRT_HEADER_SIZE, &at);
	size_t want;

	if (n == 0)
		return false;
	d->number++;
	if (n < MRT_HEADER_SIZE) {
		decode_damage_end(d, in, "ends inside a record's header");
		return false;
	}
	if (!mrt_header_decode(at, &m, &f))
		return mrt_damage(d, in, &m, f.what);
	if (m.kind == MRT_OTHER && d->time_us != 0 &&
	    !mrt_is_near(&m, d->time_us))
		return mrt_damage(d, in, &m, "this is no record");
	want = MRT_HEADER_SIZE + m.length;
	n = input_peek(in, want, &at);
	if (n < 0 || (size_t)n < want)
		return mrt_damage(d, in, &m, "record goes on beyond the end");
	d->time_us = m.time_us;
	if (m.kind == MRT_OTHER)
		d->unread[m.type % MRT_TYPES]++;
	if (!mrt_body_decode(rbuf(at + MRT_HEADER_SIZE, m.length), &m, &f))
		decode_damage(d, input_offset(in), f.what);
	else
		mrt_reader_add(d->mrt, &m, (uint32_t)d->number);
	input_take(in, want);
	return !d->failed;
}

/* Other protocols, and what nobody has used for long: in hex, but not read. */
static void
tell_unread(struct decode *d)
{
	for (unsigned type = 0; type < MRT_TYPES; type++) {
		const char *name = name_of(mrt_type_names, (int)type);
		char number[16];

		if (d->unread[type] == 0)
			continue;
		snprintf(number, sizeof(number), "type %u", type);
		cli_warn(d->cli,
		    "%s: %" PRIu64 " records of %s are printed in hex",
		    d->source, d->unread[type], name != NULL ? name : number);
	}
}

void
decode_mrt(struct decode *d, struct input *in)
{
	memset(d->unread, 0, sizeof(d->unread));
	d->unit = "record";
	d->time_us = 0;
	mrt_reader_reset(d->mrt);
	while (mrt_next(d, in)) {
		decode_flush_if_waiting(d);
		decode_progress(d, in);
	}
	tell_unread(d);
}
