/*
 * Options as tables: what the parser, --help and the completions read.
 *
 * A verb's options are members of a struct of its own, which the verb fills
 * with the defaults before cli_parse() writes what was given:
 *
 *	static const struct opt options[] = {
 *		OPT(decode_opts, count, "count", 'n', OPT_UINT, "N",
 *		    "stop after N messages", .lo = 1),
 *		OPT(decode_opts, hex, "hex", 0, OPT_FLAG, NULL,
 *		    "bytes of every message too"),
 *		OPTS(decode_opts, stage, stage_options),
 *		{ 0 },
 *	};
 */
#ifndef CLI_OPTS_H
#define CLI_OPTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct name;

enum opt_kind {
	OPT_FLAG,   /* bool: becomes true */
	OPT_COUNT,  /* unsigned: one more with every use */
	OPT_STRING, /* const char * */
	OPT_LIST,   /* struct opt_list: every use adds one */
	OPT_UINT,   /* uint32_t, lo..hi; hi 0 is UINT32_MAX */
	OPT_SPAN,   /* struct opt_span, "FROM-TO", both in lo..hi */
	OPT_WORD,   /* int: one of words */
	OPT_ADDR,   /* struct addr */
	OPT_TABLE,  /* no option: a table for the struct at the member */
};

/* What completes the argument, where more is known than its placeholder. */
enum opt_hint { OPT_ANY, OPT_FILE, OPT_DIR };

struct opt {
	const char *name;         /* long, without the dashes */
	const char *arg;          /* placeholder; NULL: no argument */
	const char *help;         /* one line, lower case, no full stop */
	const struct name *words; /* OPT_WORD */
	const struct opt *table;  /* OPT_TABLE */
	uint32_t lo, hi;          /* OPT_UINT, OPT_SPAN */
	uint32_t offset;          /* of the member */
	uint8_t kind, hint;
	char letter; /* or 0 */
	uint8_t bit; /* only for verbs that select it; 0: for all */
};

#define OPT(                                                                   \
    type, member, long_name, short_name, opt_kind, placeholder, text, ...)     \
	{                                                                      \
		.name = (long_name), .letter = (short_name),                   \
		.kind = (opt_kind), .arg = (placeholder), .help = (text),      \
		.offset = offsetof(struct type, member), __VA_ARGS__           \
	}

/* The options of `rows`, whose struct is the member. */
#define OPTS(type, member, rows)                                               \
	{                                                                      \
		.name = "", .kind = OPT_TABLE, .table = (rows),                \
		.offset = offsetof(struct type, member),                       \
	}

struct opt_list {
	unsigned n;
	const char **at;
};

struct opt_span {
	uint32_t from, to;
};

/* A table and the struct that it fills; a row whose bit is not in mask does
 * not exist. */
struct opt_into {
	const struct opt *table;
	void *into; /* NULL: only to be looked at */
	unsigned mask;
};

#define OPTS_SETS 2 /* the verb's own, then the common ones */

struct opts {
	struct opt_into sets[OPTS_SETS];
	int argc; /* what is to be parsed, without the names of tool and verb */
	const char *const *argv;
	struct arena *arena;  /* lists and operands live here */
	struct opt_list args; /* the operands, in order */
	char error[256];      /* why parsing ended, for a person */
};

/*
 * Parses all of argv: --name VALUE, --name=VALUE, -n VALUE, -nVALUE, -abc;
 * options and operands in any order; -- ends the options; - is an operand.
 * false: `error` says why.
 */
bool opts_parse(struct opts *);

/* Calls for every option of the sets, nested tables too, in order. */
typedef void opts_visit(void *ctx, const struct opt *);
void opts_each(const struct opts *, opts_visit *visit, void *ctx);

/*
 * Whether `word` may be what was meant, and is closer than the best so far;
 * *best begins as UINT_MAX.
 */
bool opts_is_closer(const char *meant, const char *word, unsigned *best);

#endif
