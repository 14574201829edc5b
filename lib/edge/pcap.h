/* Frames from a pcap or pcapng file. The only door to libpcap. */
#ifndef EDGE_PCAP_H
#define EDGE_PCAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct capture;
struct input;

struct capture_frame {
	const uint8_t *at; /* borrowed until the next call */
	uint32_t n, len;   /* bytes captured; bytes on the wire */
	int64_t time_us;   /* since the epoch; nanoseconds are cut */
	uint64_t number;   /* from 1, as Wireshark counts */
	uint64_t offset;   /* of its header in the (unpacked) file */
	int link_type;     /* LINKTYPE_ number: 1 is Ethernet, 101 raw IP */
};

/* Whether the first bytes (four suffice) are those of pcap or pcapng. */
bool capture_is(const uint8_t *at, size_t n);

/*
 * Reads from the input, live as it comes, and does not close it.
 * NULL: capture_open() wrote why, in words, to `why`.
 */
struct capture *capture_open(struct input *, char *why, size_t room);
void capture_close(struct capture *);

/*
 * 1: a frame; 0: the end; -1: damage, told by capture_error() with the number
 * and the offset of the frame that could not be read. Frames before it have
 * come.
 */
int capture_next(struct capture *, struct capture_frame *);
const char *capture_error(const struct capture *);
uint64_t capture_offset(const struct capture *); /* of the damage */

#endif
