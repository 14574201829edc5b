/* LDP as metrics: a row a family. */
#include "core/ldp_metrics.h"
#include "core/metrics.h"
#include "rec/rec.h"

#include <string.h>

/* The value of one record. */
typedef uint64_t value_fn(const struct rec *);

#define VALUE(name, expression)                                                \
	static uint64_t name(const struct rec *r)                              \
	{                                                                      \
		return (uint64_t)(expression);                                 \
	}

VALUE(up, strcmp(r->adjacency.state, "operational") == 0)
VALUE(established, r->adjacency.established)
VALUE(hellos, r->adjacency.hellos.n)
VALUE(received, r->adjacency.received)
VALUE(advertised, r->adjacency.advertised)
VALUE(messages_in, r->adjacency.messages_in)
VALUE(messages_out, r->adjacency.messages_out)
VALUE(fecs, r->router_state.fecs)
VALUE(labels, r->router_state.labels)
VALUE(lsps, r->router_state.lsps)
VALUE(hellos_sent, r->router_state.hellos.sent)
VALUE(hellos_received, r->router_state.hellos.received)
VALUE(hellos_malformed, r->router_state.hellos.malformed)
VALUE(hellos_ignored, r->router_state.hellos.ignored)
VALUE(hellos_displaced, r->router_state.hellos.displaced)
VALUE(converged, r->router_state.converged)

static const struct row {
	enum rec_type of;
	const char *name;
	enum metric_kind kind;
	value_fn *value;
	const char *help;
} rows[] = {
	/* clang-format off */
	{ REC_ADJACENCY, "ldp_session_up", METRIC_GAUGE, up,
	    "Whether the session is operational." },
	{ REC_ADJACENCY, "ldp_session_established_total", METRIC_COUNTER,
	    established, "Times that the session came up." },
	{ REC_ADJACENCY, "ldp_adjacencies", METRIC_GAUGE, hellos,
	    "Links and targets that the neighbour is heard on." },
	{ REC_ADJACENCY, "ldp_labels_received", METRIC_GAUGE, received,
	    "Labels that the neighbour has told." },
	{ REC_ADJACENCY, "ldp_labels_advertised", METRIC_GAUGE, advertised,
	    "Labels that the neighbour was told." },
	{ REC_ADJACENCY, "ldp_messages_received_total", METRIC_COUNTER,
	    messages_in, "Messages of the session that came in." },
	{ REC_ADJACENCY, "ldp_messages_sent_total", METRIC_COUNTER,
	    messages_out, "Messages of the session that went out." },
	{ REC_ROUTER_STATE, "ldp_fecs", METRIC_GAUGE, fecs,
	    "FECs that have a route or a label." },
	{ REC_ROUTER_STATE, "ldp_labels", METRIC_GAUGE, labels,
	    "Labels of ours that are given out." },
	{ REC_ROUTER_STATE, "ldp_lsps", METRIC_GAUGE, lsps,
	    "FECs that are reached by a label." },
	{ REC_ROUTER_STATE, "ldp_hellos_sent_total", METRIC_COUNTER,
	    hellos_sent, "Hellos that went out." },
	{ REC_ROUTER_STATE, "ldp_hellos_received_total", METRIC_COUNTER,
	    hellos_received, "Hellos that came in." },
	{ REC_ROUTER_STATE, "ldp_hellos_malformed_total", METRIC_COUNTER,
	    hellos_malformed, "Hellos that were malformed." },
	{ REC_ROUTER_STATE, "ldp_hellos_ignored_total", METRIC_COUNTER,
	    hellos_ignored, "Hellos that were none of ours." },
	{ REC_ROUTER_STATE, "ldp_adjacencies_displaced_total", METRIC_COUNTER,
	    hellos_displaced, "Adjacencies that made room for others." },
	{ REC_ROUTER_STATE, "ldp_converged", METRIC_GAUGE, converged,
	    "Whether all neighbours have said all, or were waited for." },
	/* clang-format on */
};

static void
write_row(
    struct obuf *o, const struct row *row, struct rec *const *at, size_t n)
{
	metrics_family(o, row->name, row->kind, row->help);
	for (size_t i = 0; i < n; i++) {
		bool named = at[i]->type == REC_ADJACENCY;
		struct metric_label labels[2] = { 0 };

		if (named)
			labels[0] = (struct metric_label){ "neighbor",
				at[i]->adjacency.name };
		if (at[i]->type == row->of)
			metrics_sample(o, row->name, labels, row->value(at[i]));
	}
}

void
ldp_metrics_write(struct obuf *o, struct rec *const *at, size_t n)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		write_row(o, &rows[i], at, n);
}
