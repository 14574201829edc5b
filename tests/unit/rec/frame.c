/* Streams cut into records, and what is said of those that cannot be. */
#include "rec/frame.h"
#include "../../t.h"

/*
 * What comes out, as text: "LINE TEXT" or "LINE! WHY", one a line; with `mark`,
 * "LINE~ TEXT" where the text is not canonical.
 */
static void
run(struct obuf *out, const char *in, size_t n, size_t step, bool mark)
{
	struct rec_frame f = { 0 };
	struct rec_text text;
	struct rec_fault fault;
	enum rec_framed got;
	size_t fed = 0;

	while (true) {
		got = rec_frame_next(&f, &text, &fault);
		if (got == FRAME_TEXT)
			obuf_printf(out, "%u%s %.*s\n", text.line,
			    mark && !text.canonical ? "~" : "", (int)text.n,
			    text.at);
		else if (got == FRAME_FAULT)
			obuf_printf(out, "%u! %s\n", fault.line, fault.text);
		else if (f.ended)
			break;
		else if (fed == n)
			rec_frame_end(&f);
		else {
			size_t more = n - fed < step ? n - fed : step;

			rec_frame_feed(&f, in + fed, more);
			fed += more;
		}
	}
	obuf_putc(out, '\0');
	rec_frame_fini(&f);
}

/* Byte by byte the same, but that a newline may come too late for a mark. */
static void
check(const char *in, const char *want)
{
	struct obuf marked = { 0 }, whole = { 0 }, bytes = { 0 };

	run(&marked, in, strlen(in), SIZE_MAX, true);
	CHECK_STR(obuf_at(&marked), want);
	run(&whole, in, strlen(in), SIZE_MAX, false);
	run(&bytes, in, strlen(in), 1, false);
	CHECK_STR(obuf_at(&bytes), obuf_at(&whole));
	obuf_fini(&marked);
	obuf_fini(&whole);
	obuf_fini(&bytes);
}

static void
canonical_lines_are_recognised(void)
{
	check("{\"type\":\"a\"}\n{\"type\":\"b\",\"c\":[1]}\n",
	    "1 {\"type\":\"a\"}\n2 {\"type\":\"b\",\"c\":[1]}\n");
	check("{\"type\": \"a\"}\n", "1~ {\"type\": \"a\"}\n");
	check("{\"type\":\"a\"}", "1~ {\"type\":\"a\"}\n");
}

static void
objects_may_share_lines_or_span_them(void)
{
	check("{}{\"a\":1} {\"a\":{\n\"b\":[\n]}}\n\n{}",
	    "1~ {}\n1~ {\"a\":1}\n1~ {\"a\":{\n\"b\":[\n]}}\n5~ {}\n");
	check("\x1e{}\n\x1e{}\n", "1~ {}\n2~ {}\n");
	check("", "");
	check(" \t\r\n", "");
}

static void
brackets_in_strings_and_comments_do_not_count(void)
{
	check("{\"a\":\"}\\\"}\"}", "1~ {\"a\":\"}\\\"}\"}\n");
	check("// {\n/* {\n ** / */ {//}\n/*}*/\"a\":1}/**/",
	    "3~ {//}\n/*}*/\"a\":1}\n");
}

static void
an_array_is_read_as_its_elements(void)
{
	check("[]", "");
	check("[{},{}\n,{}]{}", "1~ {}\n1~ {}\n2~ {}\n2~ {}\n");
	check("[[{}],[]]", "1~ {}\n");
	check("[\n{\"type\":\"a\"}\n]\n", "2 {\"type\":\"a\"}\n");
}

static void
commas_of_arrays_are_checked(void)
{
	check("[{}\n{}]", "1~ {}\n2! a comma is missing in the array\n");
	check("[{},]", "1~ {}\n1! neither a record nor an array of records\n");
	check("[,{}]", "1! neither a record nor an array of records\n");
	check("{},{}", "1~ {}\n1! neither a record nor an array of records\n");
	check("]", "1! neither a record nor an array of records\n");
	check("[{}", "1~ {}\n1! an array without end\n");
}

