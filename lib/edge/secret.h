/* Secrets: files that nobody else may read (records.md, rule 9). */
#ifndef EDGE_SECRET_H
#define EDGE_SECRET_H

#include <stddef.h>
#include <sys/types.h>

/*
 * The content of the file without its last newline: how many bytes, or -1 and
 * errno: EPERM when others could read or write it, EFBIG when it does not fit,
 * ENODATA when it is empty. `name` is relative to `dir`; dir NULL stands for
 * $EDGEPIPE_SECRETS or /etc/edgepipe/secrets.
 */
ssize_t secret_read(const char *dir, const char *name, void *to, size_t room);

#endif
