/* How fast a routing table in MRT becomes lines of records, in memory. */
#include "base/obuf.h"
#include "bench.h"
#include "message/mrt_records.h"

enum { RECORDS = 100000, SIZE = 80 };

/* A RIB record of one entry: ORIGIN, an AS_PATH of four, NEXT_HOP, MED. */
static size_t
record_put(uint8_t *to, uint32_t i)
{
	static const uint32_t path[] = { 64512, 70000, 65010, 65020 };
	struct wbuf w = wbuf(to, SIZE);
	uint8_t *length, *attributes;

	put_u32(&w, 1447830000);
	put_u16(&w, 13);
	put_u16(&w, 2);
	length = put_len(&w, 4);
	put_u32(&w, i);
	put_u8(&w, 24);
	put_u24(&w, 0x0a0000 + i);
	put_u16(&w, 1);
	put_u16(&w, 0);
	put_u32(&w, 1447820000 + i);
	attributes = put_len(&w, 2);
	put_u32(&w, 0x40010100);
	put_u24(&w, 0x400212);
	put_u16(&w, 0x0204);
	for (unsigned k = 0; k < 4; k++)
		put_u32(&w, path[k] + i % 7);
	put_u24(&w, 0x400304);
	put_u32(&w, 0xc0000201);
	put_u24(&w, 0x800404);
	put_u32(&w, i % 100);
	end_len(&w, attributes, 2);
	end_len(&w, length, 4);
	return wbuf_used(&w);
}

struct lines {
	struct obuf text;
	uint32_t routes;
};

static void
take(void *ctx, const struct rec *r, const struct rec_error *error)
{
	struct lines *lines = ctx;

	lines->routes += r->type == REC_ROUTE && error == NULL;
	rec_write(&lines->text, r);
}

/* A peer index table with one peer, 192.0.2.1 of AS 64512. */
static const uint8_t peers[] = { 86, 76, 95, 112, 0, 13, 0, 1, 0, 0, 0, 21, 192,
	0, 2, 2, 0, 0, 0, 1, 2, 192, 0, 2, 1, 192, 0, 2, 1, 0, 0, 252, 0 };

static void
add(struct mrt_reader *reader, const uint8_t *p, uint32_t number)
{
	struct mrt_record m;

	if (mrt_header_decode(p, &m, NULL) &&
	    mrt_body_decode(rbuf(p + MRT_HEADER_SIZE, m.length), &m, NULL))
		mrt_reader_add(reader, &m, number);
}

static void
decode_all(const struct obuf *dump, struct lines *lines)
{
	struct mrt_reader *reader = mrt_reader_new(take, lines);
	const uint8_t *p = (const uint8_t *)obuf_at(dump);
	struct mrt_record m;

	obuf_take(&lines->text, obuf_left(&lines->text));
	lines->routes = 0;
	add(reader, peers, 1);
	for (uint32_t i = 0; i < RECORDS; i++) {
		mrt_header_decode(p, &m, NULL);
		add(reader, p, i + 2);
		p += MRT_HEADER_SIZE + m.length;
	}
	mrt_reader_free(reader);
}

int
main(void)
{
	struct obuf dump = { 0 };
	struct lines lines = { 0 };

	for (uint32_t i = 0; i < RECORDS; i++) {
		uint8_t one[SIZE];

		obuf_put(&dump, one, record_put(one, i));
	}
	BENCH("bgp_decode_mrt", RECORDS, obuf_left(&dump),
	    decode_all(&dump, &lines));
	obuf_fini(&dump);
	obuf_fini(&lines.text);
	return lines.routes != RECORDS;
}
