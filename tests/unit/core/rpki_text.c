/* ROAs from JSON and CSV, and faults with their line. */
#include "core/rpki_text.h"

#include "../../t.h"

/* "10.0.0.0/8-24 64500; " for each ROA, "!LINE TEXT; " for each fault. */
static void
read_all(const char *text, char *to, size_t room)
{
	size_t n = strlen(text), used = 0;
	char *exact = (char *)t_exact(text, n);
	struct rpki_text t;
	struct rec_fault f = { 0 };
	struct roa roa;
	enum rpki_read got;

	to[0] = '\0';
	if (!rpki_text_init(&t, exact, n, &f)) {
		snprintf(to, room, "!%u %s; ", f.line, f.text);
		free(exact);
		return;
	}
	while ((got = rpki_text_next(&t, &roa, &f)) != RPKI_READ_END) {
		char p[PREFIX_TEXT];

		prefix_format(&roa.prefix, p);
		if (got == RPKI_READ_FAULT)
			used += (size_t)snprintf(
			    to + used, room - used, "!%u %s; ", f.line, f.text);
		else
			used += (size_t)snprintf(to + used, room - used,
			    "%s-%u %u; ", p, roa.max_length, roa.as);
	}
	rpki_text_fini(&t);
	free(exact);
}

static void
each_text_gives_its_roas_and_its_faults(void)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "", "" },
		{ "ASN,IP Prefix,Max Length,Trust Anchor\n"
		  "AS64500,192.0.2.0/24,24,ripe\n"
		  "AS64501,10.0.0.0/8,,apnic\r\n",
		    "192.0.2.0/24-24 64500; 10.0.0.0/8-8 64501; " },
		{ "# mine\n\n64500, 2001:db8::/32, 48\n64501,10.0.0.0/8",
		    "2001:db8::/32-48 64500; 10.0.0.0/8-8 64501; " },
		{ "64500,192.0.2.1/24,24\nAS64500,192.0.2.0/24,33\nx\n"
		  "64500,192.0.2.0/24,23\nAS,192.0.2.0/24,24\n",
		    "!1 \"192.0.2.1/24\": not a prefix; "
		    "!2 \"33\": not a length for that prefix; "
		    "!3 \"x\": not AS,PREFIX,LENGTH; "
		    "!4 \"23\": not a length for that prefix; "
		    "!5 \"AS\": not an AS number; " },
		{ "{\"metadata\":{\"counts\":1},\n\"roas\": [\n"
		  "{\"asn\":\"AS64500\",\"prefix\":\"192.0.2.0/24\","
		  "\"maxLength\":25,\"ta\":\"a } \\\" b\"},\n"
		  "{\"asn\":64501,\"prefix\":\"2001:db8::/32\"}\n]}",
		    "192.0.2.0/24-25 64500; 2001:db8::/32-32 64501; " },
		{ "{\"roas\":[{\"asn\":1,\n\"prefix\":\"10.0.0.0/8\"},\n"
		  "{\"asn\":\"x\",\"prefix\":\"10.0.0.0/8\"},\n"
		  "{\"prefix\":\"10.0.0.0/8\"},\n"
		  "{\"asn\":2,\"prefix\":\"10.0.0.0/8\"}]}",
		    "10.0.0.0/8-8 1; !3 \"x\": not an AS number; "
		    "!4 \"\": not an AS number; 10.0.0.0/8-8 2; " },
		{ "{\"roas\":[", "!1 \"roas\": the list has no end; " },
		{ "{\"roas\":[{\"asn\":1",
		    "!1 \"{\"asn\":1\": not an object of the list; " },
		{ "{\"roas\":[7]}", "!1 \"7]}\": not an object of the list; " },
		{ "{\"vrps\":{}}",
		    "!1 JSON without \"roas\", a list of ROAs; " },
		{ "{\"roas\":7}",
		    "!1 JSON without \"roas\", a list of ROAs; " },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char got[512];

		read_all(rows[i].text, got, sizeof(got));
		CHECK_STR(got, rows[i].want);
	}
}

static void
every_truncation_ends(void)
{
	static const char text[] =
	    "{\"roas\":[{\"asn\":\"AS1\",\"prefix\":\"10.0.0.0/8\","
	    "\"maxLength\":9},{\"asn\":2,\"prefix\":\"::/0\"}]}";

	for (size_t n = 0; n < sizeof(text); n++) {
		char cut[sizeof(text)], got[512];

		memcpy(cut, text, n);
		cut[n] = '\0';
		read_all(cut, got, sizeof(got));
		CHECK(strlen(got) < sizeof(got) - 1);
	}
}

int
main(void)
{
	RUN(each_text_gives_its_roas_and_its_faults);
	RUN(every_truncation_ends);
	return DONE();
}
