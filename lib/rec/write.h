/* JSON text, for writers that are not driven by the tables. */
#ifndef REC_WRITE_H
#define REC_WRITE_H

struct obuf;

/* A JSON string with its quotes; what is not UTF-8 in it becomes U+FFFD. */
void rec_write_text(struct obuf *, const char *s);

#endif
