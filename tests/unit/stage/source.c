/* Sources: from bytes, in whatever pieces, to items and diagnostics. */
#include "stage/source.h"

#include "../../t.h"
#include "base/obuf.h"
#include "cli/cli.h"

#include <unistd.h>

static struct cli cli;
static char *said; /* what stands on standard error */
static size_t said_n;
static struct obuf items; /* the items, a line each */
static unsigned most;     /* items before the function has enough */

static void
setup(void)
{
	static const struct tool tool = { .name = "tool" };

	cli = (struct cli){ .tool = &tool, .out = stdout };
	cli.err = open_memstream(&said, &said_n);
	most = 1000;
}

static void
teardown(void)
{
	fclose(cli.err);
	free(said);
	obuf_fini(&items);
}

/* Notes "LINE TYPE: TEXT", with a ! where it is refused, a * where read. */
static bool
note(void *ctx, const struct source_item *item)
{
	(void)ctx;
	obuf_printf(&items, "%u%s%s ", item->line, item->refused ? "!" : "",
	    item->rec != NULL ? "*" : "");
	if (item->refused)
		obuf_putc(&items, '\n');
	else
		obuf_put(&items, item->text, item->n);
	return --most > 0;
}

static const char *
noted(void)
{
	obuf_putc(&items, '\0');
	return obuf_at(&items);
}

static const char *
diagnostics(void)
{
	fflush(cli.err);
	return said;
}

/* Pushes a text in pieces of `step` bytes; true: the source wants no more. */
static bool
push(const char *text, size_t step, uint64_t wants)
{
	struct source *src = source_new(&cli, "in", wants, note, NULL);
	size_t n = strlen(text), some;
	bool more = true;

	for (size_t at = 0; more && at < n; at += some) {
		uint8_t *piece;

		some = step < n - at ? step : n - at;
		piece = t_exact(text + at, some);
		more = source_push(src, (char *)piece, some);
		free(piece);
	}
	if (more)
		source_finish(src);
	source_free(src);
	return !more;
}

static void
canonical_lines_stay_as_they_are_others_become_one(void)
{
	static const char text[] = "{\"type\":\"colour\",\"n\":1.50}\n"
				   "{ \"type\": \"policy\", // ours\n"
				   "  \"mood\": 1e0, \"name\": \"p\",\n"
				   "  \"rules\": [] }\n"
				   "{\"type\":\"end\",\"source\":\"s\"}\n";

	for (size_t step = 1; step <= sizeof(text); step++) {
		setup();
		CHECK(!push(text, step, UINT64_MAX));
		CHECK_STR(noted(),
		    "1 {\"type\":\"colour\",\"n\":1.50}\n"
		    "2* {\"type\":\"policy\",\"mood\":1e0,\"name\":\"p\","
		    "\"rules\":[]}\n"
		    "5* {\"type\":\"end\",\"source\":\"s\"}\n");
		CHECK_STR(diagnostics(), "");
		CHECK(cli.status == CLI_DONE);
		teardown();
	}
}

static void
a_fault_is_told_with_its_line_and_the_rest_goes_on(void)
{
	static const char text[] = "{\"type\":\"policy\",\"name\":\"p\"}\n"
				   "{\"type\":\"policy\",\"name\":\"q\",\n"
				   " \"rules\":\n"
				   "  7}\n"
				   "{\"type\":\"policy\",\n"
				   "junk\n"
				   "{\"type\":\"end\",\"source\":\"s\"}\n"
				   "{\"type\":";

	setup();
	CHECK(!push(text, 7, UINT64_MAX));
	CHECK_STR(noted(), "1! \n"
			   "2! \n"
			   "5! \n"
			   "7* {\"type\":\"end\",\"source\":\"s\"}\n"
			   "8! \n");
	CHECK_STR(diagnostics(),
	    "tool: error: in:1: policy \"p\": rules is missing\n"
	    "tool: error: in:3: policy \"q\": rules: 7 is not an array\n"
	    "tool: error: in:5: the record is not closed\n"
	    "tool: error: in:8: the input ends amid a record\n");
	CHECK(cli.status == CLI_REFUSED);
	teardown();
}

static void
what_is_not_wanted_comes_as_text_alone(void)
{
	static const char text[] = "{\"type\":\"policy\",\"name\":\"p\"}\n"
				   "{\"type\":\"end\",\"source\":\"s\"}\n";

	setup();
	CHECK(!push(text, 100, UINT64_C(1) << REC_END));
	CHECK_STR(noted(), "1 {\"type\":\"policy\",\"name\":\"p\"}\n"
			   "2* {\"type\":\"end\",\"source\":\"s\"}\n");
	CHECK_STR(diagnostics(), "");
	teardown();
}

static void
strict_ends_a_stream_at_its_first_fault(void)
{
	static const char text[] = "{\"type\":\"end\",\"source\":\"s\"}\n"
				   "{\"type\":\"end\",\"colour\":1}\n"
				   "{\"type\":\"end\",\"source\":\"t\"}\n";

	setup();
	cli.strict = true;
	CHECK(push(text, 5, UINT64_MAX));
	CHECK_STR(noted(), "1* {\"type\":\"end\",\"source\":\"s\"}\n2! \n");
	teardown();
}

static void
who_has_enough_is_called_no_more(void)
{
	static const char text[] = "{\"type\":\"end\",\"source\":\"s\"}\n"
				   "{\"type\":\"end\",\"source\":\"t\"}\n";

	setup();
	most = 1;
	CHECK(push(text, 1000, UINT64_MAX));
	CHECK_STR(noted(), "1* {\"type\":\"end\",\"source\":\"s\"}\n");
	teardown();
}

static void
strict_reads_a_named_file_to_its_end(void)
{
	static const char text[] = "{\"type\":\"end\",\"colour\":1}\n"
				   "{\"type\":\"end\",\"colour\":2}\n";
	char path[] = "/tmp/edge-source-XXXXXX";
	int fd = mkstemp(path);

	setup();
	cli.strict = true;
	CHECK(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	CHECK(source_read(&cli, path, note, NULL));
	CHECK_STR(noted(), "1! \n2! \n");
	obuf_take(&items, obuf_left(&items));
	lseek(fd, 0, SEEK_SET);
	CHECK(source_read_fd(&cli, fd, "in", note, NULL));
	CHECK_STR(noted(), "1! \n");
	unlink(path);
	teardown();
}

static void
what_cannot_be_read_is_told_with_its_status(void)
{
	setup();
	CHECK(!source_read(&cli, "/nowhere/at/all", note, NULL));
	CHECK_STR(diagnostics(),
	    "tool: error: /nowhere/at/all: No such file or directory\n");
	CHECK(cli.status == CLI_FAILED);
	teardown();
}

int
main(void)
{
	RUN(canonical_lines_stay_as_they_are_others_become_one);
	RUN(a_fault_is_told_with_its_line_and_the_rest_goes_on);
	RUN(what_is_not_wanted_comes_as_text_alone);
	RUN(strict_ends_a_stream_at_its_first_fault);
	RUN(who_has_enough_is_called_no_more);
	RUN(strict_reads_a_named_file_to_its_end);
	RUN(what_cannot_be_read_is_told_with_its_status);
	return DONE();
}
