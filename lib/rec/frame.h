/*
 * Framing: a stream of bytes is cut into the texts of its records.
 *
 * Objects come one after another, on one line or many, with comments between
 * and within; an array stands for its elements; the record separators of
 * RFC 7464 are blank. Nothing is parsed: what is wrong inside of a text is for
 * the reader to say. What does not even frame - junk, brackets that do not
 * match, a text without end - is one fault with its line; what follows is
 * looked at again from the next line on that begins with a bracket.
 */
#ifndef REC_FRAME_H
#define REC_FRAME_H

#include "base/obuf.h"
#include "rec/rec.h"

#define REC_FRAME_MAX   (16u << 20) /* bytes in one record */
#define REC_FRAME_DEPTH 64

/* All zeros is the beginning of a stream. */
struct rec_frame {
	struct obuf in;   /* not yet cut; a text handed out is at its start */
	size_t handed;    /* its length, taken at the next call */
	size_t seen;      /* how far the record that begins here was followed */
	unsigned line;    /* lines before the start of `in` */
	unsigned inside;  /* lines after it, up to `seen` */
	unsigned arrays;  /* open around the records */
	unsigned depth;   /* open inside of the record */
	uint64_t objects; /* bit d: what is open at depth d + 1 is an object */
	char last;        /* what stood before `seen`, blanks aside */
	uint8_t lexis;    /* in a string, a comment, or neither */
	uint8_t want;     /* in an array: an element, a comma */
	bool recovering;  /* after a fault: looking for a bracket */
	bool amid_line;   /* the rest of this line is to be skipped */
	bool lenient;     /* after a fault nobody knows what closes what */
	bool ended;
};

/* The reader's faults count lines from 1 too: add line - 1 of the text. */
struct rec_text {
	const char *at;
	size_t n;
	unsigned line;      /* of its first byte, from 1 */
	bool canonical;     /* one line of ours: at[n] is its newline */
	enum rec_type type; /* where canonical; else REC_NONE */
};

enum rec_framed {
	FRAME_MORE, /* feed it, or it is over if it has ended */
	FRAME_TEXT, /* until the next call */
	FRAME_FAULT,
};

void rec_frame_feed(struct rec_frame *, const void *bytes, size_t n);
void rec_frame_end(struct rec_frame *); /* nothing more will come */
enum rec_framed rec_frame_next(
    struct rec_frame *, struct rec_text *, struct rec_fault *);
void rec_frame_fini(struct rec_frame *);

#endif
