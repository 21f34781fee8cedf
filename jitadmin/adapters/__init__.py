"""One foreign library or file format each; they take and return core objects and raise core errors."""
