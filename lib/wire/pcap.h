/*
 * Capture files: pcap in all its forms, and pcapng
 * (draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng).
 *
 * libpcap reads them too, but refuses pcapng with interfaces of different link
 * types, and copies each frame; here frames are borrowed from the input.
 */
#ifndef WIRE_PCAP_H
#define WIRE_PCAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/fault.h"

enum {
	PCAP_MAGIC_SIZE = 4,
	PCAP_BLOCK_MAX = 1 << 24, /* octets of a frame or of a block */
	PCAP_INTERFACES_MAX = 1 << 16,
};

struct pcap_frame {
	const uint8_t *at;
	uint32_t n, len; /* octets captured; octets on the wire */
	int64_t time_us; /* since the epoch; finer is cut */
	int link_type;   /* LINKTYPE_ number */
};

struct pcap_interface {
	int link_type;
	uint32_t snap;       /* 0: no limit */
	uint64_t per_second; /* of the time stamps */
	int64_t offset;      /* seconds to be added to them */
};

/* All zeros is a reader at the beginning of a file. */
struct pcap_reader {
	bool begun, ng;
	bool swapped;   /* little-endian */
	bool exchanged; /* the two lengths, as old versions had them */
	bool perhaps;   /* where the first is the larger */
	uint32_t head;  /* octets of a frame's header */
	struct pcap_interface *at;
	size_t n, room;
};

enum pcap_step {
	PCAP_MORE,  /* *size octets are needed to go on */
	PCAP_FRAME, /* *to is set; *size octets are done with */
	PCAP_OTHER, /* *size octets are done with */
	PCAP_BAD,   /* the fault says why; there is no going on */
};

/* Whether a file begins so. */
bool pcap_is(const uint8_t *at, size_t n);

/* What comes first in these octets. */
enum pcap_step pcap_next(struct pcap_reader *, struct rbuf, size_t *size,
    struct pcap_frame *to, struct fault *);

void pcap_fini(struct pcap_reader *);

#endif
