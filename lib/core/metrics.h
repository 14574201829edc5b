/*
 * Metrics in the text form of Prometheus (exposition format 0.0.4): families of
 * samples, each behind its HELP and TYPE.
 */
#ifndef CORE_METRICS_H
#define CORE_METRICS_H

#include <stdint.h>

struct obuf;

enum metric_kind { METRIC_GAUGE, METRIC_COUNTER };

/* All samples of a family stand behind it, before the next one begins. */
void metrics_family(
    struct obuf *, const char *name, enum metric_kind, const char *help);

struct metric_label {
	const char *name, *value; /* value NULL: it is left out */
};

/* Labels end with one without a name. */
void metrics_sample(struct obuf *, const char *name,
    const struct metric_label *, uint64_t value);
/* A value in microseconds, told in seconds. */
void metrics_seconds(
    struct obuf *, const char *name, const struct metric_label *, int64_t us);

#endif
