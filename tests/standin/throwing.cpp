/*
 * What C cannot do: throw and catch C++ exceptions. The only C++ file of the stand-in.
 *
 * Must not know: anything else.
 */
#include <cstdio>
#include <exception>
#include <stdexcept>
#include "standin.h"

void standin_throw(const char *text)
{
	throw std::runtime_error(text);
}

bool standin_catch(void (*f)(void *), void *argument, char *text, size_t room)
{
	try {
		f(argument);
	} catch (const std::runtime_error &e) {
		std::snprintf(text, room, "%s", e.what());
		return true;
	}
	return false;
}

void *standin_catch_pointer(void (*f)(void *), void *argument)
{
	try {
		f(argument);
	} catch (...) {
		return new std::exception_ptr(std::current_exception());
	}
	return nullptr;
}

void standin_rethrow(void *pointer)
{
	std::rethrow_exception(*static_cast<std::exception_ptr *>(pointer));
}

void standin_forget(void *pointer)
{
	delete static_cast<std::exception_ptr *>(pointer);
}
