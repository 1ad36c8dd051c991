/*
 * A Python without a GIL, as far as can be seen from outside: it has a function that others have not.
 * Preloaded by python_test.py.
 */
int PyUnstable_Module_SetGIL(void *module, void *gil);

int PyUnstable_Module_SetGIL(void *module, void *gil)
{
	(void)module;
	(void)gil;
	return 0;
}
