/* The verbs of vrfctl. */
#ifndef VRFCTL_VRFCTL_H
#define VRFCTL_VRFCTL_H

#include "cli/cli.h"

extern const struct opt watch_options[], sync_options[], plan_options[];

int watch_main(struct cli *);
int sync_main(struct cli *);
int plan_main(struct cli *);

#endif
