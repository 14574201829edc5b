/* What comes from the tables for others: a JSON Schema and a manual page. */
#ifndef REC_SCHEMA_H
#define REC_SCHEMA_H

struct obuf;

/* Draft 2020-12. Types and keys that are not known are allowed (rule 4). */
void rec_schema(struct obuf *);

/* edgepipe-records(7), in mdoc. */
void rec_manual(struct obuf *);

#endif
