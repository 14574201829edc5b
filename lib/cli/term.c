/* The terminal: whether to colour, how wide it is. */
#include "cli/term.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static bool
is_set(const char *variable)
{
	const char *value = getenv(variable);

	return value != NULL && *value != '\0';
}

bool
term_has_color(enum term_color when, FILE *f)
{
	const char *term = getenv("TERM");

	if (is_set("NO_COLOR") || when == TERM_NEVER)
		return false;
	if (when == TERM_ALWAYS)
		return true;
	if (term == NULL || strcmp(term, "dumb") == 0)
		return false;
	return isatty(fileno(f)) == 1;
}

unsigned
term_width(FILE *f)
{
	struct winsize size;

	if (fileno(f) == -1 || ioctl(fileno(f), TIOCGWINSZ, &size) == -1)
		return 0;
	return size.ws_col;
}
