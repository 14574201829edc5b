/* Lines of hex as input of decode. */
#include <inttypes.h>
#include <string.h>

#include "decode.h"
#include "message/hex_records.h"

/* Borrows a line with its end, where it has one; 0 at the end of all. */
static size_t
line_peek(struct input *in, const char **line)
{
	const uint8_t *at;
	size_t seen = 0, want = 1;

	for (;;) {
		ssize_t n = input_peek(in, want, &at);
		const char *end;

		if (n <= 0)
			return 0;
		*line = (const char *)at;
		end = memchr(at + seen, '\n', (size_t)n - seen);
		if (end != NULL)
			return (size_t)(end - *line) + 1;
		if ((size_t)n < want || n >= HEX_LINE_MAX)
			return (size_t)n;
		seen = (size_t)n;
		want = seen + 1;
	}
}

void
decode_hex(struct decode *d, struct input *in)
{
	struct hex_reader *h = hex_reader_new(&d->assumed, decode_take, d);
	const char *line, *what;
	size_t n, column;

	d->unit = "line";
	while (!d->failed && (n = line_peek(in, &line)) > 0) {
		size_t length = line[n - 1] == '\n' ? n - 1 : n;

		d->number++;
		if (!hex_reader_line(
			h, line, length, (uint32_t)d->number, &what, &column))
			cli_refuse(d->cli, d->source,
			    "line %" PRIu64 ", column %zu: %s", d->number,
			    column, what);
		input_take(in, n);
		decode_flush_if_waiting(d);
		decode_progress(d, in);
	}
	if (input_error(in) != NULL)
		decode_damage_end(d, in, "cannot be read on");
	hex_reader_free(h);
}