static void
a_torn_record_costs_only_itself(void)
{
	check("{\"a\":1\n{\"b\":2}\n",
	    "1! the record is not closed\n2~ {\"b\":2}\n");
	check("{\"a\":[1,\n2,\n  {\"b\":2}\n{\"c\":2}\n",
	    "1! the record is not closed\n4~ {\"c\":2}\n");
	check("{\"a\":\"x\n{\"b\":2}\n",
	    "1! a string without end\n2~ {\"b\":2}\n");
	check("{\"a\":[}\n{\"b\":2}\n",
	    "1! a bracket closes what another opened\n2~ {\"b\":2}\n");
	check("{}\n{\"a\":1\n", "1~ {}\n2! the input ends amid a record\n");
	check("/* {}\n", "2! a comment without end\n");
	check("/\n{}\n", "1! not JSON\n2~ {}\n");
}

static void
junk_is_one_fault_however_long(void)
{
	check("{}\n\x7f"
	      "ELF\x01\x02\n\xff\xfe\n{}\n",
	    "1~ {}\n2! neither a record nor an array of records\n4~ {}\n");
	check("junk\njunk\n", "1! neither a record nor an array of records\n");
	check("<html>\n  {\"a\":1}\n</html>",
	    "1! neither a record nor an array of records\n2~ {\"a\":1}\n"
	    "3! neither a record nor an array of records\n");
}

static void
a_fault_in_an_array_leaves_the_other_elements(void)
{
	check("[\n {\"a\":1},\n {\"b\":[}},\n {\"c\":3}\n]\n{}\n",
	    "2~ {\"a\":1}\n3! a bracket closes what another opened\n"
	    "4~ {\"c\":3}\n6~ {}\n");
}

static void
nesting_has_a_limit(void)
{
	struct obuf in = { 0 }, out = { 0 };

	obuf_puts(&in, "{\"a\":");
	for (int i = 0; i < REC_FRAME_DEPTH; i++)
		obuf_putc(&in, '[');
	obuf_puts(&in, "\n{}\n");
	run(&out, obuf_at(&in), obuf_left(&in), SIZE_MAX, true);
	CHECK_STR(obuf_at(&out), "1! nested too deeply\n2~ {}\n");
	obuf_fini(&in);
	obuf_fini(&out);
}

static void
an_endless_line_is_refused_once_in_constant_memory(void)
{
	static char piece[1 << 16];
	struct rec_frame f = { 0 };
	struct rec_fault fault = { 0 };
	struct rec_text text;
	unsigned faults = 0, texts = 0;

	memset(piece, 'x', sizeof(piece));
	rec_frame_feed(&f, "{}\n{\"a\":\"", 9);
	for (int i = 0; i < 1 << 10; i++) { /* 64 MiB */
		enum rec_framed got;

		rec_frame_feed(&f, piece, sizeof(piece));
		while (
		    (got = rec_frame_next(&f, &text, &fault)) != FRAME_MORE) {
			faults += got == FRAME_FAULT;
			texts += got == FRAME_TEXT;
		}
		CHECK(f.in.room <= 4 * REC_FRAME_MAX);
	}
	CHECK(faults == 1 && texts == 1 && fault.line == 2);
	CHECK_STR(fault.text, "a record of more than 16 MiB");
	rec_frame_feed(&f, "\"}\n{}\n", 6);
	CHECK(rec_frame_next(&f, &text, &fault) == FRAME_TEXT);
	CHECK(text.line == 3);
	rec_frame_fini(&f);
}

int
main(void)
{
	RUN(canonical_lines_are_recognised);
	RUN(objects_may_share_lines_or_span_them);
	RUN(brackets_in_strings_and_comments_do_not_count);
	RUN(an_array_is_read_as_its_elements);
	RUN(commas_of_arrays_are_checked);
	RUN(a_torn_record_costs_only_itself);
	RUN(junk_is_one_fault_however_long);
	RUN(a_fault_in_an_array_leaves_the_other_elements);
	RUN(nesting_has_a_limit);
	RUN(an_endless_line_is_refused_once_in_constant_memory);
	return DONE();
}
