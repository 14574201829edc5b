/* Frames from a pcap or pcapng file, by libpcap over input.h. */
#include "edge/pcap.h"

#include "base/mem.h"
#include "edge/input.h"

#include <errno.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct capture {
	pcap_t *pcap; /* owns the file */
	FILE *file;   /* over the input */
	struct input *in;
	uint64_t number, offset;
	char why[PCAP_ERRBUF_SIZE + 96];
};

bool
capture_is(const uint8_t *at, size_t n)
{
	/* clang-format off */
	static const uint8_t magics[][4] = {
		{ 0xa1, 0xb2, 0xc3, 0xd4 }, { 0xd4, 0xc3, 0xb2, 0xa1 },
		{ 0xa1, 0xb2, 0x3c, 0x4d }, { 0x4d, 0x3c, 0xb2, 0xa1 },
		{ 0xa1, 0xb2, 0xcd, 0x34 }, { 0x34, 0xcd, 0xb2, 0xa1 },
		{ 0x0a, 0x0d, 0x0d, 0x0a }, /* pcapng */
	};
	/* clang-format on */

	for (size_t i = 0; n >= 4 && i < sizeof(magics) / 4; i++)
		if (memcmp(at, magics[i], 4) == 0)
			return true;
	return false;
}

static ssize_t
file_read(void *ctx, char *to, size_t room)
{
	return input_read(ctx, to, room);
}

/* Only tells where we are: ftello() takes off what is read ahead. */
static int
file_seek(void *ctx, off64_t *offset, int whence)
{
	if (whence != SEEK_CUR || *offset != 0) {
		errno = ESPIPE;
		return -1;
	}
	*offset = (off64_t)input_offset(ctx);
	return 0;
}

/*
 * libpcap numbers some link types otherwise in memory than in files, for the
 * sake of old systems; ours are those of the files.
 */
static int
link_type_of(int dlt)
{
	switch (dlt) {
	case DLT_RAW:
		return 101;
	case DLT_ATM_RFC1483:
		return 100;
	}
	return dlt;
}

struct capture *
capture_open(struct input *in, char *why, size_t room)
{
	static const cookie_io_functions_t functions = {
		.read = file_read,
		.seek = file_seek,
	};
	struct capture *c = mem_zalloc(sizeof(*c));
	char error[PCAP_ERRBUF_SIZE] = "";
	FILE *file = mem_need(fopencookie(in, "r", functions));

	/* Buffered, and live: a block is what is there when one is needed. */
	c->file = file;
	c->in = in;
	c->pcap = pcap_fopen_offline_with_tstamp_precision(
	    file, PCAP_TSTAMP_PRECISION_NANO, error);
	if (c->pcap != NULL)
		return c;
	fclose(file);
	free(c);
	snprintf(
	    why, room, "%s", input_error(in) != NULL ? input_error(in) : error);
	return NULL;
}

void
capture_close(struct capture *c)
{
	if (c == NULL)
		return;
	pcap_close(c->pcap);
	free(c);
}

static int
fail(struct capture *c)
{
	const char *why = input_error(c->in);

	snprintf(c->why, sizeof(c->why), "frame %llu (byte %llu): %s",
	    (unsigned long long)c->number, (unsigned long long)c->offset,
	    why != NULL ? why : pcap_geterr(c->pcap));
	return -1;
}

/* tv_usec holds nanoseconds, as asked for; a time that no clock had is 0. */
static int64_t
time_of(const struct timeval *t)
{
	if (t->tv_sec < 0 || t->tv_sec > INT64_MAX / 1000000 - 1)
		return 0;
	return t->tv_sec * INT64_C(1000000) + t->tv_usec / 1000;
}

int
capture_next(struct capture *c, struct capture_frame *frame)
{
	struct pcap_pkthdr *header;
	const u_char *at;
	int result;

	c->number++;
	c->offset = (uint64_t)ftello(c->file);
	result = pcap_next_ex(c->pcap, &header, &at);
	if (result == PCAP_ERROR_BREAK)
		return input_error(c->in) != NULL ? fail(c) : 0;
	if (result != 1)
		return fail(c);
	*frame = (struct capture_frame){
		.at = at,
		.n = header->caplen,
		.len = header->len,
		.time_us = time_of(&header->ts),
		.number = c->number,
		.offset = c->offset,
		.link_type = link_type_of(pcap_datalink(c->pcap)),
	};
	return 1;
}

const char *
capture_error(const struct capture *c)
{
	return c->why;
}

uint64_t
capture_offset(const struct capture *c)
{
	return c->offset;
}
