/*
 * For a host that runs under ThreadSanitizer. Its runtime sees our memcpy() and the like but none
 * of our atomic operations, so it would report races that do not exist. It is asked to ignore them.
 *
 * Must not know: what is done meanwhile.
 */
#ifndef L1TR_UNWATCHED_H
#define L1TR_UNWATCHED_H

#if defined(__SANITIZE_THREAD__)
/* We are built with ThreadSanitizer ourselves: our operations are to be seen. */
static inline void l1tr_unwatched_begin(void)
{
}

static inline void l1tr_unwatched_end(void)
{
}
#else
/* Functions of its runtime; NULL without ThreadSanitizer. */
extern void AnnotateIgnoreReadsBegin(const char *file, int line) __attribute__((weak));
extern void AnnotateIgnoreReadsEnd(const char *file, int line) __attribute__((weak));
extern void AnnotateIgnoreWritesBegin(const char *file, int line) __attribute__((weak));
extern void AnnotateIgnoreWritesEnd(const char *file, int line) __attribute__((weak));

/* Ignores this thread from begin to end; calls nest. */
static inline void l1tr_unwatched_begin(void)
{
	if (__builtin_expect(AnnotateIgnoreWritesBegin && AnnotateIgnoreReadsBegin, 0)) {
		AnnotateIgnoreReadsBegin("", 0);
		AnnotateIgnoreWritesBegin("", 0);
	}
}

static inline void l1tr_unwatched_end(void)
{
	if (__builtin_expect(AnnotateIgnoreWritesEnd && AnnotateIgnoreReadsEnd, 0)) {
		AnnotateIgnoreWritesEnd("", 0);
		AnnotateIgnoreReadsEnd("", 0);
	}
}
#endif

#endif
