/* The other end of a control socket: show, --from and --feed. */
#ifndef STAGE_CLIENT_H
#define STAGE_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

#include "rec/rec.h"

struct cli;

#define CLIENT_PATH 256

/* $EDGEPIPE_RUN/NAME.sock, or NAME itself where it holds a slash. */
void client_path(const char *name, char *to, size_t room);

/* Called for every record of an answer; false: enough, hang up. */
typedef bool client_fn(
    void *ctx, const struct rec *, const char *line, size_t n);

/*
 * Asks the daemon TOOL-VERB, waiting: writes the command, calls for every
 * record up to the reply. The exit status: CLI_DONE, CLI_UNAVAILABLE when no
 * daemon answers (which has been told), CLI_NO when the reply is an error.
 */
int client_ask(struct cli *, const char *daemon, const struct rec_command *,
    client_fn *, void *ctx);

#endif
