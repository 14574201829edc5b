/*
 * Who has which label: a range of them, given out by key and kept over
 * restarts.
 *
 * The same key gets the same label again, as long as nobody else has needed it.
 * A label that was dropped rests before another key may have it, so that what
 * is still on its way with it is lost and not misled; labels that nobody ever
 * had come first. Keys are lines of text, so that the file is one:
 *
 *	16 10.0.0.0/24
 *	17 2001:db8::/32
 *
 * It only grows: a label's last line counts. What was in the file of a run
 * before is kept until labels_forget(), and rests then.
 */
#ifndef CORE_LABELS_H
#define CORE_LABELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mono.h"

struct fault;
struct obuf;

struct labels;

#define LABEL_NONE UINT32_MAX

/* Labels from first to last; `rest`: microseconds. */
struct labels *labels_new(uint32_t first, uint32_t last, int64_t rest);
void labels_free(struct labels *);
void labels_rest(struct labels *, int64_t rest);

/* The label of the key; LABEL_NONE: there is none left. */
uint32_t labels_take(struct labels *, mono now, const char *key);
void labels_drop(struct labels *, mono now, uint32_t label);

/* Labels out of the range are left out; so is a last line without its end. */
bool labels_load(struct labels *, const char *text, size_t n, struct fault *);
/* Those loaded that nobody has taken begin to rest. */
void labels_forget(struct labels *, mono now);

/* Appends the lines since the last call, or all that count. */
void labels_write(struct labels *, struct obuf *, bool whole);
/* Whether there are lines that no labels_write() has given yet. */
bool labels_unsaved(const struct labels *);
/* How many lines a whole file has. */
size_t labels_lines(const struct labels *);

uint32_t labels_used(const struct labels *); /* taken and not dropped */
/* When a label can be had again; MONO_NEVER: none rests. */
mono labels_deadline(const struct labels *);
size_t labels_memory(const struct labels *);

#endif
