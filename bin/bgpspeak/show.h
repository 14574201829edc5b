/* Between the files show*.c alone. */
#ifndef BGPSPEAK_SHOW_H
#define BGPSPEAK_SHOW_H

struct cli;

int show_metrics(struct cli *, const char *socket);

#endif
