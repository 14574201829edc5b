/* Filling in why a record was refused. */
#include "rec/fault.h"

#include <stdio.h>
#include <string.h>

unsigned
rec_fault_line(const char *text, const char *at)
{
	unsigned line = 1;

	while ((text = memchr(text, '\n', (size_t)(at - text))) != NULL) {
		line++;
		text++;
	}
	return line;
}

bool
rec_fault_at(
    struct rec_fault *f, const char *text, const char *at, const char *what)
{
	if (f == NULL)
		return false;
	f->line = rec_fault_line(text, at);
	f->key[0] = '\0';
	snprintf(f->text, sizeof(f->text), "%s", what);
	return false;
}

void
rec_fault_excerpt(char to[48], const char *text, size_t n)
{
	size_t used = 0;

	for (; used < n && used < 40; used++) {
		unsigned char c = (unsigned char)text[used];

		to[used] = c < 0x20 || c == 0x7f ? '?' : (char)c;
	}
	/* Not amid a character of several bytes. */
	while (used < n && used > 0 && (text[used] & 0xc0) == 0x80)
		used--;
	strcpy(to + used, used < n ? "..." : "");
}
