/*
 * JSON as tokens over a text that stays where it is: RFC 8259 to the letter,
 * but for the comments that people write into configuration.
 */
#ifndef REC_LEX_H
#define REC_LEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LEX_DEPTH 64

enum lex_token {
	LEX_BAD, /* `what` says why, `from` where */
	LEX_END, /* after the one value and what is blank */
	LEX_OPEN_OBJECT,
	LEX_OPEN_ARRAY,
	LEX_CLOSE, /* of either */
	LEX_KEY,   /* with its quotes; the colon is checked */
	LEX_STRING,
	LEX_NUMBER,
	LEX_WORD, /* true, false, null */
};

struct lex {
	const char *from; /* the token, up to `at` */
	const char *at, *end;
	const char *what;
	uint64_t objects; /* bit d - 1: what is open at depth d is an object */
	unsigned depth;
	uint8_t want;
	uint32_t keys; /* so far, in all objects */
};

/* Begins with the text of one value. */
void lex_init(struct lex *, const char *text, size_t n);
enum lex_token lex_next(struct lex *);

/*
 * To the end of the value whose first token was this one: past a scalar there
 * is nothing to do. False: it is bad.
 */
bool lex_skip(struct lex *, enum lex_token);

/* A way into a value: into an object by key, into an array by index. */
struct lex_step {
	const char *key; /* NULL: an index */
	uint32_t index;
};

/*
 * Follows the way; then `from` is the last key or element, and value and *n are
 * its value. Only keys written without escapes are found.
 */
bool lex_find(struct lex *, const struct lex_step *, unsigned nsteps,
    const char **value, size_t *n);

#endif
