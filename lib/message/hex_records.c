/* Hex lines as records. */
#include "message/hex_records.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "message/bgp_records.h"
#include "message/bmp_records.h"

struct hex_reader {
	struct bgp_reading how;
	struct bmp_reader *bmp;
	struct arena arena;
	record_sink *sink;
	void *ctx;
};

struct hex_reader *
hex_reader_new(const struct bgp_reading *how, record_sink *sink, void *ctx)
{
	struct hex_reader *h = mem_zalloc(sizeof(*h));

	h->how = *how;
	h->bmp = bmp_reader_new(sink, ctx);
	bmp_reader_assume(h->bmp, how);
	h->sink = sink;
	h->ctx = ctx;
	return h;
}

void
hex_reader_free(struct hex_reader *h)
{
	bmp_reader_free(h->bmp);
	arena_fini(&h->arena);
	free(h);
}

static bool
is_between(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == ':' || c == ',';
}

/* The octets of a line into `to`; *at is where it is not hex. */
static bool
octets(const char *line, size_t n, uint8_t *to, size_t *used, size_t *at)
{
	size_t i = 0;

	for (*used = 0; i < n && line[i] != '#';) {
		*at = i + 1;
		if (is_between(line[i])) {
			i++;
			continue;
		}
		if (n - i < 2)
			return false;
		if (line[i] == '0' && (line[i + 1] | 0x20) == 'x') {
			i += 2;
			continue;
		}
		if (!text_unhex(line + i, 2, to + *used, NULL))
			return false;
		(*used)++;
		i += 2;
	}
	return true;
}

static void
bgp_emit(struct hex_reader *h, struct rbuf message, uint32_t number)
{
	struct rec r = { .type = REC_MESSAGE };
	struct rec_message *to = &r.message;
	struct bgp_header head;
	struct fault f = { 0 };

	PUT(to, message, frame, number);
	if (bgp_header_decode(message.at, true, &head, &f) &&
	    head.length != rbuf_left(&message))
		fault(&f, message.at + 16, BGP_ERR_LENGTH,
		    "message is not as long as its line");
	bgp_record_message(to, message, &f, &h->how, &h->arena);
	h->sink(h->ctx, &r, HAS(to, message, error) ? &to->error : NULL);
}

bool
hex_reader_line(struct hex_reader *h, const char *line, size_t n,
    uint32_t number, const char **what, size_t *column)
{
	uint8_t *p = arena_alloc(&h->arena, n / 2 + 1);
	size_t used;
	bool good = octets(line, n, p, &used, column);

	*what = "this is no pair of hex digits";
	if (good && used > 0) {
		*column = 1;
		good = used >= BMP_HEADER_SIZE;
		*what = "neither a BGP message with its header nor BMP";
		if (good && p[0] == BMP_VERSION)
			bmp_reader_add(h->bmp, rbuf(p, used), number, 0);
		else if (good && p[0] == 0xff && used >= BGP_HEADER_SIZE)
			bgp_emit(h, rbuf(p, used), number);
		else
			good = false;
	}
	arena_reset(&h->arena);
	return good;
}
