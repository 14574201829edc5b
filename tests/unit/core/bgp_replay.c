/*
 * Replays stories to the session engine: tests/replay/bgp_fsm/NAME.jsonl.
 *
 * A story is what happened, a line each with "at" in seconds, and below each
 * line what the engine did, ending with how long it would sleep. The answers
 * are written anew and compared with the file; UPDATE=1 puts them into it.
 */
#include "core/bgp_fsm.h"

#include "../../t.h"
#include "base/obuf.h"
#include "base/text.h"
#include "value/names.h"

#include <glob.h>

#define STORIES "tests/replay/bgp_fsm/*.jsonl"

static const struct name conns[] = {
	{ BGP_OUT, "out" },
	{ BGP_IN, "in" },
	{ 0 },
};

/* ---- reading: flat objects, one a line ---- */

/* The value of the key as text, without quotes; "" when it is not there. */
static const char *
get(const char *line, const char *key, char to[4096])
{
	char quoted[64];
	const char *at;
	size_t n;

	to[0] = '\0';
	snprintf(quoted, sizeof(quoted), "\"%s\":", key);
	at = strstr(line, quoted);
	if (at == NULL)
		return to;
	at += strlen(quoted);
	if (*at == '"')
		n = strcspn(++at, "\"");
	else
		n = strcspn(at, ",}");
	snprintf(to, 4096, "%.*s", (int)n, at);
	return to;
}

static uint32_t
number(const char *line, const char *key, uint32_t absent)
{
	char text[4096];

	get(line, key, text);
	return text[0] == '\0' ? absent : (uint32_t)strtoul(text, NULL, 10);
}

static uint32_t
address(const char *line, const char *key)
{
	char text[4096];
	struct addr a = { 0 };

	get(line, key, text);
	addr_parse(&a, text, strlen(text), NULL);
	return addr_u32(&a);
}

/* A list in one string: "ipv4_unicast ipv6_unicast". */
static unsigned
families(const char *line, const char *key, uint32_t to[BGP_MAX_FAMILIES])
{
	char text[4096], *rest = text, *word;
	unsigned n = 0;

	get(line, key, text);
	while ((word = strsep(&rest, " ")) != NULL)
		if (family_parse(&to[n], word, strlen(word), NULL))
			n++;
	return n;
}

static bool
is_true(const char *line, const char *key)
{
	char text[4096];

	return strcmp(get(line, key, text), "true") == 0;
}

static enum bgp_restart_mode
restart_mode(const char *line)
{
	char text[4096];

	get(line, "restart", text);
	return strcmp(text, "full") == 0  ? BGP_RESTART_FULL
	       : strcmp(text, "off") == 0 ? BGP_RESTART_OFF
					  : BGP_RESTART_HELPER;
}

static void
configure(struct bgp_fsm *s, const char *line)
{
	struct bgp_fsm_config config = {
		.local_as = number(line, "local_as", 65001),
		.remote_as = number(line, "remote_as", 64512),
		.local_id = address(line, "local_id"),
		.hold_time = (uint16_t)number(line, "hold_time", 90),
		.passive = strstr(line, "\"passive\":true") != NULL,
		.restart = {
			.mode = restart_mode(line),
			.notification = is_true(line, "notification"),
			.restarted = is_true(line, "restarted"),
			.preserved = is_true(line, "preserved"),
			.time = (uint16_t)number(line, "restart_time", 0),
			.long_lived = number(line, "long_lived", 0),
		},
		.connect_retry = MONO_S(10),
		.idle_hold_min = MONO_S(1),
		.idle_hold_max = MONO_S(60),
	};

	config.n_families = families(line, "families", config.families);
	bgp_fsm_init(s, &config);
	s->jitter = (uint16_t)number(line, "jitter", 1000);
}

/* Its graceful restart: "keeps" is for which families. */
static void
compose_restart(struct bgp_caps *caps, const char *line)
{
	uint32_t list[BGP_MAX_FAMILIES];
	unsigned n = families(line, "keeps", list);

	caps->graceful_restart = n > 0;
	caps->restart_flags =
	    (uint8_t)(is_true(line, "restarted") * BGP_GR_RESTARTED |
		      is_true(line, "notification") * BGP_GR_NOTIFICATION);
	caps->restart_time = (uint16_t)number(line, "restart_time", 0);
	for (unsigned i = 0; i < n; i++)
		bgp_cap_families_add(&caps->restart, list[i],
		    is_true(line, "preserved") ? BGP_GR_PRESERVED : 0);
}

