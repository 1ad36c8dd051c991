/*
 * Exceptions, for hosts written in C.
 */
#ifndef UNWOUND_H
#define UNWOUND_H

#ifdef __cplusplus
extern "C"
#endif
/* Throws and catches so often, from so deep; each frame records twice. How many were caught. */
unsigned unwound(unsigned rounds, unsigned depth, void (*record)(void));

#endif
