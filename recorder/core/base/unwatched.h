/*
 * Where a host is watched by ThreadSanitizer. Its runtime takes memcpy() and the like from us, but
 * sees none of our atomic operations, so it would report races between threads that have none: it
 * is asked to look away.
 *
 * Must not know: what is done meanwhile.
 */
#ifndef L1TR_UNWATCHED_H
#define L1TR_UNWATCHED_H

#if defined(__SANITIZE_THREAD__)
/* We are watched ourselves, and on purpose. */
static inline void l1tr_unwatched_begin(void)
{
}

static inline void l1tr_unwatched_end(void)
{
}
#else
/* Of its runtime; NULL where it is not. */
extern void AnnotateIgnoreReadsBegin(const char *file, int line) __attribute__((weak));
extern void AnnotateIgnoreReadsEnd(const char *file, int line) __attribute__((weak));
extern void AnnotateIgnoreWritesBegin(const char *file, int line) __attribute__((weak));
extern void AnnotateIgnoreWritesEnd(const char *file, int line) __attribute__((weak));

/* In this thread, up to the end; they nest. */
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
