/*
 * Captured packets as input of a decode: of a file (pcap, pcapng) or as they
 * pass an interface. Link types, tunnels, fragments and --filter are dealt
 * with here; the verb gets TCP segments and UDP datagrams.
 */
#ifndef STAGE_FRAMES_H
#define STAGE_FRAMES_H

#include "edge/input.h"
#include "wire/frame.h"

struct cli;

/* What the verb wants, and what it is told; ctx is handed to each of these. */
struct frames_to {
	struct cli *cli;
	void *ctx;
	const char *source;    /* for diagnostics */
	uint64_t *number;      /* of the frame, from 1 */
	const char *packets;   /* --filter, or NULL */
	const char *interface; /* live: on which, */
	uint32_t snaplen;      /* so many octets of a packet (0: all), */
	const char *ports;     /* and what matches them (pcap-filter(7)) */
	void (*take)(
	    void *ctx, enum frame_kind, const struct frame *, int64_t time_us);
	void (*damage)(void *ctx, uint64_t offset, const char *what);
	/* Before more is waited for. False: output takes no more. */
	bool (*pause)(void *ctx, const struct input *);
	/* The end; how many connections were given up for want of room. */
	uint64_t (*end)(void *ctx);
};

/* Whether a file begins as a capture. */
bool frames_are(const uint8_t *at, size_t n);
void frames_read(const struct frames_to *, struct input *);
/* Until SIGINT or SIGTERM. */
void frames_live(const struct frames_to *);

#endif
