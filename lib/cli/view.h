/* --table: records as an aligned table for people. */
#ifndef CLI_VIEW_H
#define CLI_VIEW_H

#include <stdio.h>

#include "rec/rec.h"

struct view;

/*
 * Columns are names of fields of the type, in the order wanted, ended by NULL;
 * the titles are the same names. `width` as term_width() gives it: 0 is as
 * wide as it takes.
 */
struct view *view_new(
    enum rec_type, const char *const *columns, unsigned width);

/* One row; absent fields are empty. Records of other types are left out. */
void view_add(struct view *, const struct rec *);

/* The table so far; nothing at all, not even titles, when it has no row. */
void view_print(struct view *, FILE *);
void view_free(struct view *);

#endif
