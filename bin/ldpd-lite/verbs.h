/* The verbs of ldpd-lite, one a file, and their options. */
#ifndef LDPD_LITE_VERBS_H
#define LDPD_LITE_VERBS_H

#include "cli/opts.h"

struct cli;

int check_main(struct cli *);
int decode_main(struct cli *);
int encode_main(struct cli *);
int run_main(struct cli *);
int show_main(struct cli *);

extern const struct opt decode_options[], encode_options[], run_options[],
    show_options[];

#endif