/* A message of the neighbour: "message" names it, other keys are its fields. */
static void
compose(struct wbuf *w, const char *line)
{
	char text[4096];
	uint8_t data[2048];
	struct bgp_open open = {
		.version = BGP_VERSION,
		.as = number(line, "as", 64512),
		.hold_time = (uint16_t)number(line, "hold_time", 90),
		.id = address(line, "id"),
		.caps.as4 = strstr(line, "\"as4\":false") == NULL,
		.caps.as = number(line, "as", 64512),
	};
	uint32_t list[BGP_MAX_FAMILIES];
	unsigned n = families(line, "families", list);

	compose_restart(&open.caps, line);
	for (unsigned i = 0; i < n; i++)
		bgp_cap_families_add(&open.caps.families, list[i], 0);
	get(line, "data", text);
	text_unhex(text, strlen(text), data, NULL);
	n = (unsigned)strlen(text) / 2;
	get(line, "message", text);
	if (strcmp(text, "open") == 0) {
		bgp_open_encode(w, &open);
	} else if (strcmp(text, "keepalive") == 0) {
		bgp_keepalive_encode(w);
	} else if (strcmp(text, "notification") == 0) {
		bgp_notification_encode(w,
		    BGP_ERROR(
			number(line, "code", 0), number(line, "subcode", 0)),
		    rbuf(data, n));
	} else if (strcmp(text, "update") == 0) {
		bgp_end_of_rib_encode(w, FAMILY_IPV4_UNICAST);
	} else if (strcmp(text, "refresh") == 0) {
		bgp_refresh_encode(
		    w, &(struct bgp_refresh){ .family = FAMILY_IPV4_UNICAST });
	} else {
		put_bytes(w, data, n); /* as they stand */
	}
}

/* ---- writing ---- */

static void
show_message(struct obuf *o, struct rbuf bytes)
{
	struct bgp_header h;
	char hex[2 * BGP_MAX_SIZE + 1];

	if (rbuf_left(&bytes) == 0)
		return;
	CHECK(bgp_header_decode(bytes.at, false, &h, NULL));
	CHECK(h.length == rbuf_left(&bytes));
	obuf_printf(o, ",\"message\":\"%s\"", name_of(bgp_type_names, h.type));
	get_bytes(&bytes, BGP_HEADER_SIZE);
	if (h.type == BGP_NOTIFICATION)
		obuf_printf(o, ",\"name\":\"%s\"",
		    bgp_error_name(bytes.at[0], bytes.at[1]));
	text_put_hex(hex, bytes.at, rbuf_left(&bytes));
	if (hex[0] != '\0')
		obuf_printf(o, ",\"body\":\"%s\"", hex);
}

static void
show_agreed(struct obuf *o, const struct bgp_agreed *a)
{
	char name[FAMILY_TEXT];

	CHECK(a != NULL);
	if (a == NULL)
		return;
	if (a->restarted)
		obuf_puts(o, ",\"restarted\":true");
	obuf_printf(o, ",\"remote_as\":%u,\"hold_time\":%u,\"families\":\"",
	    a->remote_as, a->hold_time);
	for (unsigned i = 0; i < a->n_families; i++) {
		family_format(a->families[i], name);
		obuf_printf(o, "%s%s", i > 0 ? " " : "", name);
	}
	obuf_printf(o, "\",\"as4\":%s", a->in.as4 ? "true" : "false");
}

static void
show_actions(
    struct obuf *o, const struct bgp_fsm *s, const struct bgp_actions *actions)
{
	static const char *const names[] = {
		[BGP_DO_DIAL] = "dial",
		[BGP_DO_SEND] = "send",
		[BGP_DO_CLOSE] = "close",
		[BGP_DO_REFUSE] = "refuse",
		[BGP_DO_UP] = "up",
		[BGP_DO_DOWN] = "down",
		[BGP_DO_UPDATE] = "update",
		[BGP_DO_REFRESH] = "refresh",
		[BGP_DO_TELL] = "tell",
	};

	for (unsigned i = 0; i < actions->n; i++) {
		const struct bgp_action *a = &actions->at[i];

		obuf_printf(o, "\t{\"do\":\"%s\"", names[a->kind]);
		if (a->kind != BGP_DO_TELL)
			obuf_printf(
			    o, ",\"conn\":\"%s\"", name_of(conns, a->conn));
		if (a->kind == BGP_DO_SEND || a->kind == BGP_DO_REFUSE)
			show_message(o, a->bytes);
		if (a->kind == BGP_DO_DOWN && s->graceful)
			obuf_puts(o, ",\"graceful\":true");
		if (a->kind == BGP_DO_UP)
			show_agreed(o, bgp_fsm_agreed(s));
		if (a->kind == BGP_DO_TELL) {
			obuf_printf(o, ",\"state\":\"%s\"",
			    name_of(bgp_state_names, (int)bgp_fsm_state(s)));
			if (s->why != NULL)
				obuf_printf(o, ",\"why\":\"%s\"", s->why);
		}
		obuf_puts(o, "}\n");
	}
}

static void
show_sleep(struct obuf *o, const struct bgp_fsm *s, mono now)
{
	mono until = bgp_fsm_deadline(s);

	if (until.us == INT64_MAX)
		obuf_puts(o, "\t{\"sleep\":\"for ever\"}\n");
	else
		obuf_printf(o, "\t{\"sleep\":%.3f}\n",
		    (double)mono_sub(until, now) / 1e6);
}

/* ---- the story ---- */

