/* The verbs of bgpspeak, one a file, and their options. */
#ifndef BGPSPEAK_VERBS_H
#define BGPSPEAK_VERBS_H

#include "cli/opts.h"

struct cli;

int best_main(struct cli *);
int check_main(struct cli *);
int decode_main(struct cli *);
int dump_main(struct cli *);
int encode_main(struct cli *);
int policy_main(struct cli *);
int run_main(struct cli *);
int show_main(struct cli *);
int why_main(struct cli *);

extern const struct opt best_options[], why_options[], decode_options[],
    dump_options[], encode_options[], policy_options[], run_options[],
    show_options[];

#endif
