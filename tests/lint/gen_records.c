/* Prints what comes from the tables of records: `man` or `schema`. */
#include "base/obuf.h"
#include "rec/schema.h"

#include <stdio.h>
#include <string.h>

int
main(int argc, char **argv)
{
	struct obuf out = { 0 };
	size_t n;

	if (argc == 2 && strcmp(argv[1], "man") == 0) {
		rec_manual(&out);
	} else if (argc == 2 && strcmp(argv[1], "schema") == 0) {
		rec_schema(&out);
	} else {
		fprintf(stderr, "usage: gen_records man | schema\n");
		return 64;
	}
	n = fwrite(obuf_at(&out), 1, obuf_left(&out), stdout);
	return n == obuf_left(&out) && fflush(stdout) == 0 ? 0 : 71;
}
