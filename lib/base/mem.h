/* Memory that is always there: running out of it ends the program, here. */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

void *mem_alloc(size_t n);  /* not zeroed */
void *mem_zalloc(size_t n); /* zeroed */
void *mem_realloc(void *p, size_t n);
char *mem_strdup(const char *s); /* free() releases it */

/* What another library allocated: NULL ends the program too. */
void *mem_need(void *p);

/*
 * Makes room for one more element in an array that doubles: returns the
 * array, moved where need be, and updates *room (in elements).
 */
void *mem_grow(void *array, size_t *room, size_t used, size_t each);

#endif
