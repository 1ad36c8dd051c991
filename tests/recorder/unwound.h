/*
 * Exceptions, for hosts written in C.
 */
#ifndef UNWOUND_H
#define UNWOUND_H

#ifdef __cplusplus
extern "C"
#endif
/*
 * Throws and catches `rounds` times, from this depth; each frame records twice. Returns how many
 * were caught.
 */
unsigned unwound(unsigned rounds, unsigned depth, void (*record)(void));

#endif
