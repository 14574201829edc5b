/*
 * The door to json-c. What is JSON and what is not is decided by our own tokens
 * (lex.h), as json-c takes much that is none; it then makes the tree, which is
 * copied into plain structs.
 */
#include "rec/json.h"
#include "base/arena.h"
#include "base/mem.h"
#include "rec/fault.h"
#include "rec/lex.h"

#include <json-c/json.h>
#include <limits.h>
#include <string.h>

static enum json_kind
kind_of(json_object *from)
{
	switch (json_object_get_type(from)) {
	case json_type_null:
		return JSON_NULL;
	case json_type_boolean:
		return JSON_BOOL;
	case json_type_double:
		return JSON_NUMBER;
	case json_type_int:
		return JSON_INTEGER;
	case json_type_object:
		return JSON_OBJECT;
	case json_type_array:
		return JSON_ARRAY;
	case json_type_string:
		return JSON_STRING;
	}
	return JSON_NULL;
}

static uint32_t copy(struct json *, json_object *from, struct arena *);

/* These return how many keys there are, in all objects together. */
static uint32_t
copy_array(struct json *to, json_object *from, struct arena *arena)
{
	size_t n = json_object_array_length(from);
	struct json *in = arena_zalloc(arena, n * sizeof(*in) + 1);
	uint32_t keys = 0;

	for (size_t i = 0; i < n; i++)
		keys += copy(&in[i], json_object_array_get_idx(from, i), arena);
	to->in = in;
	to->n = (uint32_t)n;
	return keys;
}

static uint32_t
copy_object(struct json *to, json_object *from, struct arena *arena)
{
	size_t n = (size_t)json_object_object_length(from);
	struct json *in = arena_zalloc(arena, n * sizeof(*in) + 1);
	uint32_t keys = (uint32_t)n;

	to->in = in;
	to->n = (uint32_t)n;
	json_object_object_foreach(from, key, value)
	{
		keys += copy(in, value, arena);
		in->key = arena_strndup(arena, key, strlen(key));
		in++;
	}
	return keys;
}

static uint32_t
copy(struct json *to, json_object *from, struct arena *arena)
{
	const char *text;

	to->kind = kind_of(from);
	if (to->kind == JSON_OBJECT)
		return copy_object(to, from, arena);
	if (to->kind == JSON_ARRAY)
		return copy_array(to, from, arena);
	text = from ? json_object_get_string(from) : "null";
	to->n = to->kind == JSON_STRING
		    ? (uint32_t)json_object_get_string_len(from)
		    : (uint32_t)strlen(text);
	to->text = arena_strndup(arena, text, to->n);
	return 0;
}

bool
json_parse(struct json *to, const char *text, size_t n, struct arena *arena,
    bool *twice, struct rec_fault *fault)
{
	enum lex_token token;
	json_tokener *tok;
	json_object *top;
	uint32_t keys, tokens = 0;
	struct lex l;

	*to = (struct json){ 0 };
	lex_init(&l, text, n);
	while ((token = lex_next(&l)) > LEX_END && tokens < JSON_TOKENS_MAX)
		tokens++;
	if (token == LEX_BAD)
		return rec_fault_at(fault, text, l.from, l.what);
	if (token != LEX_END)
		return rec_fault_at(fault, text, l.from,
		    "more than 1048576 keys and values in one record");
	if (n > INT_MAX)
		return rec_fault_at(fault, text, text, "too long");
	tok = mem_need(json_tokener_new_ex(LEX_DEPTH + 1));
	top = json_tokener_parse_ex(tok, text, (int)n);
	if (json_tokener_get_error(tok) == json_tokener_continue)
		top = json_tokener_parse_ex(tok, " ", 1); /* ends a number */
	json_tokener_free(tok);
	keys = copy(to, top, arena);
	json_object_put(top);
	if (twice != NULL)
		*twice = keys != l.keys;
	return true;
}

const struct json *
json_get(const struct json *object, const char *key)
{
	if (object->kind != JSON_OBJECT)
		return NULL;
	for (uint32_t i = 0; i < object->n; i++)
		if (strcmp(object->in[i].key, key) == 0)
			return &object->in[i];
	return NULL;
}