static void
feed(struct bgp_fsm *s, mono now, unsigned conn, const char *line,
    struct obuf *o)
{
	uint8_t room[BGP_MAX_SIZE];
	struct wbuf w = wbuf(room, sizeof(room));
	struct bgp_actions actions;
	struct rbuf in;
	size_t n;

	compose(&w, line);
	in = rbuf(room, wbuf_used(&w));
	while ((n = bgp_fsm_input(s, now, conn, in, &actions)) > 0) {
		show_actions(o, s, &actions);
		get_bytes(&in, n);
	}
}

static void
stop(struct bgp_fsm *s, mono now, const char *line, struct obuf *o)
{
	char text[4096];
	uint8_t data[256];
	struct bgp_actions actions;
	struct bgp_stop how = {
		.error = BGP_ERROR(
		    number(line, "code", 6), number(line, "subcode", 2)),
		.why = "stopped",
		.again = strstr(line, "\"again\":true") != NULL,
		.rest = MONO_S(number(line, "rest", 0)),
	};

	get(line, "text", text);
	if (text[0] != '\0')
		how.data = rbuf(data, bgp_shutdown_text(text, data));
	bgp_fsm_stop(s, now, &how, &actions);
	show_actions(o, s, &actions);
}

static void
accepted(
    struct bgp_fsm *s, mono now, struct obuf *o, struct bgp_actions *actions)
{
	unsigned conn = bgp_fsm_make_room(s, now, actions);

	show_actions(o, s, actions);
	bgp_fsm_connected(s, now, conn, actions);
}

static void
happen(struct bgp_fsm *s, mono now, const char *line, struct obuf *o)
{
	struct bgp_actions actions = { 0 };
	char event[4096], text[4096];
	int conn = BGP_OUT;

	get(line, "conn", text);
	name_find(conns, text, strlen(text), &conn);
	get(line, "event", event);
	if (strcmp(event, "configure") == 0)
		configure(s, line);
	else if (strcmp(event, "stop") == 0)
		stop(s, now, line, o);
	else if (strcmp(event, "input") == 0)
		feed(s, now, (unsigned)conn, line, o);
	else if (strcmp(event, "start") == 0)
		bgp_fsm_start(s, now, &actions);
	else if (strcmp(event, "sent") == 0)
		bgp_fsm_sent(s, now, (unsigned)conn, is_true(line, "waiting"));
	else if (strcmp(event, "accepted") == 0)
		accepted(s, now, o, &actions);
	else if (strcmp(event, "connected") == 0)
		bgp_fsm_connected(s, now, (unsigned)conn, &actions);
	else if (strcmp(event, "lost") == 0)
		bgp_fsm_lost(s, now, (unsigned)conn, "hung up", &actions);
	else if (strcmp(event, "tick") == 0)
		bgp_fsm_tick(s, now, &actions);
	else
		CHECK(!"an event that is known");
	show_actions(o, s, &actions);
}

static void
play(const char *story, struct obuf *o)
{
	struct bgp_fsm s = { 0 };
	char line[8192], text[4096];

	for (size_t n; *story != '\0'; story += n + (story[n] == '\n')) {
		mono now;

		n = strcspn(story, "\n");
		snprintf(line, sizeof(line), "%.*s", (int)n, story);
		if (line[0] == '\t')
			continue;
		obuf_printf(o, "%s\n", line);
		if (line[0] != '{')
			continue; /* a comment, or an empty line */
		get(line, "at", text);
		now = (mono){ (int64_t)(strtod(text, NULL) * 1e6 + 0.5) };
		happen(&s, now, line, o);
		show_sleep(o, &s, now);
	}
	obuf_putc(o, '\0');
}

static char *
read_file(const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = NULL;
	size_t room = 0;

	if (f == NULL || getdelim(&text, &room, '\0', f) < 0)
		abort();
	fclose(f);
	return text;
}

static void
replay(const char *path)
{
	char *story = read_file(path);
	struct obuf o = { 0 };
	FILE *f;

	play(story, &o);
	if (strcmp(obuf_at(&o), story) != 0 && getenv("UPDATE") != NULL) {
		f = fopen(path, "w");
		if (f == NULL || fputs(obuf_at(&o), f) < 0 || fclose(f) != 0)
			abort();
	} else if (strcmp(obuf_at(&o), story) != 0) {
		printf("# %s: now it would be:\n", path);
		for (char *at = o.mem, *l; (l = strsep(&at, "\n")) != NULL;)
			printf("# %s\n", l);
		t_failed++;
	}
	obuf_fini(&o);
	free(story);
}

int
main(void)
{
	glob_t stories;

	if (glob(STORIES, 0, NULL, &stories) != 0)
		return printf("1..0 # SKIP no stories here\n") < 0;
	for (size_t i = 0; i < stories.gl_pathc; i++) {
		t_failed = 0;
		replay(stories.gl_pathv[i]);
		t_failed_tests += t_failed > 0;
		printf("%sok %d - %s\n", t_failed ? "not " : "", ++t_count,
		    stories.gl_pathv[i]);
	}
	globfree(&stories);
	return DONE();
}
