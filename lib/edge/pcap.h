/*
 * Packets as they pass an interface, and filters of packets in the language of
 * tcpdump. The only door to libpcap. (Files are read by wire/pcap.h.)
 */
#ifndef EDGE_PCAP_H
#define EDGE_PCAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- live ---- */

struct capture;

struct capture_frame {
	const uint8_t *at; /* borrowed for the call */
	uint32_t n, len;   /* bytes captured; bytes on the wire */
	int64_t time_us;   /* since the epoch */
	int link_type;     /* LINKTYPE_ number: 1 is Ethernet, 101 raw IP */
};

typedef void capture_fn(void *ctx, const struct capture_frame *);

enum { CAPTURE_WAIT_MS = 50 }; /* a packet is not held back for longer */

/*
 * `any` is every interface. NULL: why, in words, is in `why`, and errno is
 * EPERM where it is for the lack of rights, EBADMSG where the filter is none,
 * otherwise EINVAL.
 */
struct capture *capture_open(const char *interface, const char *filter,
    uint32_t snaplen, char *why, size_t room);
void capture_close(struct capture *);

int capture_fd(const struct capture *); /* readable when packets are there */
/* Calls for those that are there; -1: capture_error() says why. */
int capture_read(struct capture *, capture_fn *, void *ctx);
const char *capture_error(struct capture *);
/* Packets that came and were not seen, as there was no room for them. */
uint64_t capture_dropped(struct capture *);

/* ---- filters ---- */

struct capture_filter;

/* NULL: what the expression lacks is in `why`. */
struct capture_filter *capture_filter_new(
    const char *expression, int link_type, char *why, size_t room);
void capture_filter_free(struct capture_filter *);
/* Of n bytes, when there were `len` on the wire. */
bool capture_filter_match(
    const struct capture_filter *, const uint8_t *at, uint32_t n, uint32_t len);

#endif
