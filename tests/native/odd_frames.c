/*
 * Frames as they are rare: see odd_frames.h.
 *
 * Must not know: any recorder.
 */
#include <alloca.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include "odd_frames.h"

enum { PAGE = 4096, STACK_BYTES = 16 * PAGE };

static volatile int after;      /* so that no call is a function's last instruction */

__attribute__((noinline)) void from_realigned_frame(called *f, void *argument, int a, int b, int c, int d,
	int e, int g)
{
	_Alignas(128) volatile char room[256];
	volatile char *more = alloca((size_t)(a + b + c));

	more[0] = room[0] = 1;
	f(argument);
	after += room[0] + d + e + g + more[0];
}

__attribute__((noinline)) void from_frame_of_any_size(called *f, void *argument, size_t bytes)
{
	volatile char *room = alloca(bytes);

	room[0] = 1;
	f(argument);
	after += room[0];
}

__attribute__((noinline)) void from_depth(called *f, void *argument, unsigned depth)
{
	if (depth)
		from_depth(f, argument, depth - 1);
	else
		f(argument);
	after++;
}

void from_made_code(called *f, void *argument)
{
	/* sub $8,%rsp; mov %rdi,%rax; mov %rsi,%rdi; call *%rax; add $8,%rsp; ret */
	static const uint8_t code[] = {0x48, 0x83, 0xec, 0x08, 0x48, 0x89, 0xf8, 0x48, 0x89, 0xf7, 0xff, 0xd0,
		0x48, 0x83, 0xc4, 0x08, 0xc3};
	void *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	void (*call)(called *, void *);

	memcpy(page, code, sizeof(code));
	mprotect(page, PAGE, PROT_READ | PROT_EXEC);
	memcpy(&call, &page, sizeof(call));
	call(f, argument);
	munmap(page, PAGE);
}

/*
 * The function's frame begins where the stack ends: its tables say that a return address is there, and
 * nothing is mapped. It goes back to the old stack by itself.
 */
void on_made_stack(void *top, called *f, void *argument);
__asm__(".text\n"
	".type on_made_stack,@function\n"
	"on_made_stack:\n"
	"	.cfi_startproc\n"
	"	push %rbp\n"
	"	.cfi_def_cfa_offset 16\n"
	"	.cfi_offset %rbp, -16\n"
	"	push %rbx\n"
	"	.cfi_def_cfa_offset 24\n"
	"	.cfi_offset %rbx, -24\n"
	"	mov %rsp, %rbx\n"
	"	mov %rdi, %rsp\n"
	"	mov %rdx, %rdi\n"
	"	jmp 1f\n"
	"	.cfi_endproc\n"
	"	.cfi_startproc\n"
	"	nop\n"
	"1:	call *%rsi\n"                           /* CFA: rsp + 8, where nothing is */
	"	jmp 2f\n"
	"	.cfi_endproc\n"
	"2:	mov %rbx, %rsp\n"
	"	pop %rbx\n"
	"	pop %rbp\n"
	"	ret\n"
	".size on_made_stack, .-on_made_stack\n");

void from_made_stack(called *f, void *argument)
{
	uint8_t *map = mmap(NULL, STACK_BYTES + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		-1, 0);

	munmap(map + STACK_BYTES, PAGE);
	on_made_stack(map + STACK_BYTES, f, argument);
	munmap(map, STACK_BYTES);
}

static struct {
	called *f;
	void *argument;
} wanted;

static void call_wanted(void)
{
	wanted.f(wanted.argument);
	after++;
}

void from_coroutine(called *f, void *argument)
{
	static ucontext_t inside, outside;
	void *stack = malloc(STACK_BYTES);

	wanted.f = f;
	wanted.argument = argument;
	getcontext(&inside);
	inside.uc_stack.ss_sp = stack;
	inside.uc_stack.ss_size = STACK_BYTES;
	inside.uc_link = &outside;
	makecontext(&inside, call_wanted, 0);
	swapcontext(&outside, &inside);
	free(stack);
}

static void on_signal(int number)
{
	(void)number;
	call_wanted();
}

void from_handler(called *f, void *argument, int on_other_stack)
{
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = on_other_stack ? SA_ONSTACK : 0};
	stack_t other = {.ss_sp = malloc(STACK_BYTES), .ss_size = STACK_BYTES}, before;

	wanted.f = f;
	wanted.argument = argument;
	sigaltstack(&other, &before);
	sigaction(SIGUSR1, &action, NULL);
	raise(SIGUSR1);
	sigaltstack(&before, NULL);
	free(other.ss_sp);
}

void lie(called *f, void *argument, size_t rbp);
__asm__(".text\n"
	".type lie,@function\n"
	"lie:\n"
	"	.cfi_startproc\n"
	"	push %rbp\n"
	"	.cfi_def_cfa_offset 16\n"
	"	.cfi_offset %rbp, -16\n"
	"	mov %rdx, %rbp\n"
	"	.cfi_def_cfa %rbp, 16\n"
	"	mov %rdi, %rax\n"
	"	mov %rsi, %rdi\n"
	"	call *%rax\n"
	"	pop %rbp\n"
	"	.cfi_def_cfa %rsp, 8\n"
	"	ret\n"
	"	.cfi_endproc\n"
	".size lie, .-lie\n");

void from_frame_that_lies(called *f, void *argument, size_t rbp)
{
	lie(f, argument, rbp);
	after++;
}

void circle(called *f, void *argument);
__asm__(".text\n"
	".type circle,@function\n"
	"circle:\n"
	"	.cfi_startproc\n"
	"	push %rbp\n"
	"	.cfi_def_cfa_offset 16\n"
	"	.cfi_offset %rbp, -16\n"
	"	lea -16(%rsp), %rbp\n"
	"	.cfi_def_cfa %rbp, 16\n"               /* its own, not its caller's */
	"	mov %rdi, %rax\n"
	"	mov %rsi, %rdi\n"
	"	call 1f\n"
	"	pop %rbp\n"
	"	.cfi_def_cfa %rsp, 8\n"
	"	ret\n"
	"	.cfi_endproc\n"
	"	.cfi_startproc\n"
	"1:	push %rbp\n"
	"	.cfi_def_cfa_offset 16\n"
	"	.cfi_offset %rbp, -16\n"
	"	call *%rax\n"
	"	pop %rbp\n"
	"	.cfi_def_cfa_offset 8\n"
	"	ret\n"
	"	.cfi_endproc\n"
	".size circle, .-circle\n");

void from_frame_in_a_circle(called *f, void *argument)
{
	circle(f, argument);
	after++;
}

void stops(void);
__asm__(".text\n"
	"	nop\n"                                 /* of no function */
	".type stops,@function\n"
	"stops:\n"
	"	.cfi_startproc\n"
	"	ud2\n"
	"	.cfi_endproc\n"
	".size stops, .-stops\n");

static sigjmp_buf back;

static void on_illegal_instruction(int number)
{
	(void)number;
	call_wanted();
	siglongjmp(back, 1);
}

void from_first_instruction(called *f, void *argument)
{
	struct sigaction action = {.sa_handler = on_illegal_instruction}, before;

	wanted.f = f;
	wanted.argument = argument;
	sigaction(SIGILL, &action, &before);
	if (!sigsetjmp(back, 1))
		stops();
	sigaction(SIGILL, &before, NULL);
}
