/* The terminal: whether to colour, how wide it is. */
#ifndef CLI_TERM_H
#define CLI_TERM_H

#include <stdbool.h>
#include <stdio.h>

enum term_color { TERM_AUTO, TERM_ALWAYS, TERM_NEVER };

/* auto: a terminal that is not dumb, and no NO_COLOR in the environment. */
bool term_has_color(enum term_color, FILE *);

/* Columns of the terminal behind the stream; 0 where it is none. */
unsigned term_width(FILE *);

/* Escape sequences; only where term_has_color() holds. */
#define TERM_RED    "\033[31m"
#define TERM_YELLOW "\033[33m"
#define TERM_BOLD   "\033[1m"
#define TERM_FAINT  "\033[2m"
#define TERM_PLAIN  "\033[0m"

#endif
