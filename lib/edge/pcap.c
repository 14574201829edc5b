/* Live packets and their filters, by libpcap. */
#include "edge/pcap.h"

#include <errno.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

enum {
	LINK_RAW = 101,
	BUFFER = 16 << 20, /* of the kernel, for when we are slow */
	BATCH = 4096,      /* packets in a call */
};

struct capture {
	pcap_t *pcap;
	int link_type;
	capture_fn *take;
	void *ctx;
};

/*
 * libpcap numbers raw IP otherwise in memory than in files, for the sake of old
 * systems; ours are those of the files.
 */
static int
link_type_of(int dlt)
{
	return dlt == DLT_RAW ? LINK_RAW : dlt;
}

/* ---- live ---- */

static int
fail(char *why, size_t room, const char *what, int error)
{
	snprintf(why, room, "%s", what);
	errno = error;
	return -1;
}

static int
activate(pcap_t *p, uint32_t snaplen, char *why, size_t room)
{
	int result;

	if (pcap_set_snaplen(p, (int)snaplen) != 0 ||
	    pcap_set_promisc(p, 1) != 0 ||
	    pcap_set_timeout(p, CAPTURE_WAIT_MS) != 0 ||
	    pcap_set_buffer_size(p, BUFFER) != 0)
		return fail(why, room, pcap_geterr(p), EINVAL);
	result = pcap_activate(p);
	if (result >= 0) /* more than 0 is a warning */
		return 0;
	return fail(why, room,
	    *pcap_geterr(p) != '\0' ? pcap_geterr(p) : pcap_statustostr(result),
	    result == PCAP_ERROR_PERM_DENIED ||
		    result == PCAP_ERROR_PROMISC_PERM_DENIED
		? EPERM
		: EINVAL);
}

static int
set_filter(pcap_t *p, const char *filter, char *why, size_t room)
{
	struct bpf_program program;
	int result;

	if (pcap_compile(p, &program, filter, 1, PCAP_NETMASK_UNKNOWN) != 0)
		return fail(why, room, pcap_geterr(p), EBADMSG);
	result = pcap_setfilter(p, &program);
	pcap_freecode(&program);
	return result == 0 ? 0 : fail(why, room, pcap_geterr(p), EINVAL);
}

struct capture *
capture_open(const char *interface, const char *filter, uint32_t snaplen,
    char *why, size_t room)
{
	char error[PCAP_ERRBUF_SIZE] = "";
	pcap_t *p = pcap_create(interface, error);
	struct capture *c;

	if (p == NULL) {
		fail(why, room, error, EINVAL);
		return NULL;
	}
	if (activate(p, snaplen, why, room) != 0 ||
	    set_filter(p, filter, why, room) != 0 ||
	    pcap_setnonblock(p, 1, error) != 0) {
		int was = errno;

		pcap_close(p);
		errno = was;
		return NULL;
	}
	c = mem_zalloc(sizeof(*c));
	c->pcap = p;
	c->link_type = link_type_of(pcap_datalink(p));
	return c;
}

void
capture_close(struct capture *c)
{
	if (c == NULL)
		return;
	pcap_close(c->pcap);
	free(c);
}

int
capture_fd(const struct capture *c)
{
	return pcap_get_selectable_fd(c->pcap);
}

static void
take(u_char *ctx, const struct pcap_pkthdr *header, const u_char *at)
{
	struct capture *c = (void *)ctx;
	struct capture_frame frame = {
		.at = at,
		.n = header->caplen,
		.len = header->len,
		.time_us =
		    header->ts.tv_sec * INT64_C(1000000) + header->ts.tv_usec,
		.link_type = c->link_type,
	};

	c->take(c->ctx, &frame);
}

int
capture_read(struct capture *c, capture_fn *fn, void *ctx)
{
	c->take = fn;
	c->ctx = ctx;
	return pcap_dispatch(c->pcap, BATCH, take, (void *)c) < 0 ? -1 : 0;
}

const char *
capture_error(struct capture *c)
{
	return pcap_geterr(c->pcap);
}

uint64_t
capture_dropped(struct capture *c)
{
	struct pcap_stat stat = { 0 };

	if (pcap_stats(c->pcap, &stat) != 0)
		return 0;
	return (uint64_t)stat.ps_drop + stat.ps_ifdrop;
}

/* ---- filters ---- */

struct capture_filter {
	struct bpf_program program;
};

struct capture_filter *
capture_filter_new(
    const char *expression, int link_type, char *why, size_t room)
{
	int dlt = link_type == LINK_RAW ? DLT_RAW : link_type;
	pcap_t *p = mem_need(pcap_open_dead(dlt, 1 << 18));
	struct capture_filter *f = mem_zalloc(sizeof(*f));

	if (pcap_compile(p, &f->program, expression, 1, PCAP_NETMASK_UNKNOWN) !=
	    0) {
		fail(why, room, pcap_geterr(p), EINVAL);
		free(f);
		f = NULL;
	}
	pcap_close(p);
	return f;
}

void
capture_filter_free(struct capture_filter *f)
{
	if (f == NULL)
		return;
	pcap_freecode(&f->program);
	free(f);
}

bool
capture_filter_match(
    const struct capture_filter *f, const uint8_t *at, uint32_t n, uint32_t len)
{
	struct pcap_pkthdr header = { .caplen = n, .len = len };

	return pcap_offline_filter(&f->program, &header, at) != 0;
}
