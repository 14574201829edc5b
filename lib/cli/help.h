/* --help and --version, from the tables. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include <stdio.h>

struct tool;
struct verb;

void help_tool(const struct tool *, FILE *);
void help_verb(const struct tool *, const struct verb *, FILE *);
void help_version(const struct tool *, FILE *);

#endif
