class FastOperation:
    def __init__(self, name, function):
        self.python_fully_qualified_name = name
        self.function = function

    def __call__(self, *function_args, **function_kwargs):
        return self.function(*function_args, **function_kwargs)
