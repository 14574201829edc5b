/* Frames as input of decode, from a file or as they pass. */
#ifndef BGPSPEAK_DECODE_FRAMES_H
#define BGPSPEAK_DECODE_FRAMES_H

#include "decode.h"
#include "wire/pcap.h"

/* Of one capture. */
struct frames {
	struct decode *d;
	struct fragments *fragments;
	struct link_filter *filters; /* --filter, for each link type */
	size_t n_filters, filters_room;
	uint64_t cut, first_cut; /* that end inside their headers */
	int unknown;             /* link type that was told of, or -1 */
	uint64_t offset;         /* in the file */
	bool failed;             /* and the reason is told */
};

struct frames frames_begin(struct decode *);
/* The frame with the number of the decode. */
void frames_add(struct frames *, const struct pcap_frame *);
/* Only those that --filter lets through. */
void frames_add_wanted(struct frames *, const struct pcap_frame *);
void frames_end(struct frames *);

#endif
