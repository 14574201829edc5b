/* The one place where running out of memory ends the program. */
#include "base/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#define FIRST_ROOM 8 /* elements of an array that starts to grow */

static _Noreturn void
exit_without_memory(void)
{
	fputs("error: out of memory\n", stderr);
	exit(EX_OSERR);
}

void *
mem_need(void *p)
{
	if (p == NULL)
		exit_without_memory();
	return p;
}

void *
mem_alloc(size_t n)
{
	return mem_need(malloc(n > 0 ? n : 1));
}

void *
mem_zalloc(size_t n)
{
	return mem_need(calloc(n > 0 ? n : 1, 1));
}

void *
mem_realloc(void *p, size_t n)
{
	p = realloc(p, n > 0 ? n : 1);
	if (p == NULL)
		exit_without_memory();
	return p;
}

char *
mem_strdup(const char *s)
{
	size_t n = strlen(s) + 1;

	return memcpy(mem_alloc(n), s, n);
}

void *
mem_grow(void *array, size_t *room, size_t used, size_t each)
{
	size_t bytes;

	if (used < *room)
		return array;
	*room = *room > 0 ? *room * 2 : FIRST_ROOM;
	if (*room <= used || __builtin_mul_overflow(*room, each, &bytes))
		exit_without_memory();
	return mem_realloc(array, bytes);
}
