/* A tool's verbs and options for other programs: shells, tests, manuals. */
#ifndef CLI_SPEC_H
#define CLI_SPEC_H

#include <stdbool.h>
#include <stdio.h>

struct tool;

/* One JSON object a line for each verb, with its options. */
void spec_print(const struct tool *, FILE *);

/* The vocabulary: as a JSON Schema, and as edgepipe-records(7). */
void spec_schema(const struct tool *, FILE *);
void spec_records(const struct tool *, FILE *);

/* The completion file of "bash", "zsh" or "fish"; false for another shell. */
bool spec_complete(const struct tool *, const char *shell, FILE *);

#endif
