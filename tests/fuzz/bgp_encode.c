/*
 * A message with a header that is right makes a record of which, once it has
 * been text, encode makes the same message, whatever is wrong inside. Without
 * its hints it still makes one, which is the usual form: stable from then on.
 * Input that begins with a bracket is a record, of which encode makes a message
 * or a refusal.
 */
#include "message/bgp_encode.h"
#include "base/obuf.h"
#include "message/bgp_records.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool good)
{
	if (!good)
		abort();
}

static void
text_encode(const char *text, size_t n, struct arena *arena)
{
	static uint8_t out[BGP_MAX_EXTENDED_SIZE];
	struct wbuf w = wbuf(out, sizeof(out));
	struct rec_fault f = { 0 };
	struct rec r;

	if (!rec_read(&r, text, n, 0, arena, &f))
		return;
	if (r.type == REC_MESSAGE &&
	    !bgp_encode_message(&w, &r.message, arena, &f))
		must(wbuf_used(&w) == 0 && *f.text != '\0');
	if (r.type == REC_ROUTE && bgp_encode_destination(&w, &r.route, &f))
		bgp_encode_entry(&w, &r.route, arena, &f);
}

/* Decodes, writes and reads the record. */
static void
record_of(struct rec *to, struct rbuf message, const struct bgp_reading *how,
    struct arena *arena)
{
	static const struct fault fine;
	struct obuf line = { 0 };
	struct rec r = { .type = REC_MESSAGE };

	bgp_record_message(&r.message, message, &fine, how, arena);
	rec_write(&line, &r);
	must(rec_read(
	    to, obuf_at(&line), obuf_left(&line), REC_STRICT, arena, NULL));
	obuf_fini(&line);
}

static void
must_be_equal(const struct rec *r, struct rbuf message, struct arena *arena)
{
	static uint8_t out[BGP_MAX_EXTENDED_SIZE];
	struct wbuf w = wbuf(out, sizeof(out));

	must(bgp_encode_message(&w, &r->message, arena, NULL));
	must(wbuf_used(&w) == rbuf_left(&message));
	must(memcmp(out, message.at, wbuf_used(&w)) == 0);
}

/* The usual form of what a record says. */
static void
usual_is_stable(
    struct rec *r, const struct bgp_reading *how, struct arena *arena)
{
	static uint8_t out[BGP_MAX_EXTENDED_SIZE];
	struct wbuf w = wbuf(out, sizeof(out));
	struct bgp_reading wide = *how;
	struct rec again;

	wide.codec.as4 = wide.as4_known = wide.add_path_known = true;
	DROP(&r->message, message, raw);
	DROP(&r->message, message, assumed);
	r->message.raw = (struct rec_raw){ 0 };
	r->message.assumed = (struct rec_assumed){ 0 };
	if (!bgp_encode_message(&w, &r->message, arena, NULL))
		return;
	record_of(&again, rbuf(out, wbuf_used(&w)), &wide, arena);
	must_be_equal(&again, rbuf(out, wbuf_used(&w)), arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t message[BGP_MAX_EXTENDED_SIZE];
	struct wbuf w = wbuf(message, sizeof(message));
	struct bgp_reading how = { .codec.extended = true,
		.extended_known = true };
	struct arena arena = { 0 };
	struct bgp_header h;
	struct rec r;

	if (size < 2 || size > 60000)
		return 0;
	if (data[0] == '{') {
		text_encode((const char *)data, size, &arena);
		arena_fini(&arena);
		return 0;
	}
	how.codec.as4 = data[0] & 1;
	if (data[0] & 2)
		how.codec.add_path[how.codec.add_path_n++] =
		    FAMILY_IPV4_UNICAST;
	if (data[0] & 16)
		how.codec.add_path[how.codec.add_path_n++] = FAMILY_IPV4_VPN;
	how.as4_known = how.add_path_known = data[0] & 8;
	bgp_message_begin(&w, (enum bgp_type)(data[1] % 5 + 1));
	put_bytes(&w, data + 2, size - 2);
	bgp_message_end(&w, message);
	if (!bgp_header_decode(message, true, &h, NULL))
		return 0;
	record_of(&r, rbuf(message, wbuf_used(&w)), &how, &arena);
	must_be_equal(&r, rbuf(message, wbuf_used(&w)), &arena);
	usual_is_stable(&r, &how, &arena);
	arena_fini(&arena);
	return 0;
}
