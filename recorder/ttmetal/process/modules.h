/*
 * The loaded modules: where a symbol is really defined, and which symbol an address belongs to.
 *
 * Must not know: TT-Metal, what the symbols mean.
 *
 * The dynamic loader's own searches cannot be used. dlsym(RTLD_NEXT) does not see what Python loads
 * with RTLD_LOCAL. dlopen and dladdr take a lock that is held while constructors run. Any search by
 * caller finds our own module when one hooked function tail-calls another. So the modules are
 * scanned directly, without our own.
 */
#ifndef TTM_MODULES_H
#define TTM_MODULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The first definition of `symbol` outside our module, function or object; NULL: there is none. */
void *ttm_find(const char *symbol);

/*
 * The first definition in a module that was loaded after ours, else the first of all: what
 * RTLD_NEXT would find. *last: the last definition of all when that is another one, else NULL.
 */
void *ttm_find_next(const char *symbol, void **last);

/* A number that changes whenever a module was loaded. */
unsigned long long ttm_modules_loaded(void);

/* Name of the exported function that contains `address`, or NULL; valid as long as its module. */
const char *ttm_symbol_at(const void *address);

/* The file that contains `address`; returns its length, 0: unknown. */
size_t ttm_file_at(const void *address, char *path, size_t room);

/* Whether both addresses lie in one module. */
bool ttm_same_module(const void *one, const void *other);

/* Copies memory that may not be readable; 0, or -1. */
int ttm_peek(const void *from, void *to, size_t bytes);

#endif
