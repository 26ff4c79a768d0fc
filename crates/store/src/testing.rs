//! A database for a test: a server shared by all tests of the machine, a database of its own for each.
