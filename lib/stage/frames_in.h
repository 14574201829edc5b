/* Between the files of stage/frames.h. */
#ifndef STAGE_FRAMES_IN_H
#define STAGE_FRAMES_IN_H

#include "stage/frames.h"
#include "wire/pcap.h"

/* Of one capture. */
struct frames {
	const struct frames_to *to;
	struct fragments *fragments;
	struct link_filter *filters; /* --filter, for each link type */
	size_t n_filters, filters_room;
	uint64_t cut, first_cut; /* that end inside their headers */
	int unknown;             /* link type that was told of, or -1 */
	uint64_t offset;         /* in the file */
	bool failed;             /* and the reason is told */
};

struct frames frames_begin(const struct frames_to *);
/* The frame with the number that there is now. */
void frames_add(struct frames *, const struct pcap_frame *);
void frames_end(struct frames *);

#endif
