/* Pieces of JSON, for who does not write whole records. */
#ifndef REC_WRITE_H
#define REC_WRITE_H

struct field;
struct obuf;

/* A JSON string with its quotes; what is not UTF-8 in it becomes U+FFFD. */
void rec_write_text(struct obuf *, const char *s);

/* The value of a field, which stands at `value`. */
void rec_write_value(struct obuf *, const struct field *, const void *value);

#endif
