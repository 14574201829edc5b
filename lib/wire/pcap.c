/* pcap: one header, then frames of one link type. */
#include "wire/pcap.h"

#include <stdlib.h>

#include "base/mem.h"
#include "wire/pcap_in.h"

enum {
	FILE_HEAD = 24,
	FRAME_HEAD = 16,
	FRAME_HEAD_LONG = 24, /* Linux 2.2 as some patched it */
	MAGIC_NG = 0x0a0d0d0a,
};

static const struct magic {
	uint32_t number;
	uint32_t head;
	uint32_t per_second;
} magics[] = {
	{ 0xa1b2c3d4, FRAME_HEAD, 1000000 },
	{ 0xa1b23c4d, FRAME_HEAD, 1000000000 },
	{ 0xa1b2cd34, FRAME_HEAD_LONG, 1000000 },
};

static const struct magic *
magic_find(uint32_t number)
{
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (magics[i].number == number)
			return &magics[i];
	return NULL;
}

bool
pcap_is(const uint8_t *at, size_t n)
{
	struct rbuf r = rbuf(at, n);
	uint32_t number = get_u32(&r);

	return !r.bad && (number == MAGIC_NG || magic_find(number) != NULL ||
			     magic_find(__builtin_bswap32(number)) != NULL);
}

/* ---- interfaces ---- */

void
pcap_interfaces_clear(struct pcap_reader *p)
{
	p->n = 0;
}

struct pcap_interface *
pcap_interface_add(struct pcap_reader *p)
{
	if (p->n == PCAP_INTERFACES_MAX)
		return NULL;
	p->at = mem_grow(p->at, &p->room, p->n, sizeof(*p->at));
	return &p->at[p->n++];
}

void
pcap_fini(struct pcap_reader *p)
{
	free(p->at);
	*p = (struct pcap_reader){ 0 };
}

/* ---- pcap ---- */

static enum pcap_step
more(size_t *size, size_t n)
{
	*size = n;
	return PCAP_MORE;
}

static enum pcap_step
head_read(struct pcap_reader *p, const struct magic *m, struct rbuf r,
    size_t *size, struct fault *f)
{
	const uint8_t *start = r.at;
	struct pcap_interface *i;
	unsigned major, minor;

	if (rbuf_left(&r) < FILE_HEAD)
		return more(size, FILE_HEAD);
	get_u32(&r);
	major = pcap_u16(p, &r);
	minor = pcap_u16(p, &r);
	get_u64(&r); /* zone and accuracy: always 0 */
	if (major != 2 && major != 543)
		return pcap_bad(f, start + 4, "pcap of an unknown version");
	/* 543.0 is Digital Unix; between 2.3 and 2.4 both were written. */
	p->exchanged = major == 543 || minor < 3;
	p->perhaps = major == 2 && minor == 3;
	p->head = m->head;
	i = pcap_interface_add(p);
	*i = (struct pcap_interface){ .per_second = m->per_second };
	i->snap = pcap_u32(p, &r);
	/* Above the type: how long checksums are (they lie behind IP). */
	i->link_type = (int)(pcap_u32(p, &r) & 0xffff);
	p->begun = true;
	*size = FILE_HEAD;
	return PCAP_OTHER;
}

static enum pcap_step
begin(struct pcap_reader *p, struct rbuf r, size_t *size, struct pcap_frame *to,
    struct fault *f)
{
	struct rbuf peek = r;
	uint32_t number = get_u32(&peek);
	const struct magic *m = magic_find(number);

	if (peek.bad)
		return more(size, PCAP_MAGIC_SIZE);
	if (number == MAGIC_NG) {
		p->begun = p->ng = true;
		return pcapng_next(p, r, size, to, f);
	}
	if (m == NULL) {
		m = magic_find(__builtin_bswap32(number));
		p->swapped = true;
	}
	if (m == NULL)
		return pcap_bad(f, r.at, "this is no capture");
	return head_read(p, m, r, size, f);
}

static enum pcap_step
frame_read(struct pcap_reader *p, struct rbuf r, size_t *size,
    struct pcap_frame *to, struct fault *f)
{
	uint32_t seconds, fraction, n, len;
	const uint8_t *start = r.at;

	if (rbuf_left(&r) < p->head)
		return more(size, p->head);
	seconds = pcap_u32(p, &r);
	fraction = pcap_u32(p, &r);
	n = pcap_u32(p, &r);
	len = pcap_u32(p, &r);
	if (p->exchanged || (p->perhaps && n > len)) {
		uint32_t was = n;

		n = len;
		len = was;
	}
	if (n > PCAP_BLOCK_MAX)
		return pcap_bad(f, start + 8, "no frame is so long");
	get_bytes(&r, p->head - FRAME_HEAD);
	*size = p->head + n;
	if (rbuf_left(&r) < n)
		return PCAP_MORE;
	*to = (struct pcap_frame){
		.at = r.at,
		.n = n,
		.len = len,
		.time_us = seconds * INT64_C(1000000) +
			   (p->at[0].per_second > 1000000 ? fraction / 1000
							  : fraction),
		.link_type = p->at[0].link_type,
	};
	return PCAP_FRAME;
}

enum pcap_step
pcap_next(struct pcap_reader *p, struct rbuf r, size_t *size,
    struct pcap_frame *to, struct fault *f)
{
	if (!p->begun)
		return begin(p, r, size, to, f);
	if (p->ng)
		return pcapng_next(p, r, size, to, f);
	return frame_read(p, r, size, to, f);
}
