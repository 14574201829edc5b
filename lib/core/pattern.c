/* The door to PCRE2. */
#define PCRE2_CODE_UNIT_WIDTH 8

#include "core/pattern.h"
#include "base/mem.h"

#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A path of a thousand numbers and a decent pattern stay far below. */
#define MATCH_LIMIT 200000

static const char edge[] = "(?:^|$|[ ,{}()\\[\\]])";

struct pattern {
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *context;
};

/* The pattern with each bare `_` spelled out; not in a class, not escaped. */
static char *
spell_out(const char *text)
{
	char *out = mem_alloc(strlen(text) * sizeof(edge) + 1), *to = out;
	bool in_class = false;

	for (const char *s = text; *s != 0; s++) {
		if (*s == '_' && !in_class) {
			memcpy(to, edge, sizeof(edge) - 1);
			to += sizeof(edge) - 1;
			continue;
		}
		if (*s == '[')
			in_class = true;
		else if (*s == ']')
			in_class = false;
		*to++ = *s;
		if (*s == '\\' && s[1] != 0)
			*to++ = *++s;
	}
	*to = 0;
	return out;
}

/* PCRE2's memory is ours, so that running out of it ends as elsewhere. */
static void *
grab(size_t n, void *ctx)
{
	(void)ctx;
	return mem_alloc(n);
}

static void
release(void *p, void *ctx)
{
	(void)ctx;
	free(p);
}

struct pattern *
pattern_new(const char *text, char *why, size_t room)
{
	pcre2_general_context *memory =
	    pcre2_general_context_create(grab, release, NULL);
	pcre2_compile_context *how = pcre2_compile_context_create(memory);
	char *spelled = spell_out(text);
	struct pattern *p = NULL;
	PCRE2_SIZE at;
	int error;
	pcre2_code *code = pcre2_compile(
	    (PCRE2_SPTR)spelled, PCRE2_ZERO_TERMINATED, 0, &error, &at, how);

	if (code == NULL) {
		PCRE2_UCHAR message[128];

		pcre2_get_error_message(error, message, sizeof(message));
		snprintf(why, room, "\"%s\": %s", text, (char *)message);
	} else {
		p = mem_alloc(sizeof(*p));
		p->code = code;
		p->data = pcre2_match_data_create(1, memory);
		p->context = pcre2_match_context_create(memory);
		pcre2_set_match_limit(p->context, MATCH_LIMIT);
		pcre2_jit_compile(code, PCRE2_JIT_COMPLETE); /* if it can */
	}
	free(spelled);
	pcre2_compile_context_free(how);
	pcre2_general_context_free(memory);
	return p;
}

void
pattern_free(struct pattern *p)
{
	if (p == NULL)
		return;
	pcre2_match_context_free(p->context);
	pcre2_match_data_free(p->data);
	pcre2_code_free(p->code);
	free(p);
}

bool
pattern_match(const struct pattern *p, const char *s, size_t n)
{
	return pcre2_match(
		   p->code, (PCRE2_SPTR)s, n, 0, 0, p->data, p->context) >= 0;
}
