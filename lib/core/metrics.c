/* Metrics in the text form of Prometheus. */
#include "core/metrics.h"
#include "base/obuf.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

void
metrics_family(
    struct obuf *o, const char *name, enum metric_kind kind, const char *help)
{
	obuf_printf(o, "# HELP %s %s\n# TYPE %s %s\n", name, help, name,
	    kind == METRIC_COUNTER ? "counter" : "gauge");
}

/* A backslash, a quote and the end of a line are escaped; all else is text. */
static void
put_value(struct obuf *o, const char *value)
{
	for (; *value != '\0'; value++) {
		if (*value == '\n') {
			obuf_puts(o, "\\n");
			continue;
		}
		if (*value == '\\' || *value == '"')
			obuf_putc(o, '\\');
		obuf_putc(o, *value);
	}
}

static void
put_name(struct obuf *o, const char *name, const struct metric_label *labels)
{
	bool any = false;

	obuf_puts(o, name);
	for (; labels->name != NULL; labels++) {
		if (labels->value == NULL)
			continue;
		obuf_putc(o, any ? ',' : '{');
		any = true;
		obuf_printf(o, "%s=\"", labels->name);
		put_value(o, labels->value);
		obuf_putc(o, '"');
	}
	obuf_puts(o, any ? "} " : " ");
}

void
metrics_sample(struct obuf *o, const char *name,
    const struct metric_label *labels, uint64_t value)
{
	put_name(o, name, labels);
	obuf_printf(o, "%" PRIu64 "\n", value);
}

void
metrics_seconds(struct obuf *o, const char *name,
    const struct metric_label *labels, int64_t us)
{
	put_name(o, name, labels);
	obuf_printf(
	    o, "%" PRId64 ".%06" PRId64 "\n", us / 1000000, us % 1000000);
}
