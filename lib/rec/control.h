/*
 * What tools tell people and each other: plans, findings, commands and logs.
 */
#ifndef REC_CONTROL_H
#define REC_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

#include "rec/list.h"
#include "rec/live.h"

struct rec_step {
	uint64_t has;
	const char *action;    /* add, change, delete */
	const char *of;        /* the type of what changes */
	const char *name;      /* its key, in words */
	const char *from, *to; /* raw JSON: the records before and after */
	const char *reason;
	bool done; /* false: it would be */
	const char *error;
};

struct rec_finding { /* difference, verdict, advice */
	uint64_t has;
	const char *name, *of, *verdict, *reason;
	const char *left, *right; /* raw JSON */
	/* of a route that was judged */
	uint32_t family;
	struct rd rd;
	struct prefix prefix;
	uint32_t path_id;
	const char *peer;
	const char *policy; /* that decided, by its rule */
	uint32_t rule;
	struct rec_compared compared;
	const char *change; /* raw JSON: what would turn the result */
};

struct rec_command {
	uint64_t has;
	uint32_t id;
	const char *verb;
	rec_names args;
	bool follow;
};

struct rec_reply {
	uint64_t has;
	uint32_t id;
	bool ok, more;
	const char *text;
};

struct rec_log {
	uint64_t has;
	int64_t time;
	const char *tool, *level, *source;
	uint32_t line;
	const char *text;
};

#endif
